"""How long sight of a shut file lasts, and why the glass may be broken: the pack ``access``."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings

from linli.kernel import packs
from linli.kernel.period import shift


@dataclass(frozen=True)
class Limits:
    """The lines of a region; ``reasons`` are codes with their names."""

    most: timedelta
    request: timedelta
    check_months: int
    glass: timedelta
    most_a_month: int
    review: timedelta
    fresh: timedelta
    letters: int
    reasons: tuple[tuple[str, str], ...]


def months_on(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of that month."""
    first = shift(day.replace(day=1), months)
    return first + timedelta(days=min(day.day, (shift(first, 1) - first).days) - 1)


@lru_cache(maxsize=8)
def limits(region: str = "") -> Limits:
    """Return the limits of a region."""
    pack = packs.load("access", region or settings.REGION)
    grants, glass = pack["grants"], pack["glass"]
    return Limits(
        most=timedelta(days=grants["most_days"]),
        request=timedelta(days=grants["request_days"]),
        check_months=pack["check"]["months"],
        glass=timedelta(minutes=glass["minutes"]),
        most_a_month=glass["most_a_month"],
        review=timedelta(hours=glass["review_hours"]),
        fresh=timedelta(minutes=glass["fresh_minutes"]),
        letters=glass["letters"],
        reasons=tuple((row["code"], row["name"]) for row in glass["reasons"]),
    )
