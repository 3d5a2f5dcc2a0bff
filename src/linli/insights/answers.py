"""表里数的: how the questions of forms that are counted were answered in a quarter, form by form (docs/adr/0023).

Answers about cases are counted past the teams, and nobody's answer is shown: outside the station that holds the files,
numbers of few are hidden with what would give them away (``disclosure``). Only whole quarters are shown, so that no two
periods lie in one another and none gives away a part of the other. Answers about groups and activities name nobody.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.insights import disclosure, thresholds
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.scope import seeing
from linli.places.models import Division
from linli.practice.definitions import Field, Form, every, read
from linli.practice.models import CountedAnswer, FormVersion, WorkCount
from linli.practice.models.cases import reach
from linli.records.counting import Cell
from linli.records.definitions import Definition, Measure

SEES = (Role.STATION_LEAD, Role.STREET_OFFICER, Role.COUNTY_OFFICER)
HIDDEN = "＊"
ANSWER = Definition("answer", "", "", Measure.RECORDS, "", "")
Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """One question: how many answered it, in all and by what they chose, and of numbers the mean; ``＊`` is hidden."""

    label: str
    total: str
    rows: tuple[tuple[str, str], ...] = ()
    mean: str = ""


@dataclass(frozen=True)
class Sheet:
    """One form with its questions that are counted."""

    title: str
    questions: tuple[Question, ...]


def counted(place: Division, period: Period, actor: Actor) -> list[Sheet]:
    """Return the forms that count something, with what was answered in a quarter in an actor's reach.

    An answer counts in the quarter in which its form was filled in, as the form stood at the end of that quarter.
    """
    county = place if place.county is None else place.county
    with seeing(actor.scope.by_place):
        answers = [*_answers(CountedAnswer, period, actor), *_answers(WorkCount, period, actor)]
    told: dict[str, list[Row]] = {}
    for row in answers:
        told.setdefault(row["code"], []).append(row)
    small = thresholds.of(place).small
    asked = _asked(county)
    return [
        Sheet(form.title, tuple(_question(field, told.get(f"{code}.{field.code}", []), _few(form, actor, small))
                                for field in asked[code].values()))
        for code, form in every().items() if asked[code]
    ]  # fmt: skip


def _few(form: Form, actor: Actor, small: int) -> int | None:
    """Return up to where a number is hidden; None where none is: no person answers, or she may open the files."""
    return small if form.of == "case" and actor.role != Role.STATION_LEAD else None


def _answers(model: type[CountedAnswer] | type[WorkCount], period: Period, actor: Actor) -> Iterable[Row]:
    stood = Q(answer__replaced_at=None) | Q(answer__replaced_at__date__gt=period.end)
    filed = Q(answer__filed_at__date__range=(period.start, period.end))
    every_row: Any = model._default_manager
    rows = every_row.filter(reach(actor), stood, filed).order_by().values("code", "choice")
    return list(rows.annotate(count=Count("pk"), mean=Avg("number")))


def _asked(county: Division) -> dict[str, dict[str, Field]]:
    """Return each form's questions that are or were counted in a county, in their newest wording, by code."""
    forms = list(every().values())
    versions = FormVersion.objects.filter(county=county).order_by("code", "number").values_list("content", flat=True)
    forms += [read(json.loads(content)) for content in versions]
    found: dict[str, dict[str, Field]] = {}
    for form in forms:
        found.setdefault(form.code, {}).update({field.code: field for field in form.asked if field.counted})
    return found


def _question(field: Field, rows: list[Row], small: int | None) -> Question:
    counts = dict.fromkeys(field.choices, 0) | {row["choice"]: row["count"] for row in rows}
    names = list(counts) or [""]
    cells = {number: Cell(ANSWER, counts.get(name, 0), counts.get(name, 0)) for number, name in enumerate(names)}
    whole = Cell(ANSWER, sum(counts.values()), sum(counts.values()))
    own = range(len(names)) if small is None else ()
    column = disclosure.hidden(cells, whole, own, small or 0)
    if field.kind == "choice":
        shown = tuple((name, _seen(column.cells[number])) for number, name in enumerate(names))
        return Question(field.label, _seen(column.total), shown)
    means: list[Decimal] = [row["mean"] for row in rows if row["mean"] is not None]
    mean = _("平均 %(mean)s") % {"mean": f"{means[0]:.1f}"} if means and column.total is not None else ""
    return Question(field.label, _seen(column.total), mean=mean)


def _seen(cell: Cell | None) -> str:
    return HIDDEN if cell is None else f"{cell.amount:,}"
