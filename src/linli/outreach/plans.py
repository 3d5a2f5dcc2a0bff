"""The round of a worker: who is to be visited, why and by when, in walking order.

Whose visits they are: those assigned to her post; and, where her post is a grid's or a community's, everybody there
who is assigned to nobody else. Two questions to the database, however many people; a third fetches streets, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.matching import rounds
from linli.matching.rounds import Point
from linli.matching.streets import along
from linli.outreach.due import Due, Facts, Form, Outcome, Trigger, Visit, due
from linli.outreach.intervals import Rules
from linli.outreach.models import VisitAssignment, VisitAttempt, VisitTrigger
from linli.people.locks import is_shut
from linli.people.models import PriorityTag, Telephone
from linli.people.queries import in_force
from linli.places.queries import streets_around, streets_loaded
from linli.records.models import Beneficiary, Kind

FAR = (True, 0, "", 0, "", 0)  # where in the order of doors somebody stands whose door is not told: after the others
LOOK_BACK = 400  # days: longer than any interval
AREA_WALKED = ("grid_id", "community_id")
HOME = "person__household__dwelling"
STAIRWELL, BUILDING, ESTATE = (
    f"{HOME}__stairwell",
    f"{HOME}__stairwell__building",
    f"{HOME}__stairwell__building__estate",
)
COLUMNS = (
    "person_id", "category", "starts_on", "person__birth_date", "person__name", "person__preferred_name",
    "person__actual_address", "person__household__address", "person__grid_id", f"{ESTATE}__name",
    f"{BUILDING}__position", f"{BUILDING}__name", f"{STAIRWELL}__position", f"{STAIRWELL}__name", f"{HOME}__name",
    f"{HOME}__latitude", f"{HOME}__longitude", f"{BUILDING}__latitude", f"{BUILDING}__longitude",
    f"{ESTATE}__latitude", f"{ESTATE}__longitude", "rings", "streets", "shut", "given",
)  # fmt: skip
RECORDED = {
    Kind.HOME_VISIT: (Form.HOME, Outcome.SEEN),
    Kind.PHONE_VISIT: (Form.PHONE, Outcome.SPOKEN),
    Kind.VIDEO_VISIT: (Form.VIDEO, Outcome.SPOKEN),
}


@dataclass
class Stop:
    """Somebody to visit: ``due`` says why and by when, ``last`` when she was met, ``rings`` if she has a telephone.

    Of a child whose file is ``shut`` to the worker it holds a surname and the reason; the door only when the visit was
    given to this very post (``docs/adr/0014``).
    """

    person: UUID
    name: str
    address: str
    facts: Facts
    door: tuple[Any, ...]
    point: Point | None
    rings: bool
    shut: bool = False
    streets: int | None = None  # what is loaded of streets, see ``places.queries.streets_loaded``
    visits: list[Visit] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    due: Due | None = None

    @property
    def last(self) -> date | None:
        """The day she was last met."""
        return max((one.on for one in self.visits if one.outcome in (Outcome.SEEN, Outcome.SPOKEN)), default=None)

    @property
    def geo(self) -> str:
        """The address a telephone's own map opens (RFC 5870); '' when nobody knows where it is."""
        return f"geo:{self.point.latitude:.6f},{self.point.longitude:.6f}" if self.point else ""

    @property
    def tried(self) -> Visit | None:
        """A try that met nobody, when nothing came after it."""
        latest = max(self.visits, key=lambda one: (one.on, one.at is not None), default=None)
        return latest if latest and latest.outcome in (Outcome.AWAY, Outcome.REFUSED) else None


@dataclass(frozen=True)
class Round:
    """The stops in walking order, and about how many metres the way is (0: nothing is known of where they are).

    ``by_street`` tells whether the metres are those of streets or of straight lines with a factor.
    """

    stops: list[Stop]
    metres: int
    by_street: bool = False

    @property
    def overdue(self) -> int:
        """How many are overdue."""
        return sum(stop.due is not None and stop.due.overdue_since is not None for stop in self.stops)


EMPTY = Round([], 0)


def round_of(actor: Actor, rules: Rules, now: datetime | None = None) -> Round:
    """Return what is due, overdue or brought forward for an actor, in walking order."""
    now = now or timezone.now()
    if actor.post is None or actor.scope.organisation is not None:
        return EMPTY
    until = timezone.localdate(now) + timedelta(days=rules.ahead_days)
    found = people(actor, rules, now)
    wanted = [stop for stop in found if stop.due is not None and stop.due.on <= until]
    return walked(wanted, rules.walking_factor)


