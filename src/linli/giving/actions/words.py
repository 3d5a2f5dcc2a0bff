"""What every verb of the room checks before it writes."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.directory.money import MOST
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.people.words import line
from linli.places.models import Division

FIRST, LAST = 2000, 2200


def said(text: str, longest: int, field: str, wanted: str) -> str:
    """Return a line that must be there. Raises ``Refused`` naming the field."""
    if not (told := line(text, longest, field)):
        raise Refused(wanted, field)
    return told


def text(told: str, longest: int, field: str, wanted: str) -> str:
    """Return a text of several lines that must be there. Raises ``Refused``."""
    found = tidy(told)
    if not found:
        raise Refused(wanted, field)
    if len(found) > longest:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": longest, "count": len(found)}, field)
    return found


def amount(told: int, field: str = "amount") -> int:
    """Return an amount in 分 above nothing. Raises ``Refused``; a float is a ``TypeError``."""
    if isinstance(told, bool) or not isinstance(told, int):
        raise TypeError(f"an amount is whole 分, not {type(told).__name__}")
    if not 0 < told <= MOST:
        raise Refused(_("金额要大于0，写成 150000 或 150,000.50 这样。"), field)
    return told


def past(day: date, field: str) -> date:
    """Return a day that has come. Raises ``Refused``."""
    if day > timezone.localdate():
        raise Refused(_("这一天还没有到。"), field)
    return day


def year(told: int) -> int:
    """Return a year. Raises ``Refused``."""
    if not FIRST <= told <= LAST:
        raise Refused(_("请写年度，比如2026。"), "year")
    return told


def areas(place: Division) -> dict[str, int | None]:
    """Return county and town of a place."""
    return {name: key for name, key in place.areas().items() if name in ("county_id", "town_id")}
