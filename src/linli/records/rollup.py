"""The set-based work below the tallies: many months and periods at once, in the database.

Records → monthly sums → the basis (indicator × community × month × thing) → the standard periods of every level. A mark
makes again one community and month of the first three, and only the periods that hold it.

What an indicator means is asked of ``counting`` alone: its filters become the SQL here, so that a tally cannot drift
from the plain count.
"""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum, UUIDField, Value
from django.db.models.functions import Cast, TruncMonth

from linli.kernel.period import Period, containing
from linli.records.counting import passes, people, standing
from linli.records.definitions import Definition, Definitions, Measure
from linli.records.models import Beneficiary, MonthlyTally, PeriodTally, ServiceRecord, TallyBasis

STARTS = {
    "month": "b.month",
    "quarter": "date_trunc('quarter', b.month)::date",
    "half": "(date_trunc('year', b.month) + CASE WHEN extract(month FROM b.month) < 7 THEN 0 ELSE 6 END"
    " * interval '1 month')::date",
    "year": "date_trunc('year', b.month)::date",
}
LEVELS = ("county_id", "town_id", "community_id")
COLUMNS = "county_id, town_id, community_id, indicator, month, thing, amount, records"
# Persons once each under the id that stands for them (or, for person-times, their number), and beside them the records
# they were named in.
NAMED = """
    WITH told (town_id, community_id, month, person, record) AS (%s),
    named AS MATERIALIZED (
        SELECT town_id, community_id, month, coalesce(a.kept_id, person) AS person, record
        FROM told LEFT JOIN people_alias a ON a.person_id = person AND a.until IS NULL
    )
    SELECT %%s, town_id, community_id, %%s, month, CASE WHEN %%s THEN person END, count(*), 0
    FROM named GROUP BY 2, 3, 5, 6
    UNION ALL
    SELECT %%s, town_id, community_id, %%s, month, NULL, 0, count(DISTINCT record) FROM named GROUP BY 2, 3, 5
"""
NOTHING = Cast(Value(None), UUIDField())


class Touched(NamedTuple):
    """What a mark names: a community with the town above it, and a month (its first day)."""

    town_id: int
    community_id: int
    month: date


def run(sql: str, params: Sequence[Any] = ()) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def months(county: int, touched: Collection[Touched] | None) -> None:
    """Make the monthly tallies of a county again: of the touched communities and months, or all of them (None)."""
    table, records = MonthlyTally._meta.db_table, ServiceRecord._meta.db_table
    pairs, params, gone = "", [], "county_id = %s"
    if touched is not None:
        pairs = (
            " JOIN unnest(%s::int[], %s::date[]) AS m(community, month) ON r.community_id = m.community"
            " AND r.happened_on >= m.month AND r.happened_on < m.month + interval '1 month'"
        )
        params = [[one.community_id for one in touched], [one.month for one in touched]]
        gone += " AND (community_id, month) IN (SELECT * FROM unnest(%s::int[], %s::date[]))"
    run(f"DELETE FROM {table} WHERE {gone}", [county, *params])  # nosec B608
    run(
        f"INSERT INTO {table} (month, county_id, town_id, community_id, service_point_id, programme_id, method, kind,"  # nosec B608
        " records, service_minutes, head_count)"
        " SELECT date_trunc('month', r.happened_on)::date, r.county_id, r.town_id, r.community_id, r.service_point_id,"
        " r.programme_id, r.method, r.kind, count(*), sum(r.service_minutes), sum(r.head_count)"
        f" FROM {records} r{pairs} WHERE r.county_id = %s AND r.superseded_at IS NULL AND NOT r.withdrawn"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
        [*params, county],
    )


def basis(county: int, told: Definitions, touched: Collection[Touched] | None) -> None:
    """Make the basis of a county again: of the touched communities and months, or all of it (None)."""
    run("SET LOCAL work_mem = '64MB'" if touched else "SET LOCAL work_mem = '256MB'")
    if touched is None:
        TallyBasis.objects.filter(county_id=county).delete()
        _break_down(county, told, {})
        return
    for month, rows in groupby(sorted(touched, key=lambda one: one.month), key=lambda one: one.month):
        chosen = {"community_id__in": sorted({one.community_id for one in rows})}
        TallyBasis.objects.filter(month=month, **chosen).delete()
        _break_down(county, told, chosen, Period(month, containing("month", month).end))


def _break_down(county: int, told: Definitions, chosen: dict[str, Any], days: Period | None = None) -> None:
    into = f"INSERT INTO {TallyBasis._meta.db_table} ({COLUMNS})"
    for one in told.indicators:
        if _names_people(one):
            sql, params = _named(one, county, chosen, days).query.sql_with_params()
            distinct = one.measure == Measure.PERSONS
            run(into + NAMED % sql, [*params, county, one.code, distinct, county, one.code])
        else:
            sql, params = _rows(one, county, chosen, days).query.sql_with_params()
            run(
                f"{into} SELECT %s, f.town, f.community, %s, f.month, f.thing, f.amount, f.records"  # nosec B608
                f" FROM ({sql}) f (town, community, month, thing, amount, records)",
                [county, one.code, *params],
            )


