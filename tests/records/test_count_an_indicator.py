"""A number is what its definition says, and opens exactly the records behind it."""

import json
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.packs import PackError
from linli.kernel.period import Period
from linli.records import actions, counting, definitions
from linli.records.models import Kind, Undertaking
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.histories import History
from tests.factories.places import County
from tests.factories.records import record
from tests.support.recount import recount

Post = Callable[..., Standing]
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
ALL = Period(date(2023, 1, 1), date(2024, 12, 31))


def amounts(county: County, period: Period = QUARTER) -> dict[str, int]:
    cells = counting.count(county.division, period, definitions.of(county.division).indicators)
    return {cell.code: cell.amount for cell in cells}


def changed(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {code: after[code] - before[code] for code in after if after[code] != before[code]}


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def undertake(county: County, worker: Standing, kind: str) -> Undertaking:
    return actions.undertake(
        kind, "示范", county.communities[0], by=worker.actor, source="test", source_id=kind, opened_on=date(2024, 1, 1)
    )


def test_an_indicator_that_is_unclear_is_refused() -> None:
    with pytest.raises(PackError, match="minutes"):
        definitions.read([{"code": "x", "label": "x", "part": "x", "unit": "个", "source": "x", "measure": "minutes"}])
    with pytest.raises(PackError, match="colour"):
        definitions.read(
            [{"code": "x", "label": "x", "part": "x", "unit": "个", "source": "x", "measure": "hours", "colour": "red"}]
        )


def test_nine_totals_are_printed_and_each_says_how_it_is_read(county: County) -> None:
    told = definitions.of(county.communities[0])
    assert [one.code for one in told.headline] == [
        "case_count", "follow_up", "case_hours", "group_count", "group_hours", "group_persons", "community_count",
        "community_hours", "community_heads",
    ]  # fmt: skip
    assert all("我们的读法" in one.source for one in told.indicators)
    assert definitions.retold(json.loads(json.dumps(told.told()))) == told


def test_one_more_session_changes_exactly_the_cells_it_should(county: County, worker: Standing) -> None:
    case = undertake(county, worker, Undertaking.Kind.CASE)
    before = amounts(county)
    record(worker.actor, county.communities[0], kind=Kind.CASE_SESSION, undertaking=case, minutes=60)
    assert changed(before, first := amounts(county)) == {"case_count": 1, "case_hours": 60, "case_sessions": 1}
    record(worker.actor, county.communities[0], kind=Kind.FOLLOW_UP, undertaking=case, minutes=20, server_count=2)
    assert changed(first, amounts(county)) == {"follow_up": 1, "case_hours": 40}


def test_people_of_a_group_are_counted_once_and_heads_of_an_event_every_time(county: County, worker: Standing) -> None:
    group = undertake(county, worker, Undertaking.Kind.GROUP)
    project = undertake(county, worker, Undertaking.Kind.COMMUNITY_PROJECT)
    members = [people.person(county.communities[0], f"组员{number}") for number in range(6)]
    for _ in range(3):
        record(worker.actor, county.communities[0], kind=Kind.GROUP_SESSION, undertaking=group, persons=members)
        record(worker.actor, county.communities[0], kind=Kind.EVENT, undertaking=project, head_count=120)
    found = amounts(county)
    assert (found["group_count"], found["group_persons"], found["group_hours"]) == (1, 6, 90)
    assert (found["community_count"], found["community_heads"]) == (1, 360)


def test_hours_are_shown_to_one_decimal_half_up() -> None:
    hours = definitions.of_region("national").find("case_hours")
    assert hours is not None
    assert [counting.shown(hours, minutes) for minutes in (0, 33, 57, 90, 33_000)] == [0, 0.6, 1, 1.5, 550]


@pytest.mark.parametrize("seed", range(3))
def test_counting_equals_a_recount_in_plain_python_now_and_at_any_earlier_moment(county: County, seed: int) -> None:
    history = History(county, seed)
    history.go_on(60)
    moment = timezone.now()
    told = definitions.of(county.division).indicators
    then = recount(county.division, ALL, told)
    history.go_on(40)
    for place in (county.division, county.towns[0], county.communities[3]):
        for period in (ALL, QUARTER, Period(date(2023, 2, 7), date(2023, 11, 20))):
            for as_of in (None, moment):
                cells = counting.count(place, period, told, as_of)
                assert {cell.code: (cell.amount, cell.records) for cell in cells} == recount(place, period, told, as_of)
    assert recount(county.division, ALL, told, moment) == then


def test_the_list_behind_a_number_has_as_many_rows_as_the_number_says(county: County, post: Post) -> None:
    History(county, 7).go_on(80)
    officer = post(Role.COUNTY_OFFICER, county.division).actor
    for cell in counting.count(county.division, ALL, definitions.of(county.division).indicators):
        rows = counting.behind(cell.definition, county.division, ALL, actor=officer)
        assert rows.count() == cell.records
        if cell.definition.measure == "hours":
            assert sum(row.service_minutes for row in rows) == cell.amount


def test_a_list_ends_where_the_readers_own_area_ends(county: County, post: Post) -> None:
    History(county, 8).go_on(60)
    lead = post(Role.STATION_LEAD, county.towns[0]).actor
    visits = definitions.of(county.division).find("visit_count")
    assert visits is not None
    assert {row.town_id for row in counting.behind(visits, county.division, ALL, actor=lead)} == {county.towns[0].pk}


def test_the_command_prints_the_nine_totals_with_their_record_counts(county: County) -> None:
    History(county, 9).go_on(50)
    out = StringIO()
    call_command("report", place="990722", start=ALL.start, end=ALL.end, format="json", stdout=out)
    see(county.division)
    told = json.loads(out.getvalue())
    by_hand = recount(county.division, ALL, definitions.of(county.division).indicators)
    assert len(told["totals"]) == 9
    for row in told["totals"] + told["also"]:
        assert row["records"] == by_hand[row["code"]][1]
        minutes = by_hand[row["code"]][0]
        assert row["value"] == (round(minutes / 60 + 1e-9, 1) if row["measure"] == "hours" else minutes)


def test_a_place_that_does_not_exist_is_said_so(db: None) -> None:
    with pytest.raises(CommandError, match="没有代码是 123"):
        call_command("report", place="123")
