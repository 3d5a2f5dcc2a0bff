"""汇总: numbers kept ready, brought up to date in batches. A tally is never typed, and never differs from the count.

Every record leaves a mark (community × month). :func:`refresh` takes the marks of a county and makes again what they
touch; it may run twice, or on two workers at once. Whoever writes records past the room's verbs (a generator) calls
:func:`rebuild`.
"""

from datetime import date, datetime
from typing import NamedTuple

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
from linli.records.models import MonthlyTally, PeriodTally, ServiceRecord, TallyMark

BATCH = 20_000


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
    told = definitions.of(county)
    rollup.months(county.pk, {(mark.community_id, mark.month) for mark in taken.values()})
    for first in sorted({mark.month.replace(month=1) for mark in taken.values()}):
        touched = [mark for mark in taken.values() if mark.month.year == first.year]
        places = {level: sorted({getattr(mark, level) for mark in touched}) for level in rollup.LEVELS}
        rollup.year(county.pk, told, first, places)
    return len(taken)


@action
def rebuild(county: Division, *, by: Actor) -> int:
    """Make every tally of a county again from its records; return how many marks that took in. Raises ``Refused``."""
    require(policies.rebuild(by, county))
    _alone(county)
    taken, _models = TallyMark.objects.filter(county_id=county.pk).delete()
    PeriodTally.objects.filter(county_id=county.pk).delete()
    rollup.months(county.pk, None)
    told = definitions.of(county)
    years = sorted({month.replace(month=1) for month in _months(county)})
    for first in years:
        rollup.year(county.pk, told, first)
    audit.record("tallies.rebuilt", None, by=by, county=county.pk, years=len(years))
    return taken


def _months(county: Division) -> list[date]:
    return list(MonthlyTally.objects.filter(county_id=county.pk).values_list("month", flat=True).distinct())


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

    A standard period comes whole from its own tallies. In any other range of whole months what adds up is summed
    from the months and only the distinct counts are made from the records.
    """
    if place.level not in (Level.COUNTY, Level.TOWN, Level.COMMUNITY):
        return None
    if period.kind != "free":
        return _standard(place, period, told)
    if not period.is_whole_months:
        return None
    adding = [one for one in told.indicators if one.adds_up]
    found = {cell.code: cell for cell in _summed(place, period, adding)}
    others = [one for one in told.indicators if not one.adds_up]
    found |= {cell.code: cell for cell in counting.count(place, period, others)}
    return [found[one.code] for one in told.indicators]


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
    if PeriodTally.objects.filter(county_id=county.pk, definitions=definitions.of(county).key).exists():
        return True
    return not ServiceRecord.objects.filter(county_id=county.pk).exists()
