"""One and the same bytes for the same facts, whoever writes them down."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(facts: Any) -> bytes:
    """Return facts as JSON in UTF-8 with sorted keys and no blanks; times in UTC to the microsecond.

    Raises ``TypeError`` for what has no canonical form and ``ValueError`` for NaN and infinities.
    """
    return json.dumps(
        facts, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
