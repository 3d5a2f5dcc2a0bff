"""Strings that break software: the published lists where the reference data are, our own sample where they are not."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

WHOLE = Path(settings.REFERENCE_DATA) / "security"
SECURITY = WHOLE if WHOLE.exists() else Path(__file__).parents[1] / "samples" / "security"


def chinese() -> dict[str, list[str]]:
    """Return the Chinese lists by name."""
    lists: dict[str, list[str]] = json.loads((SECURITY / "cn_hostile_strings.json").read_text())
    return {name: strings for name, strings in lists.items() if isinstance(strings, list)}


def strings() -> list[str]:
    """Return the naughty strings and the Chinese ones."""
    naughty: list[str] = json.loads((SECURITY / "blns" / "blns.json").read_text())
    return [one for many in (naughty, *chinese().values()) for one in many if isinstance(one, str)]


def payloads() -> Iterator[str]:
    """Yield the attack payloads, line by line."""
    for path in sorted((SECURITY / "payloads").glob("*.txt")):
        if not path.name.startswith("LICENSE"):
            yield from path.read_text(errors="surrogateescape").splitlines()
