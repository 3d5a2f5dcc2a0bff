"""Which grade so many points make, by the scheme of a place (data pack ``agencies``); no scheme is the country's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from linli.kernel import packs
from linli.people.limits import months_on


@dataclass(frozen=True)
class Scheme:
    """A place's measure: points of ``total``, the least points of each grade it names, how long a grade holds."""

    code: str
    name: str
    total: int
    least: dict[str, int]
    months: int
    source: str

    def grade_of(self, points: Decimal) -> str:
        """Return the grade of so many points; "" below the lowest band that is known."""
        fitting = [grade for grade, least in self.least.items() if points >= least]
        return max(fitting, key=lambda grade: self.least[grade], default="")


def grades() -> list[str]:
    """Return the grades, best first."""
    return list(packs.load("agencies", settings.REGION)["grades"])


def schemes() -> dict[str, Scheme]:
    """Return the schemes by their code."""
    return {told["code"]: Scheme(**told) for told in packs.load("agencies", settings.REGION)["schemes"]}


def wrong(grade: str, points: Decimal | None, scheme: str) -> tuple[str, str] | None:
    """Return the sentence and the field of what does not fit together, or None."""
    if grade not in grades():
        return _("请选等级。"), "grade"
    if scheme and scheme not in schemes():
        return _("请从列表里选评估办法。"), "scheme"
    if points is None:
        return None
    if not scheme:
        return _("写了得分，还要选按哪里的办法，各地的分数线不一样。"), "scheme"
    told = schemes()[scheme]
    if not 0 <= points <= told.total:
        return _("得分在0到%(total)s之间。") % {"total": told.total}, "points"
    made = told.grade_of(points)
    if (grade in told.least or made) and made != grade:
        facts = {"name": told.name, "points": points, "made": made or _("2A以下"), "grade": grade}
        return _("按%(name)s的办法，%(points)s分是%(made)s，不是%(grade)s。") % facts, "grade"
    return None


def until(scheme: str, given_on: date) -> date | None:
    """Return until when a grade holds by its scheme; None without one."""
    found = schemes().get(scheme)
    return months_on(given_on, found.months) if found else None