def periods(county: int, told: Definitions, touched: Collection[Touched] | None) -> None:
    """Make from the basis the period tallies that hold what was touched, or all of a county's (None)."""
    if touched is None:
        PeriodTally.objects.filter(county_id=county).delete()
    for level in LEVELS:
        for kind in STARTS:
            _period(county, told, level, kind, touched)


def _period(county: int, told: Definitions, level: str, kind: str, touched: Collection[Touched] | None) -> None:
    distinct = [one.code for one in told.indicators if one.measure in (Measure.PERSONS, Measure.UNDERTAKINGS)]
    chosen = "b.county_id = %s"
    params: list[Any] = [county]
    if touched is not None:
        spans = {containing(kind, one.month) for one in touched}
        starts = sorted(one.start for one in spans)
        places = [county] if level == "county_id" else sorted({getattr(one, level) for one in touched})
        gone = PeriodTally.objects.filter(place_id__in=places, period_kind=kind, start__in=starts)
        gone.filter(county_id=county).delete()
        chosen += f" AND b.{level} = ANY(%s) AND b.month BETWEEN %s AND %s AND {STARTS[kind]} = ANY(%s)"
        params += [places, starts[0], max(one.end for one in spans), starts]
    run(
        f"INSERT INTO {PeriodTally._meta.db_table}"  # nosec B608
        " (county_id, place_id, indicator, definitions, period_kind, start, value, records)"
        " SELECT %s, place, indicator, %s, %s, start,"
        " CASE WHEN indicator = ANY(%s) THEN count(thing) ELSE sum(amount) END, sum(records)"
        f" FROM (SELECT b.{level} AS place, b.indicator, {STARTS[kind]} AS start, b.thing,"
        " sum(b.amount) AS amount, sum(b.records) AS records"
        f" FROM {TallyBasis._meta.db_table} b WHERE {chosen} GROUP BY 1, 2, 3, 4) once"
        " GROUP BY place, indicator, start",
        [county, told.key, kind, distinct, *params],
    )


def _names_people(one: Definition) -> bool:
    return one.measure == Measure.PERSONS or (one.measure == Measure.PERSON_TIMES and one.about_persons)


def _rows(one: Definition, county: int, chosen: dict[str, Any], days: Period | None) -> QuerySet[Any]:
    """Return the query that breaks an indicator down to community, month and thing (an undertaking, or nothing)."""
    if one.adds_up:
        return _from_months(one, county, chosen, days)
    records = ServiceRecord.objects.filter(standing(None) & passes(one), county_id=county, **chosen)
    if days is not None:
        records = records.filter(happened_on__range=(days.start, days.end))
    if one.about_persons:
        records = records.filter(Exists(Beneficiary.objects.filter(people(one), record=OuterRef("pk"))))
    thing = F("undertaking") if one.measure == Measure.UNDERTAKINGS else NOTHING
    return _grouped(records, TruncMonth("happened_on"), thing, _amount(one.measure), Count("pk"))


def _from_months(one: Definition, county: int, chosen: dict[str, Any], days: Period | None) -> QuerySet[Any]:
    rows = MonthlyTally.objects.filter(passes(one), county_id=county, **chosen)
    if days is not None:
        rows = rows.filter(month__range=(days.start, days.end))
    column = {Measure.HOURS: "service_minutes", Measure.PERSON_TIMES: "head_count"}.get(one.measure, "records")
    return _grouped(rows, F("month"), NOTHING, Sum(column), Sum("records"))


def _named(one: Definition, county: int, chosen: dict[str, Any], days: Period | None) -> QuerySet[Any, Any]:
    """Return community, month, person and record of everybody an indicator names."""
    rows = Beneficiary.objects.filter(standing(None, "record__") & passes(one, "record__") & people(one))
    rows = rows.filter(record__county_id=county, **{f"record__{name}": value for name, value in chosen.items()})
    if days is not None:
        rows = rows.filter(record__happened_on__range=(days.start, days.end))
    dated = rows.order_by().annotate(its_month=TruncMonth("record__happened_on"))
    return dated.values_list("town_id", "community_id", "its_month", "person", "record")


def _amount(measure: Measure) -> Any:
    return {Measure.HOURS: Sum("service_minutes"), Measure.PERSON_TIMES: Sum("head_count")}.get(measure, Count("pk"))


def _grouped(rows: QuerySet[Any], month: Any, thing: Any, amount: Any, records: Any) -> QuerySet[Any]:
    told = (
        rows.order_by().annotate(its_month=month, thing=thing).values("town_id", "community_id", "its_month", "thing")
    )
    columns = ("town_id", "community_id", "its_month", "thing", "amount", "behind")
    counted: QuerySet[Any] = told.annotate(amount=amount, behind=records).values_list(*columns)
    return counted
