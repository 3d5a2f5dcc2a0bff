"""Lists are paged by key: the next page starts after the last row, however many rows there are."""

import base64
import binascii
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: its rows, and the key of the next page ('' on the last)."""

    rows: list[M]
    next: str


def page(rows: QuerySet[M], *order: str, after: str = "", size: int = 50) -> Page[M]:
    """Return one page of ``rows`` in ``order`` (field names, ``-`` for descending; the last must be unique).

    All names must run in one direction. An ``after`` that cannot be read starts at the beginning.
    """
    names = [name.lstrip("-") for name in order]
    step = "lt" if order[0].startswith("-") else "gt"
    ordered = rows.order_by(*order)
    if (key := read_key(after)) and len(key) == len(names):
        with suppress(ValueError, ValidationError):
            ordered = ordered.filter(_beyond(names, key, step))
    found = list(ordered[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(found[:size], write_key([_read_path(more, name) for name in names]) if more else "")


def _read_path(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _beyond(names: list[str], key: list[Any], step: str) -> Q:
    q = Q()
    for depth, name in enumerate(names):
        part = Q(**dict(zip(names[:depth], key[:depth], strict=True)), **{f"{name}__{step}": key[depth]})
        q |= part
    # The first column alone, so that the index has a range to start from.
    return Q(**{f"{names[0]}__{step}e": key[0]}) & q


def write_key(key: list[Any]) -> str:
    """Return a key as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def read_key(after: str) -> list[Any]:
    """Return the parts of a key from an address; [] when it cannot be read, or holds what no column can hold."""
    try:
        key = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return []
    readable = isinstance(key, list) and all(isinstance(part, str) and not UNSTORABLE.search(part) for part in key)
    return key if readable else []
