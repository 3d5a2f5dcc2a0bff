"""The set-based work below the tallies: whole months and whole years at once, in the database.

What an indicator means is asked of ``counting`` alone: its filters become the SQL here, so that a tally cannot drift
from the plain count.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, UUIDField, Value
from django.db.models.functions import Cast, TruncMonth

from linli.records.counting import passes, people, standing
from linli.records.definitions import Definition, Definitions, Measure
from linli.records.models import Beneficiary, MonthlyTally, PeriodTally, ServiceRecord

STARTS = {
    "month": "b.month",
    "quarter": "date_trunc('quarter', b.month)::date",
    "half": "(date_trunc('year', b.month) + CASE WHEN extract(month FROM b.month) < 7 THEN 0 ELSE 6 END"
    " * interval '1 month')::date",
    "year": "date_trunc('year', b.month)::date",
}
LEVELS = ("county_id", "town_id", "community_id")
BASIS = ("indicator", "town_id", "community_id", "month", "thing", "amount", "records")
# Persons once each (or, for person-times, their number), and beside them the records they were named in.
NAMED = """
    WITH named (town_id, community_id, month, person, record) AS MATERIALIZED (%s)
    SELECT %%s, town_id, community_id, month, CASE WHEN %%s THEN person END, count(*), 0 FROM named GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT %%s, town_id, community_id, month, NULL, 0, count(DISTINCT record) FROM named GROUP BY 2, 3, 4
"""
NOTHING = Cast(Value(None), UUIDField())


def run(sql: str, params: Sequence[Any] = ()) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def months(county: int, touched: Collection[tuple[int, date]] | None) -> None:
    """Make the monthly tallies of a county again: of the touched (community, month) pairs, or all of them (None)."""
    table, records = MonthlyTally._meta.db_table, ServiceRecord._meta.db_table
    pairs, params, gone = "", [], "county_id = %s"
    if touched is not None:
        pairs = (
            " JOIN unnest(%s::int[], %s::date[]) AS m(community, month) ON r.community_id = m.community"
            " AND r.happened_on >= m.month AND r.happened_on < m.month + interval '1 month'"
        )
        params = [[community for community, _ in touched], [month for _, month in touched]]
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


def year(county: int, told: Definitions, first: date, places: dict[str, list[int]] | None = None) -> None:
    """Make the period tallies of one calendar year (``first`` its first day) again.

    ``places`` tells the places of each level (None: all of the county). Tallies of older definitions go.
    """
    _basis(county, told, first)
    _forget(county, first, places)
    for level in LEVELS:
        for kind in STARTS:
            _period(county, told, level, kind, None if places is None else places[level])
    run("DROP TABLE tally_basis")


def _forget(county: int, first: date, places: dict[str, list[int]] | None) -> None:
    gone = PeriodTally.objects.filter(county_id=county, start__range=(first, first.replace(month=12, day=31)))
    if places is not None:
        gone = gone.filter(place_id__in=[place for level in LEVELS for place in places[level]])
    gone.delete()


def _period(county: int, told: Definitions, level: str, kind: str, places: list[int] | None) -> None:
    distinct = [one.code for one in told.indicators if one.measure in (Measure.PERSONS, Measure.UNDERTAKINGS)]
    own = level == "county_id"
    place, chosen, params = ("%s::int", "", []) if own else (f"b.{level}", "", [])
    if places is not None and not own:
        chosen, params = f" WHERE b.{level} = ANY(%s)", [places]
    run(
        f"INSERT INTO {PeriodTally._meta.db_table}"  # nosec B608
        " (county_id, place_id, indicator, definitions, period_kind, start, value, records)"
        " SELECT %s, place, indicator, %s, %s, start,"
        " CASE WHEN indicator = ANY(%s) THEN count(thing) ELSE sum(amount) END, sum(records)"
        f" FROM (SELECT {place} AS place, b.indicator, {STARTS[kind]} AS start, b.thing,"
        " sum(b.amount) AS amount, sum(b.records) AS records"
        f" FROM tally_basis b{chosen} GROUP BY 1, 2, 3, 4) once GROUP BY place, indicator, start",
        [county, told.key, kind, distinct, *([county] if own else []), *params],
    )


def _basis(county: int, told: Definitions, first: date) -> None:
    run("SET LOCAL work_mem = '64MB'")
    run(
        "CREATE TEMPORARY TABLE tally_basis (indicator text, town_id int, community_id int, month date, thing uuid,"
        " amount bigint, records bigint) ON COMMIT DROP"
    )
    into = f"INSERT INTO tally_basis ({', '.join(BASIS)})"
    for one in told.indicators:
        if _names_people(one):
            sql, params = _named(one, county, first).query.sql_with_params()
            run(into + NAMED % sql, [*params, one.code, one.measure == Measure.PERSONS, one.code])
        else:
            sql, params = _rows(one, county, first).query.sql_with_params()
            run(f"{into} SELECT %s, found.* FROM ({sql}) found", [one.code, *params])  # nosec B608
    run("ANALYZE tally_basis")


def _names_people(one: Definition) -> bool:
    return one.measure == Measure.PERSONS or (one.measure == Measure.PERSON_TIMES and one.about_persons)


def _rows(one: Definition, county: int, first: date) -> QuerySet[Any]:
    """Return the query that breaks an indicator down to community, month and thing (an undertaking, or nothing)."""
    if one.adds_up:
        return _from_months(one, county, first)
    days = Q(county_id=county, happened_on__range=(first, first.replace(month=12, day=31)))
    records = ServiceRecord.objects.filter(days & standing(None) & passes(one))
    if one.about_persons:
        records = records.filter(Exists(Beneficiary.objects.filter(people(one), record=OuterRef("pk"))))
    thing = F("undertaking") if one.measure == Measure.UNDERTAKINGS else NOTHING
    return _grouped(records, TruncMonth("happened_on"), thing, _amount(one.measure), Count("pk"))


def _from_months(one: Definition, county: int, first: date) -> QuerySet[Any]:
    rows = MonthlyTally.objects.filter(
        passes(one), county_id=county, month__range=(first, first.replace(month=12, day=31))
    )
    column = {Measure.HOURS: "service_minutes", Measure.PERSON_TIMES: "head_count"}.get(one.measure, "records")
    return _grouped(rows, F("month"), NOTHING, Sum(column), Sum("records"))


def _named(one: Definition, county: int, first: date) -> QuerySet[Any, Any]:
    """Return community, month, person and record of everybody an indicator names."""
    days = {"record__county_id": county, "record__happened_on__range": (first, first.replace(month=12, day=31))}
    rows = Beneficiary.objects.filter(standing(None, "record__") & passes(one, "record__") & people(one), **days)
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
