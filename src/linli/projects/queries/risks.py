"""What in a running project wants a question: told as a sentence about the work, never about a person, never scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.directory.money import yuan
from linli.kernel.period import Period
from linli.projects.models import Deployment, ServiceProject, State
from linli.projects.queries.clocks import Clock
from linli.projects.queries.delivery import Due, Line, Row
from linli.records.definitions import Measure
from linli.records.models import Kind
from linli.workforce.queries import last_days


@dataclass(frozen=True)
class Risk:
    """One thing to ask about: a code that the question keeps, and the sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Staffed:
    """What the contract asks for and who is there: the title, how many, the people in force."""

    title: str
    asked: int
    qualification: str
    people: tuple[Deployment, ...]
    pk: object
    lapsed: int = 0
    soon: int = 0
    soon_on: date | None = None

    @property
    def lacking(self) -> int:
        """How many are not there."""
        return max(self.asked - sum(1 for one in self.people if one.ends_on is None), 0)


def staffed(project: ServiceProject, today: date, days: int = 0) -> list[Staffed]:
    """Return the staff asked for with those in force on a day, in two questions, and what their certificates say.

    Where the contract asks for a qualification: for how many nothing on the register is in force on the day, and for
    how many that ends within some days. Whoever is on no register, or on one out of reach, is not judged.
    """
    held = list(project.deployments.filter(Q(ends_on=None) | Q(ends_on__gte=today)).order_by("starts_on", "pk"))
    ends = last_days(one.worker_id for one in held if one.worker_id)
    by_line: dict[object, list[Deployment]] = {}
    for one in held:
        by_line.setdefault(one.line_id, []).append(one)
    found = []
    for row in project.stafflines.all():
        people = tuple(by_line.get(row.pk, ()))
        told = [ends[one.worker_id] for one in people if one.worker_id in ends] if row.qualification else []
        soon = [day for day in told if today <= day <= today + timedelta(days=days)]
        found.append(
            Staffed(
                row.title, row.count, row.qualification, people, row.pk, lapsed=sum(day < today for day in told),
                soon=len(soon), soon_on=min(soon, default=None),
            )
        )  # fmt: skip
    return found


def risks(
    project: ServiceProject, rows: Sequence[Row], lines: Sequence[Line], dues: Sequence[Due],
    staff: Sequence[Staffed], today: date, clocks: Sequence[Clock] = (),
) -> list[Risk]:  # fmt: skip
    """Return what wants a question in a running project; before the signature its clock alone."""
    if project.state not in (State.AWARDED, State.RUNNING):
        return []
    found = [
        Risk(f"clock:{one.code}", _("%(what)s：%(told)s") % {"what": one.name, "told": one.told})
        for one in clocks
        if one.presses
    ]
    if project.state == State.AWARDED:
        return found
    found += [
        Risk(f"pace:{row.indicator.pk}", _("“%(name)s”做了 %(done)s，按日期应有 %(due)s") % {
            "name": row.indicator.name, "done": row.done_shown, "due": row.expected_shown,
        })
        for row in rows if row.red
    ]  # fmt: skip
    found += _quiet_months(project, rows, today)
    found += [
        Risk(f"line:{one.line.pk}", _("“%(name)s”超出预算 %(over)s 元（%(percent)s%%）") % {
            "name": one.line.name, "over": yuan(one.over), "percent": one.over_percent,
        })
        for one in lines if one.over
    ]  # fmt: skip
    found += [
        Risk(f"due:{one.milestone.pk}", _("“%(name)s”打算 %(day)s 付，还没有付") % {
            "name": one.milestone.name, "day": one.milestone.planned_on,
        })
        for one in dues if one.state == "due" and one.milestone.planned_on < today
    ]  # fmt: skip
    found += [
        Risk(f"staff:{one.pk}", _("“%(title)s”要 %(asked)d 人，还差 %(n)d 人") % {
            "title": one.title, "asked": one.asked, "n": one.lacking,
        })
        for one in staff if one.lacking
    ]  # fmt: skip
    return found + _certificates(staff)


def _certificates(staff: Sequence[Staffed]) -> list[Risk]:
    """Return what the contract asks of certificates and does not have, or soon has no longer. It names nobody."""
    found = [
        Risk(f"lapsed:{one.pk}", _("“%(title)s”合同要%(asked)s，有 %(n)d 人的证书现在不在有效期里") % {
            "title": one.title, "asked": one.qualification, "n": one.lapsed,
        })
        for one in staff if one.lapsed
    ]  # fmt: skip
    return found + [
        Risk(f"expires:{one.pk}", _("“%(title)s”合同要%(asked)s，有 %(n)d 人的证书要到期了，最早 %(day)s") % {
            "title": one.title, "asked": one.qualification, "n": one.soon, "day": one.soon_on,
        })
        for one in staff if one.soon
    ]  # fmt: skip


def _quiet_months(project: ServiceProject, rows: Sequence[Row], today: date) -> list[Risk]:
    """Return the months that are over without a record of a kind that an indicator looks at."""
    figure = getattr(project, "figure", None)
    if figure is None or project.starts_on > today:
        return []
    kinds = sorted({kind for row in rows if row.indicator.measure == Measure.RECORDS for kind in row.indicator.kinds})
    over = [month for month in Period(project.starts_on, min(today, project.ends_on)).months()
            if (month.year, month.month) < (today.year, today.month)]  # fmt: skip
    names = dict(Kind.choices)
    told = []
    for kind in kinds:
        quiet = [month for month in over if not figure.months.get(month.strftime("%Y-%m"), {}).get(kind)]
        if quiet:
            said = "、".join(_("%(y)d年%(m)d月") % {"y": one.year, "m": one.month} for one in quiet[-3:])
            sentence = _("%(months)s没有%(kind)s记录") % {"months": said, "kind": names.get(kind, kind)}
            told.append(Risk(f"quiet:{kind}", sentence))
    return told
