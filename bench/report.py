"""The county's quarter from kept tallies, beside plain GROUP BY over the records; how soon a record is in it."""

import time

from django.db import connection, transaction
from django.utils import timezone

from bench.rows import Row, medians, ms
from linli.accounts.sight import system_actor
from linli.kernel.period import Period, last_quarter
from linli.kernel.scope import Scope, enter
from linli.places.models import Division
from linli.records import definitions, tallies
from linli.records.models import ServiceRecord, TallyMark

BY_METHOD = """
    SELECT method, kind, count(*), sum(service_minutes), sum(head_count), count(DISTINCT undertaking_id)
      FROM records_servicerecord
     WHERE county_id = %s AND happened_on BETWEEN %s AND %s AND superseded_at IS NULL AND NOT withdrawn
     GROUP BY GROUPING SETS ((method, kind), (method))
"""
PERSONS = """
    SELECT r.method, count(DISTINCT b.person_id)
      FROM records_beneficiary b JOIN records_servicerecord r ON r.id = b.record_id
     WHERE r.county_id = %s AND r.happened_on BETWEEN %s AND %s AND r.superseded_at IS NULL AND NOT r.withdrawn
       AND r.method = 'group'
     GROUP BY r.method
"""


def grouped(county: Division, period: Period) -> dict[str, int]:
    """Return the nine numbers (minutes for hours) by plain GROUP BY."""
    with connection.cursor() as cursor:
        cursor.execute(BY_METHOD, [county.pk, period.start, period.end])
        rows = {(method, kind): facts for method, kind, *facts in cursor.fetchall()}
        cursor.execute(PERSONS, [county.pk, period.start, period.end])
        persons = dict(cursor.fetchall())
    return {
        "case_count": rows["case", None][3],
        "follow_up": rows["case", "follow_up"][0],
        "case_hours": rows["case", None][1],
        "group_count": rows["group", None][3],
        "group_hours": rows["group", None][1],
        "group_persons": persons["group"],
        "community_count": rows["community", None][3],
        "community_hours": rows["community", None][1],
        "community_heads": rows["community", None][2],
    }


def kept(county: Division, period: Period) -> dict[str, int]:
    """Return the same numbers as a report takes them: from the tallies."""
    cells = tallies.cells(county, period, definitions.of(county)) or []
    return {cell.code: cell.amount for cell in cells if cell.definition.headline}


def measure(county: Division) -> list[Row]:
    """Measure the last whole quarter."""
    period = last_quarter(timezone.localdate())
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        same = kept(county, period) == grouped(county, period)
        ours, plain = medians(lambda: kept(county, period), lambda: grouped(county, period))
    ratio = ours / plain
    return [
        Row(
            "quarter report of the county, nine numbers, equal: " + ("yes" if same else "NO"),
            ms(ours), f"{ms(plain)} plain GROUP BY", round(ratio, 4), "≤ 1/20 and equal", same and ratio <= 1 / 20,
        ),
        freshness(county, period),
    ]  # fmt: skip


def freshness(county: Division, period: Period) -> Row:
    """Measure how long the tallies take to hold one more record (its mark taken, nothing kept of the trial)."""
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        before = kept(county, period)
        one = ServiceRecord.objects.filter(county_id=county.pk, happened_on__lte=period.end).order_by("-happened_on")[0]
        mark = {"town_id": one.town_id, "community_id": one.community_id, "month": one.happened_on.replace(day=1)}
        first, seconds, right = 0.0, 0.0, True
        for _turn in range(2):
            TallyMark.objects.create(county_id=county.pk, **mark)
            begun, first = time.perf_counter(), seconds
            taken = tallies.refresh(county, by=system_actor())
            seconds = time.perf_counter() - begun
            right = right and taken == 1 and kept(county, period) == before
        transaction.set_rollback(True)
    return Row(
        "tallies of the county after one record, seconds", f"{seconds:.1f} s",
        f"limit 5 s; the first of two {first:.1f} s", round(seconds, 1), "≤ 5", right and seconds <= 5,
    )  # fmt: skip
