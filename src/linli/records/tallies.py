"""汇总: numbers kept ready, brought up to date in batches. A tally is never typed, and never differs from the count.

Every record leaves a mark (community × month). :func:`refresh` takes the marks of a county and makes again what they
touch; it may run twice, or on two workers at once. Whoever writes records past the room's verbs (a generator) calls
:func:`rebuild`.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Min, Q, Sum

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import action, require
from linli.places.models import Division, Level
from linli.records import counting, definitions, policies, rollup
from linli.records.counting import Cell
from linli.records.definitions import Definition, Definitions, Measure
from linli.records.models import MonthlyTally, PeriodTally, ServiceRecord, TallyBasis, TallyMark
from linli.records.rollup import Touched

BATCH = 20_000
Follower = Callable[[int, Collection[Touched] | None], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let a room above make what it keeps of the records again, in the same act, after the tallies of a county.

    It is given the county and what was touched (None: all of it).
    """
    if follower not in _followers:
        _followers.append(follower)


class Lag(NamedTuple):
    """What the tallies of a place and period have not taken in yet: how many marks, the oldest of them."""

    marks: int
    since: datetime | None


@action
def refresh(county: Division, *, by: Actor, limit: int = BATCH) -> int:
    """Take up to ``limit`` marks of a county and make again what they touch; return how many were taken.

    Waits for another refresh of the same county. Raises ``Refused``.
    """
    require(policies.refresh(by, county))
    _alone(county)
    marks = TallyMark.objects.select_for_update(skip_locked=True).filter(county_id=county.pk).order_by("pk")[:limit]
    taken = {mark.pk: mark for mark in marks}
    if not taken:
        return 0
    TallyMark.objects.filter(pk__in=taken).delete()
    if kept(county):
        touched = {Touched(mark.town_id, mark.community_id, mark.month) for mark in taken.values()}
        _make(county, touched)
    else:
        _make(county, None)
    return len(taken)


@action
def rebuild(county: Division, *, by: Actor) -> int:
    """Make every tally of a county again from its records; return how many marks that took in. Raises ``Refused``."""
    require(policies.rebuild(by, county))
    _alone(county)
    taken, _models = TallyMark.objects.filter(county_id=county.pk).delete()
    _make(county, None)
    audit.record("tallies.rebuilt", None, by=by, county=county.pk)
    return taken


def _make(county: Division, touched: Collection[Touched] | None) -> None:
    told = definitions.of(county)
    rollup.months(county.pk, touched)
    rollup.basis(county.pk, told, touched)
    rollup.periods(county.pk, told, touched)
    for follower in _followers:
        follower(county.pk, touched)


def _alone(county: Division) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [73_32, county.pk])


def lag(place: Division, period: Period) -> Lag:
    """Return what is not yet in the tallies of a place and period."""
    marks = TallyMark.objects.filter(
        counting.inside(place), month__range=(period.start.replace(day=1), period.end.replace(day=1))
    )
    row = marks.aggregate(marks=Count("pk"), since=Min("made_at"))
    return Lag(row["marks"], row["since"])


def waiting() -> list[int]:
    """Return the counties that have marks, the longest waiting first."""
    rows = TallyMark.objects.values("county_id").annotate(since=Min("pk")).order_by("since")
    return [row["county_id"] for row in rows]


def cells(place: Division, period: Period, told: Definitions) -> list[Cell] | None:
    """Return the numbers of a place and period as the tallies have them; None when they do not hold all of it.

    A standard period comes whole from its own tallies, any other range of whole months from what those are made of;
    by definitions that no tallies are kept for, what adds up is summed and the rest counted from the records.
    """
    if place.level not in (Level.COUNTY, Level.TOWN, Level.COMMUNITY):
        return None
    if period.kind != "free":
        return _standard(place, period, told)
    if not period.is_whole_months:
        return None
    if _made_by(told, place):
        return _from_basis(place, period, told)
    adding = [one for one in told.indicators if one.adds_up]
    found = {cell.code: cell for cell in _summed(place, period, adding)}
    others = [one for one in told.indicators if not one.adds_up]
    found |= {cell.code: cell for cell in counting.count(place, period, others)}
    return [found[one.code] for one in told.indicators]


def _made_by(told: Definitions, place: Division) -> bool:
    county = place.pk if place.level == Level.COUNTY else place.county_id or 0
    return PeriodTally.objects.filter(county_id=county, definitions=told.key).exists()


def _from_basis(place: Division, period: Period, told: Definitions) -> list[Cell]:
    rows = TallyBasis.objects.filter(counting.inside(place), month__range=(period.start, period.end))
    sums = rows.values("indicator").annotate(
        things=Count("thing", distinct=True), total=Sum("amount"), behind=Sum("records")
    )
    found = {row["indicator"]: row for row in sums}
    return [_cell(one, found.get(one.code)) for one in told.indicators]


def _cell(one: Definition, row: Any) -> Cell:
    if row is None:
        return Cell(one, 0, 0)
    distinct = one.measure in (Measure.PERSONS, Measure.UNDERTAKINGS)
    return Cell(one, row["things"] if distinct else row["total"], row["behind"])


def _standard(place: Division, period: Period, told: Definitions) -> list[Cell] | None:
    rows = PeriodTally.objects.filter(
        place_id=place.pk, definitions=told.key, period_kind=period.kind, start=period.start
    ).values_list("indicator", "value", "records")
    kept = {indicator: (value, records) for indicator, value, records in rows}
    if not kept:
        return None
    return [Cell(one, *kept.get(one.code, (0, 0))) for one in told.indicators]


def _summed(place: Division, period: Period, adding: list[Definition]) -> list[Cell]:
    column = {Measure.HOURS: "service_minutes", Measure.PERSON_TIMES: "head_count"}
    asked = {}
    for number, one in enumerate(adding):
        chosen: Q = counting.passes(one)
        asked[f"v{number}"] = Sum(column.get(one.measure, "records"), filter=chosen)
        asked[f"r{number}"] = Sum("records", filter=chosen)
    months = MonthlyTally.objects.filter(counting.inside(place), month__range=(period.start, period.end))
    row = months.aggregate(**asked)
    return [Cell(one, row[f"v{n}"] or 0, row[f"r{n}"] or 0) for n, one in enumerate(adding)]


def kept(county: Division) -> bool:
    """Tell whether a county that has records has tallies by the definitions in force."""
    if _made_by(definitions.of(county), county):
        return True
    return not ServiceRecord.objects.filter(county_id=county.pk).exists()
