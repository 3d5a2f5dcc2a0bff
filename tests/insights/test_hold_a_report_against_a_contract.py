"""The report says what does not count yet under the county's contract, and why; who may open it sees which it is."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from linli.accounts.models import Role
from linli.insights import actions, contracts, exports
from linli.insights.models import Report
from linli.insights.pieces import number_of
from linli.kernel.period import Period, quarter
from linli.practice.counting import Contract, What
from linli.practice.models import Group
from linli.practice.packs import contract_in
from linli.practice.queries.counted import uncounted
from linli.records import actions as records
from tests.conftest import Standing, see
from tests.factories import groups, people
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def three_sessions(county: County, worker: Standing, name: str = "三节的小组") -> Group:
    members = [people.person(county.communities[0], f"{name}{n}") for n in range(8)]
    made = groups.begun(county.communities[0], worker.actor, *members, sessions=7, name=name)
    came = list(made.groupmembers.values_list("pk", flat=True))
    for session in made.groupsessions.order_by("number")[:3]:
        groups.hold(session, worker.actor, *came)
    return made


def report_of(county: County, by: Standing) -> Report:
    return actions.generate(county.towns[0], quarter(timezone.localdate()), by=by.actor)


def test_a_contract_that_is_over_judges_nothing() -> None:
    old = Contract("old", "", "", {}, date(2022, 1, 1), date(2022, 12, 31))
    assert old.runs(Period(date(2022, 12, 1), date(2023, 2, 28)))
    assert not old.runs(Period(date(2023, 1, 1), date(2023, 3, 31)))
    assert contract_in("990722", Period(date(2021, 1, 1), date(2021, 12, 31))) is None
    assert contract_in("150000", Period(date(2024, 1, 1), date(2024, 3, 31))) is None


def test_a_group_of_three_sessions_is_named_to_its_station(
    county: County, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    made = three_sessions(county, worker)
    page = sign_in(lead).get(f"/m/reports/{report_of(county, lead).pk}/").content.decode()
    assert "小组 1 个，0 个算数，1 个还不算。" in page
    assert "还差3节、18人次。" in page
    assert f'href="/w/groups/{made.pk}/"' in page


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR, Role.STREET_OFFICER])
def test_above_the_station_it_is_told_without_a_name(
    county: County, worker: Standing, lead: Standing, post: Post, sign_in: SignIn, role: str
) -> None:
    made = three_sessions(county, worker)
    report = report_of(county, lead)
    place = county.towns[0] if role == Role.STREET_OFFICER else county.division
    page = sign_in(post(role, place)).get(f"/m/reports/{report.pk}/").content.decode()
    assert "还差3节、18人次。" in page
    assert (made.name in page, str(made.pk) in page) == (False, False)


def test_it_is_what_the_stations_own_page_says(county: County, worker: Standing, lead: Standing) -> None:
    three_sessions(county, worker)
    three_sessions(county, worker, "另一个小组")
    report = report_of(county, lead)
    told = contracts.of_report(report)
    assert told is not None
    assert told.contract.starts is not None
    rows, _next = uncounted(What.GROUP, told.contract, Period(told.contract.starts, report.end), lead.actor)
    kind = next(one for one in told.kinds if one.what == What.GROUP)
    assert sorted(row.verdict.sentence for row in rows) == sorted(row.verdict.sentence for row in kind.rows)


def test_acts_before_the_period_count_and_those_taken_out_do_not(
    county: County, worker: Standing, lead: Standing
) -> None:
    made = three_sessions(county, worker)
    report = report_of(county, lead)

    def acts() -> int:
        told = contracts.of_report(report)
        assert told is not None
        return next(kind.rows[0].acts for kind in told.kinds if kind.what == What.GROUP)

    assert acts() == 3
    session = made.groupsessions.get(number=1)
    assert session.record is not None
    before = report.start - timedelta(days=20)
    moved = records.correct(session.record, by=worker.actor, reason="是上季度的", happened_on=before)
    assert acts() == 3
    records.withdraw(moved, by=worker.actor, reason="记重了")
    assert acts() == 2


def test_the_table_of_the_county_lists_every_piece_without_a_name(
    county: County, worker: Standing, lead: Standing
) -> None:
    made = three_sessions(county, worker)
    content = exports.as_excel(report_of(county, lead))
    book = load_workbook(BytesIO(content))
    assert made.undertaking_id is not None
    number, opened = number_of(made.undertaking_id), timezone.localdate().isoformat()
    (piece,) = list(book["个案、小组和项目"].iter_rows(values_only=True))[1:]
    assert piece[:3] == ("小组", number, "示范镇")
    assert piece[4:] == (0, 0, 3, 0, 180, 24)
    short = list(book["还不算数"].iter_rows(values_only=True))[2:]
    assert short == [("小组", number, "示范镇", opened, 3, 24, "还差3节、18人次。")]
    said = {str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row}
    assert not any(made.name in one for one in said)


def test_three_short_groups_cost_as_many_queries_as_one(county: County, worker: Standing, lead: Standing) -> None:
    three_sessions(county, worker)
    report, counts = report_of(county, lead), []
    for name in ("第二个", "第三个"):
        with CaptureQueriesContext(connection) as caught:
            contracts.named(contracts.of_report(report), lead.actor)
        counts.append(len(caught))
        see(county.division)
        three_sessions(county, worker, name)
    assert counts[0] == counts[1]
