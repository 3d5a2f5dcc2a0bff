"""The monthly visiting rate of the six national classes, by class and place, and by nothing else.

Due: who carries the class on the last day of the month (today, while it runs). Met: in the month, in one of the ways
the pack counts (seen, or spoken to on the telephone or by video). Tried: nobody was met, or she would rather not. A
visit by anybody counts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.period import Period, span
from linli.outreach.intervals import Rule, goal_rules
from linli.outreach.models import VisitAttempt
from linli.outreach.plans import RECORDED
from linli.people.models import Person, PriorityTag
from linli.people.queries import in_force
from linli.places.models import Division, Level
from linli.records.counting import inside
from linli.records.models import Beneficiary

BELOW = {Level.COUNTY: "town_id", Level.TOWN: "community_id", Level.COMMUNITY: "grid_id"}
ALL = ""  # the class of everybody in any class, each once
FIGURES = ("due", "met", "tried", "left")


@dataclass(frozen=True)
class Figures:
    """Persons, each once: due = met + tried + left."""

    due: int
    met: int
    tried: int

    @property
    def left(self) -> int:
        """How many nobody has gone to yet."""
        return self.due - self.met - self.tried

    @property
    def percent(self) -> int | None:
        """The share met, in whole percent, rounded down: 100 means everybody. None when nobody is due."""
        return self.met * 100 // self.due if self.due else None


NOBODY = Figures(0, 0, 0)


def classes() -> tuple[Rule, ...]:
    """Return the six classes."""
    return goal_rules()


def by_class(actor: Actor, place: Division, month: Period) -> dict[str, Figures]:
    """Return the figures of each class in a place, and of all (``ALL``), by the class's code."""
    rows = _carried(actor, place, month)
    code_of = {category: rule.code for rule in classes() for category in rule.categories}
    found = {code_of[row["category"]]: _figures(row) for row in _counted(rows, "category")}
    whole = rows.aggregate(**_sums())
    return {ALL: _figures(whole), **{rule.code: found.get(rule.code, NOBODY) for rule in classes()}}


def by_place(actor: Actor, place: Division, month: Period, code: str = ALL) -> dict[int, Figures]:
    """Return the figures of one class (of all) in each place below, by its id; places with nobody are left out."""
    column = BELOW.get(Level(place.level))
    if column is None:
        return {}
    rows = _of_class(_carried(actor, place, month), code).exclude(**{column: None})
    return {row[column]: _figures(row) for row in _counted(rows, column)}


def persons(actor: Actor, place: Division, month: Period, code: str, figure: str) -> QuerySet[Person]:
    """Return exactly the people behind one figure (one of ``FIGURES``)."""
    rows = _of_class(_carried(actor, place, month), code)
    met, tried = Q(is_met=True), Q(is_met=False, is_tried=True)
    behind = {"due": Q(), "met": met, "tried": tried, "left": Q(is_met=False, is_tried=False)}[figure]
    people = Person.objects.visible_to(actor).defer("search")
    return people.filter(pk__in=rows.filter(behind).values("person"))


def _carried(actor: Actor, place: Division, month: Period) -> QuerySet[PriorityTag]:
    day = min(month.end, timezone.localdate())
    days = (month.start, month.end)
    forms = {form for rule in classes() for form in rule.forms}
    kinds = [kind for kind, (form, _outcome) in RECORDED.items() if form in forms]
    met = Beneficiary.objects.annotate(who=Coalesce("person__merged_into", "person_id")).filter(
        who=OuterRef("person_id"), record__kind__in=kinds, record__happened_on__range=days,
        record__superseded_at=None, record__withdrawn=False,
    )  # fmt: skip
    tried = VisitAttempt.objects.filter(person=OuterRef("person_id"), on__range=days)
    categories = {category for rule in classes() for category in rule.categories}
    rows = PriorityTag.objects.visible_to(actor).filter(in_force(day), inside(place), category__in=categories)
    return rows.filter(person__merged_into=None).annotate(is_met=Exists(met), is_tried=Exists(tried))


def _of_class(rows: QuerySet[PriorityTag], code: str) -> QuerySet[PriorityTag]:
    wanted = next((rule.categories for rule in classes() if rule.code == code), None)
    return rows if wanted is None else rows.filter(category__in=wanted)


def _sums() -> dict[str, Count]:
    return {
        "due": Count("person", distinct=True),
        "met": Count("person", distinct=True, filter=Q(is_met=True)),
        "tried": Count("person", distinct=True, filter=Q(is_met=False, is_tried=True)),
    }


def _counted(rows: QuerySet[PriorityTag], column: str) -> QuerySet[PriorityTag, dict[str, Any]]:
    found: QuerySet[PriorityTag, dict[str, Any]] = rows.order_by().values(column).annotate(**_sums())
    return found


def _figures(row: dict[str, Any]) -> Figures:
    return Figures(row["due"], row["met"], row["tried"])


def month_of(told: str, today: date) -> Period:
    """Return the month written as 2026-11; this month when it cannot be read or has not begun."""
    try:
        first = date.fromisoformat(f"{told}-01")
    except ValueError:
        first = today.replace(day=1)
    first = first if date(2000, 1, 1) <= first <= today else today.replace(day=1)
    return span(first, 1)
