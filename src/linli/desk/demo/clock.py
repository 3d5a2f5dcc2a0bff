"""The demo's clock: what a block does is done at another moment, as if that were now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything in a block take ``moment`` for now.

    All rooms ask ``django.utils.timezone`` for the time, so that it alone is set. The clock is that of the whole
    process: only for a command, which serves nobody meanwhile.
    """
    clock = vars(timezone)
    kept = clock["now"]
    clock["now"] = lambda: moment
    try:
        yield
    finally:
        clock["now"] = kept


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day as the clock on the wall shows it."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
