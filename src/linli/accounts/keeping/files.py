"""The file of the keys: read as it is, and exchanged at once."""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings


def stored() -> dict[str, Any]:
    """Return the keys as they stand in the file."""
    kept: dict[str, Any] = json.loads(Path(settings.FIELD_KEYS_FILE).read_text())
    return kept


def write(keys: dict[str, Any]) -> None:
    """Exchange the file of the keys for another at once, readable by its owner only."""
    path = Path(settings.FIELD_KEYS_FILE)
    with NamedTemporaryFile("w", dir=path.parent, delete=False) as fresh:  # made with mode 0600
        json.dump(keys, fresh, indent=2)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(path)
