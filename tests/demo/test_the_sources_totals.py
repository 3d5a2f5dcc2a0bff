"""The period of the source county adds up to its nine totals: counted here again, row by row, in plain Python."""

from collections import Counter
from datetime import date

from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import counting, definitions
from linli.records.models import Beneficiary, ServiceRecord

PERIOD = Period(date(2022, 5, 1), date(2024, 1, 31))
TOTALS = {
    "case_count": 48,
    "follow_up": 65,
    "case_hours": 550,
    "group_count": 40,
    "group_hours": 430,
    "group_persons": 480,
    "community_count": 52,
    "community_hours": 26_000,
    "community_heads": 23_600,
}


def rows() -> list[ServiceRecord]:
    return [row for row in ServiceRecord.objects.standing() if PERIOD.start <= row.happened_on <= PERIOD.end]


def test_plain_python_counts_the_nine_totals(demo: Division) -> None:
    found = {method: [row for row in rows() if row.method == method] for method in ("case", "group", "community")}
    sessions = {row.pk for row in found["group"]}
    counted = {
        "case_count": len({row.undertaking_id for row in found["case"]}),
        "follow_up": sum(row.kind == "follow_up" for row in found["case"]),
        "case_hours": sum(row.service_minutes for row in found["case"]) / 60,
        "group_count": len({row.undertaking_id for row in found["group"]}),
        "group_hours": sum(row.service_minutes for row in found["group"]) / 60,
        "group_persons": len({row.person_id for row in Beneficiary.objects.all() if row.record_id in sessions}),
        "community_count": len({row.undertaking_id for row in found["community"]}),
        "community_hours": sum(row.service_minutes for row in found["community"]) / 60,
        "community_heads": sum(row.head_count for row in found["community"]),
    }
    assert counted == TOTALS


def test_the_definitions_count_the_same(demo: Division) -> None:
    told = definitions.of(demo)
    cells = counting.count(demo, PERIOD, told.indicators)
    assert {cell.code: cell.value for cell in cells if cell.code in TOTALS} == TOTALS


def test_they_come_from_ordinary_records_everywhere_and_all_the_time(demo: Division) -> None:
    counted = [row for row in rows() if row.method in ("case", "group", "community")]
    assert len(counted) >= 1_000
    assert len({row.community_id for row in counted}) == 40
    assert {row.source for row in counted} == {
        "practice.session", "practice.follow_up", "practice.group_session", "practice.activity",
    }  # fmt: skip
    assert len({row.happened_on.replace(day=1) for row in counted}) == 21
    assert max(row.head_count for row in counted) <= 500
    assert all(row.minutes is not None and 5 <= row.minutes <= 180 for row in counted)
    assert max(row.server_count for row in counted) <= 60
    assert Counter(row.service_minutes == (row.minutes or 0) * row.server_count for row in counted) == {
        True: len(counted)
    }


def test_the_same_person_is_in_one_group_only(demo: Division) -> None:
    seats: dict[object, set[object]] = {}
    for row in Beneficiary.objects.filter(record__in=[one.pk for one in rows() if one.method == "group"]):
        seats.setdefault(row.person_id, set()).add(row.record.undertaking_id)
    assert {len(groups) for groups in seats.values()} == {1}
