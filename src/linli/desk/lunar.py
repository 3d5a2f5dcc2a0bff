"""Days as people say them: month, day, weekday, and the day of the lunar calendar."""

from datetime import date, datetime

from cnlunar import Lunar
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1901, 2099  # whole years of the table behind cnlunar
MONTHS = "正二三四五六七八九十冬腊"
TENS = "初十廿三"
DIGITS = "一二三四五六七八九十"


def lunar(day: date) -> str:
    """Return month and day of the lunar calendar (八月廿六, 闰六月初八), or '' for a year the table does not know."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    there = Lunar(datetime(day.year, day.month, day.day, 12), godType="8char")  # noqa: DTZ001 - a calendar day has no zone
    leap = "闰" if there.isLunarLeapMonth else ""
    return f"{leap}{MONTHS[there.lunarMonth - 1]}月{_day_of_month(there.lunarDay)}"


def _day_of_month(day: int) -> str:
    if day in (20, 30):
        return f"{DIGITS[day // 10 - 1]}十"
    return f"{TENS[(day - 1) // 10 if day == 10 else day // 10]}{DIGITS[(day - 1) % 10]}"


def weekday(day: date) -> str:
    """Return the name of the weekday (星期五)."""
    names = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return names[day.weekday()]


def month_and_day(day: date) -> str:
    """Return month and day in Arabic figures (10月17日)."""
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def spoken(day: date) -> str:
    """Return the whole line above a page: 10月17日 星期五 农历八月廿六."""
    parts = [month_and_day(day), weekday(day)]
    if moon := lunar(day):
        parts.append(_("农历%(day)s") % {"day": moon})
    return " ".join(parts)