def people(actor: Actor, rules: Rules, now: datetime) -> list[Stop]:
    """Return everybody whose visits are the actor's, each with her next visit."""
    day = timezone.localdate(now)
    codes = {code for rule in rules.rules for code in rule.categories}
    rings = Exists(Telephone.objects.filter(person=OuterRef("person_id")))
    tags = PriorityTag.objects.filter(_mine(actor, day), in_force(day), category__in=codes)
    tags = tags.filter(person__merged_into=None, person__restricted_at=None)
    stops: dict[UUID, Stop] = {}
    given = Exists(VisitAssignment.objects.filter(in_force(day), person=OuterRef("person_id"), post=actor.post))
    shut = is_shut(actor, "person_id")
    asked = tags.annotate(rings=rings, streets=streets_loaded(), shut=shut, given=given)
    for row in asked.order_by("person_id").values_list(*COLUMNS):
        stop = stops.setdefault(row[0], _stop(row))
        carried: dict[str, date] = stop.facts.carried  # type: ignore[assignment]
        carried[row[1]] = min(row[2], carried.get(row[1], row[2]))
    for person, what, on, at in _history(stops, day):
        _take(stops[person], what, on, at)
    for stop in stops.values():
        stop.due = due(stop.facts, stop.visits, stop.triggers, rules, now)
    return list(stops.values())


def walked(stops: Iterable[Stop], factor: float) -> Round:
    """Put stops in walking order: by where they stand, and those that stand nowhere after them, door by door."""
    ordered = sorted(stops, key=lambda stop: (stop.door, str(stop.person)))
    placed = [(stop, stop.point) for stop in ordered if stop.point is not None]
    points = [point for _stop, point in placed]
    loaded = placed[0][0].streets if placed else None
    streets = streets_around(points, loaded) if loaded else ()
    route = rounds.walk(points, along(streets, factor))
    nowhere = [stop for stop in ordered if stop.point is None]
    return Round([placed[n][0] for n in route.order] + nowhere, round(route.metres), bool(streets))


def _mine(actor: Actor, day: date) -> Q:
    """Return the filter (over rows with ``person``) for those whose visits are the actor's on a day."""
    assigned = VisitAssignment.objects.filter(in_force(day), person=OuterRef("person_id"))
    own = Q(Exists(assigned.filter(post=actor.post)))
    if actor.scope.column in AREA_WALKED:
        own |= actor.scope.q("person__") & ~Q(Exists(assigned.exclude(post=actor.post)))
    return own


def _stop(row: tuple[Any, ...]) -> Stop:
    (
        person, _category, _starts, born, name, called, actual, home, grid, estate, building, building_name, stairwell,
        stairwell_name, door, *at,
    ) = row  # fmt: skip
    pairs = ((at[0], at[1]), (at[2], at[3]), (at[4], at[5]))
    spot = next(((float(one), float(other)) for one, other in pairs if one is not None and other is not None), None)
    place = (grid is None, grid or 0, estate or "", building or 0, building_name or "", stairwell or 0)
    rings, streets, shut, given = at[6:]
    if shut and not given:
        return Stop(person, f"{name[:1]}某", "", Facts({}, born), (*FAR, str(person)), None, False, True)
    return Stop(
        person, f"{name[:1]}某" if shut else called or name, home or actual or "", Facts({}, born),
        (*place, stairwell_name or "", door or ""), Point(*spot) if spot else None, rings, shut, streets,
    )  # fmt: skip


def _history(stops: dict[UUID, Stop], day: date) -> QuerySet[Any, tuple[UUID, str, date | None, datetime]]:
    """Return what was done for people lately: (person, what, day, moment), in one question."""
    since = day - timedelta(days=LOOK_BACK)
    met = (
        Beneficiary.objects.filter(
            person__in=stops,
            record__kind__in=list(RECORDED),
            record__superseded_at=None,
            record__withdrawn=False,
            record__happened_on__gte=since,
        )  # fmt: skip
        .order_by()
        .values(who=Coalesce("person__merged_into", "person_id"), what=F("record__kind"))
        .annotate(on=Max("record__happened_on"), at=Max("record__recorded_at"))
    )
    tried = (
        VisitAttempt.objects.filter(person__in=stops, on__gte=since)
        .order_by()
        .values("person_id", what=Concat("form", Value("|"), "outcome"))
        .annotate(on_=Max("on"), at_=Max("at"))
    )
    hurried = VisitTrigger.objects.filter(person__in=stops, at__date__gte=since).order_by()
    columns = ("person_id", "what", "on", "at")
    return met.values_list("who", "what", "on", "at").union(
        tried.values_list("person_id", "what", "on_", "at_"),
        hurried.annotate(what=Concat(Value("trigger|"), "kind"), on=Value(None, DateField())).values_list(*columns),
        all=True,
    )


def _take(stop: Stop, what: str, on: date | None, at: datetime) -> None:
    form, _bar, told = what.partition("|")
    if form == "trigger" or on is None:
        stop.triggers.append(Trigger(told, at))
    elif told:
        stop.visits.append(Visit(on, form, told, at))
    else:
        way, outcome = RECORDED[Kind(what)]
        stop.visits.append(Visit(on, way, outcome, at if timezone.localdate(at) == on else None))
