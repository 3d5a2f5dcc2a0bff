"""Days and moments as papers write them, and the row of a source."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.utils import timezone

T = TypeVar("T")
Row = dict[str, str]
SPARE = 12  # lines of a sign-in sheet for whoever comes along
BATCH = 60  # records that are read from the database at once


def day(value: date | datetime | None) -> str:
    """Return a day as papers write it, nothing for none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """Return a moment as papers write it, nothing for none."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def batched(told: Iterable[T], size: int) -> Iterator[list[T]]:
    """Return what is told in lists of at most ``size``, each made when it is asked for."""
    rest = iter(told)
    while some := list(islice(rest, size)):
        yield some
