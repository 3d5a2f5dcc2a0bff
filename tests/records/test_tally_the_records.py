"""Tallies are brought up to date in batches, and always equal the plain count and a recount in plain Python."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel.period import Period, shift, span
from linli.kernel.policy import Refused
from linli.places.models import Division
from linli.records import counting, definitions, tallies, tasks
from linli.records.models import Kind, MonthlyTally, PeriodTally, TallyMark
from tests.conftest import Standing, see
from tests.factories.histories import FIRST_DAY, History
from tests.factories.places import County
from tests.factories.records import record
from tests.support.recount import recount

Post = Callable[..., Standing]
STANDARD = [span(shift(FIRST_DAY, start), length) for length in (1, 3, 6, 12) for start in range(0, 24, length)]
WHOLE_MONTHS = Period(date(2023, 2, 1), date(2024, 3, 31))


def told(place: Division, period: Period) -> dict[str, tuple[int, int]] | None:
    cells = tallies.cells(place, period, definitions.of(place))
    return None if cells is None else {cell.code: (cell.amount, cell.records) for cell in cells}


def agree(county: County) -> None:
    """Hold every place and period against the count over the records and against plain Python."""
    indicators = definitions.of(county.division).indicators
    for place in (county.division, *county.towns, *county.communities[:2]):
        for period in (*STANDARD[::3], WHOLE_MONTHS):
            by_hand = recount(place, period, indicators)
            counted = {cell.code: (cell.amount, cell.records) for cell in counting.count(place, period, indicators)}
            assert counted == by_hand
            tallied = told(place, period)
            assert tallied == by_hand or (tallied is None and not any(n for _, n in by_hand.values()))


@pytest.mark.parametrize("role", [Role.STATION_LEAD, Role.STREET_OFFICER])
def test_a_post_that_does_not_see_the_whole_county_may_not_make_its_tallies(
    county: County, post: Post, role: str
) -> None:
    by = post(role, county.towns[0]).actor
    for verb in (tallies.refresh, tallies.rebuild):
        with pytest.raises(Refused, match="由系统来汇总"):
            verb(county.division, by=by)


@pytest.mark.parametrize("seed", range(2))
def test_tallies_equal_the_records_after_any_history(county: County, seed: int) -> None:
    history = History(county, seed)
    history.go_on(60)
    assert tasks.bring_up_to_date() >= 60
    assert not TallyMark.objects.exists()
    agree(county)
    history.go_on(25)
    tasks.bring_up_to_date()
    agree(county)


def test_a_full_rebuild_makes_the_same_rows_as_the_refreshes(county: County) -> None:
    history = History(county, 11)
    for _ in range(4):
        history.go_on(15)
        tasks.bring_up_to_date()
    refreshed = rows()
    history_marks = TallyMark.objects.count()
    assert tallies.rebuild(county.division, by=system_actor()) == history_marks == 0
    assert rows() == refreshed
    assert not TallyMark.objects.exists()


def rows() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    columns = ("place_id", "indicator", "period_kind", "start", "value", "records")
    sums = ("month", "community_id", "kind", "records", "service_minutes", "head_count")
    return set(PeriodTally.objects.values_list(*columns)), set(MonthlyTally.objects.values_list(*sums))


def test_a_refresh_makes_again_only_the_places_that_were_touched(county: County, post: Post) -> None:
    record(post(Role.SOCIAL_WORKER, county.towns[0]).actor, county.communities[0])
    tasks.bring_up_to_date()
    first = set(PeriodTally.objects.filter(place_id=county.communities[0].pk).values_list("pk", flat=True))
    record(post(Role.SOCIAL_WORKER, county.towns[1]).actor, county.communities[2])
    tasks.bring_up_to_date()
    assert set(PeriodTally.objects.filter(place_id=county.communities[0].pk).values_list("pk", flat=True)) == first


def test_what_waits_is_told_by_place_and_period(county: County, post: Post) -> None:
    quarter, before = Period(date(2024, 4, 1), date(2024, 6, 30)), Period(date(2024, 1, 1), date(2024, 3, 31))
    made = record(post(Role.SOCIAL_WORKER, county.towns[0]).actor, county.communities[0], kind=Kind.HOME_VISIT)
    behind = tallies.lag(county.towns[0], quarter)
    assert (behind.marks, behind.since is not None and behind.since >= made.recorded_at) == (1, True)
    assert tallies.lag(county.towns[1], quarter).marks == tallies.lag(county.division, before).marks == 0
    assert tasks.bring_up_to_date() == 1
    assert tallies.lag(county.towns[0], quarter).marks == 0


def test_a_second_run_finds_nothing_to_do(county: County) -> None:
    History(county, 3).go_on(10)
    assert tasks.bring_up_to_date() > 0
    before = rows()
    assert tasks.bring_up_to_date() == 0
    assert rows() == before


def test_new_definitions_make_new_tallies_and_the_old_ones_go(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(county, 5)
    history.go_on(20)
    tasks.bring_up_to_date()
    old = definitions.of(county.division)
    new = definitions.Definitions(old.region, old.version + 1, old.valid_from, old.source, old.indicators[:5])
    monkeypatch.setattr(definitions, "of", lambda place: new)
    assert told(county.division, STANDARD[-1]) is None
    history.go_on(1)
    tasks.bring_up_to_date()
    assert set(PeriodTally.objects.values_list("definitions", flat=True)) == {new.key}
    year = STANDARD[-2]
    assert told(county.division, year) == recount(county.division, year, new.indicators)


def test_an_indicator_may_ask_for_a_service_point_or_a_programme(county: County, post: Post) -> None:
    room = county.rooms[0]
    record(post(Role.SOCIAL_WORKER, county.towns[0]).actor, county.communities[0], service_point=room)
    record(post(Role.SOCIAL_WORKER, county.towns[0]).actor, county.communities[0])
    old = definitions.of(county.division)
    (one,) = definitions.read(
        [{"code": "room", "label": "室", "part": "室", "unit": "次", "source": "试", "measure": "records",
          "service_point": [str(room.pk)]}]
    )  # fmt: skip
    new = definitions.Definitions(old.region, 9, old.valid_from, old.source, (one,))
    tasks.bring_up_to_date()
    cells = tallies.cells(county.division, Period(date(2024, 1, 1), date(2024, 8, 31)), new)
    assert cells is not None
    assert [(cell.amount, cell.records) for cell in cells] == [(1, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_record_asks_the_worker_once_however_many_there_are(county: County, post: Post) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0]).actor
    for _ in range(2):
        with transaction.atomic():
            see(county.division)
            record(worker, county.communities[0])
            record(worker, county.communities[0])
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["refresh_tallies"]
