"""Every number of the page opens exactly its records; who may not see names sees none."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.insights import actions, lists, showing
from linli.insights.models import Report
from linli.kernel.period import Period
from linli.people.models import Household
from linli.records import actions as records
from linli.records.models import Kind, Undertaking
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.histories import History
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def group_of_three(county: County, lead: Standing) -> Report:
    group = records.undertake(
        "group", "编织小组", county.communities[0], by=lead.actor, source="t", source_id="1", opened_on=date(2024, 4, 1)
    )
    members = [people.person(county.communities[0], name) for name in ("尼玛·扎西", "王小二", "李四")]
    record(lead.actor, county.communities[0], kind=Kind.GROUP_SESSION, undertaking=group, persons=members)
    return actions.generate(county.towns[0], QUARTER, by=lead.actor)


def group_with_gaps(county: County, lead: Standing) -> Report:
    report = group_of_three(county, lead)
    group = Undertaking.objects.get()
    record(lead.actor, county.communities[0], kind=Kind.GROUP_SESSION, undertaking=group, head_count=3)
    home = people.household(county.dwellings[0], "王家")
    record(lead.actor, county.communities[0], minutes=None, household=home)
    return report


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.decode()))


def test_a_number_that_does_not_exist_is_not_found(county: County, lead: Standing, sign_in: SignIn) -> None:
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    assert sign_in(lead).get(f"/m/reports/{report.pk}/cells/happiness/").status_code == 404


def test_every_number_on_the_page_is_the_count_of_the_list_it_opens(
    county: County, lead: Standing, sign_in: SignIn
) -> None:
    History(county, 5).go_on(60)
    report = actions.generate(county.towns[0], YEAR, by=lead.actor)
    client = sign_in(lead)
    page = client.get(f"/m/reports/{report.pk}/").content.decode()
    for cell in showing.numbers_of(report).cells:
        link = re.search(rf'href="([^"]*/cells/{cell.code}/)".*?stat-number">([\d,.]+)', page, re.DOTALL)
        assert link is not None
        assert link[2] == showing.written(cell.value)
        opened = client.get(link[1])
        assert f"<span data-value>{link[2]}</span>" in opened.content.decode()
        rows = opened.context["things"] if lists.counts_things(cell.definition) else opened.context["records"]
        assert len(rows) == min(cell.amount if lists.counts_things(cell.definition) else cell.records, 50)
        by_records = client.get(link[1], {"by": "records"})
        assert by_records.context["sums"]["records"] == cell.records
        see(county.division)


def test_a_long_list_goes_on_over_pages_without_losing_or_repeating_a_row(
    county: County, lead: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    report = group_of_three(county, lead)
    definition = showing.numbers_of(report).cell("group_persons")
    assert definition is not None
    first = lists.things(report, definition.definition, lead.actor)
    second = lists.things(report, definition.definition, lead.actor, first.next)
    assert {thing.name for thing in first.rows + second.rows} == {"尼玛·扎西", "王小二", "李四"}
    assert (len(first.rows), len(second.rows), second.next) == (2, 1, "")


def test_the_station_sees_names_and_the_look_is_kept(county: County, lead: Standing, sign_in: SignIn) -> None:
    report = group_of_three(county, lead)
    page = text(sign_in(lead).get(f"/m/reports/{report.pk}/cells/group_persons/").content)
    assert "王小二" in page
    (look,) = Look.objects.filter(kind="report.cell")
    assert (len(look.persons), look.by_user) == (3, lead.user.pk)


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_county_and_evaluator_see_number_kind_and_minutes_but_no_names(
    county: County, post: Post, lead: Standing, sign_in: SignIn, role: str
) -> None:
    report = group_of_three(county, lead)
    client = sign_in(post(role, county.division))
    by_person = text(client.get(f"/m/reports/{report.pk}/cells/group_persons/").content)
    by_record = text(client.get(f"/m/reports/{report.pk}/cells/group_hours/").content)
    groups = text(client.get(f"/m/reports/{report.pk}/cells/group_count/").content)
    for page in (by_person, by_record, groups):
        assert not {name for name in ("王小二", "李四", "编织小组") if name in page}
    assert "王某" in by_person
    assert "小组节次" in by_record
    assert " 30 " in by_record


def test_the_page_costs_as_many_queries_for_three_gaps_as_for_one(
    county: County, lead: Standing, sign_in: SignIn
) -> None:
    record(lead.actor, county.communities[0], minutes=None)
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    client = sign_in(lead)
    counts = []
    for _ in range(2):
        client.get(f"/m/reports/{report.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(f"/m/reports/{report.pk}/").status_code == 200
        counts.append(len(caught))
        see(county.division)
        record(lead.actor, county.communities[0], minutes=None)
        record(lead.actor, county.communities[0], minutes=None)
    assert counts[0] == counts[1]


def test_the_list_costs_as_many_queries_for_three_rows_as_for_one(
    county: County, lead: Standing, sign_in: SignIn
) -> None:
    record(lead.actor, county.communities[0])
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    client, counts = sign_in(lead), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/m/reports/{report.pk}/cells/visit_count/").status_code == 200
        counts.append(len(caught))
        see(county.division)
        record(lead.actor, county.communities[0])
        record(lead.actor, county.communities[0])
    assert counts[0] == counts[1]


def test_a_draft_shows_what_was_recorded_just_now_and_a_county_how_far_its_tallies_go(
    county: County, post: Post, lead: Standing, sign_in: SignIn
) -> None:
    officer = post(Role.COUNTY_OFFICER, county.division)
    town = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    record(lead.actor, county.communities[0])
    whole = actions.generate(county.division, QUARTER, by=officer.actor)
    record(lead.actor, county.communities[0])
    visits = {report: showing.numbers_of(report).cell("visit_count") for report in (town, whole)}
    assert {report: cell and cell.value for report, cell in visits.items()} == {town: 2, whole: 1}
    assert "之后的记录正在算进来" in text(sign_in(officer).get(f"/m/reports/{whole.pk}/").content)
    assert "刚记的也在里面" in text(sign_in(lead).get(f"/m/reports/{town.pk}/").content)


def test_the_definitions_page_says_how_each_number_is_read(county: County, lead: Standing, sign_in: SignIn) -> None:
    page = text(sign_in(lead).get("/m/definitions/").content)
    assert "到场人数相加，是人次" in page.replace(",", "，")
    assert page.count("这是我们的读法") == 14


def test_strangers_see_no_definitions(client: Client, db: None) -> None:
    assert client.get("/m/definitions/").status_code == 302


@pytest.mark.parametrize("after", ["x", "WyJ4Il0", "W10", "%00", "2"])
def test_a_garbled_place_in_a_list_starts_at_its_beginning(
    county: County, lead: Standing, sign_in: SignIn, after: str
) -> None:
    report = group_of_three(county, lead)
    client = sign_in(lead)
    for address in ("group_persons/", "group_hours/", "group_persons/?by=records"):
        mark = "&" if "?" in address else "?"
        assert client.get(f"/m/reports/{report.pk}/cells/{address}{mark}after={after}").status_code == 200
    assert client.get(f"/m/reports/?after={after}").status_code == 200


@pytest.mark.parametrize("minutes", ["²", "-5", "1.5", "0", "99999", "1441", "'; --"])
def test_minutes_that_are_none_are_refused_with_a_sentence(
    county: County, lead: Standing, sign_in: SignIn, minutes: str
) -> None:
    gap = record(lead.actor, county.communities[0], minutes=None)
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    answer = sign_in(lead).post(f"/m/reports/{report.pk}/gaps/{gap.pk}/", {"minutes": minutes})
    assert answer.status_code == 422
    assert "1 到 1440" in answer.content.decode()


def test_of_protected_work_a_social_worker_outside_the_team_reads_neither_title_nor_name(
    county: County, post: Post, lead: Standing, sign_in: SignIn
) -> None:
    home = county.communities[0]
    worker, colleague = (post(Role.SOCIAL_WORKER, county.towns[0]) for _ in range(2))
    told = {"by": worker.actor, "source": "t", "opened_on": date(2024, 4, 1)}
    case = records.undertake("case", "王家的个案", home, source_id="1", **told)
    group = records.undertake("group", "编织小组", home, source_id="2", **told)
    kept = {"persons": [people.person(home, "王小二")], "protected": True}
    record(worker.actor, home, kind=Kind.CASE_SESSION, undertaking=case, **kept)
    record(worker.actor, home, kind=Kind.GROUP_SESSION, undertaking=group, **kept)
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    for standing, reads in ((colleague, False), (worker, True), (lead, True)):
        client = sign_in(standing)
        pages = {code: text(client.get(f"/m/reports/{report.pk}/cells/{code}/").content) for code in
                 ("case_count", "group_persons")}  # fmt: skip
        assert ("王家的个案" in pages["case_count"]) is reads
        assert ("受保护的个案 · 2024" in pages["case_count"]) is not reads
        assert ("王小二" in pages["group_persons"]) is reads
        assert ("王某" in pages["group_persons"]) is not reads


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR, Role.SOCIAL_WORKER])
def test_whoever_does_not_fill_the_gaps_sees_only_how_many(
    county: County, post: Post, lead: Standing, sign_in: SignIn, role: str
) -> None:
    report = group_with_gaps(county, lead)
    client = sign_in(post(role, county.towns[0] if role == Role.SOCIAL_WORKER else county.division))
    page = text(client.get(f"/m/reports/{report.pk}/").content)
    assert "缺口 2" in page and "由站长在上报之前补" in page
    assert not {name for name in ("王家", "编织小组", "王小二") if name in page}


def test_whoever_fills_the_gaps_sees_the_homes_and_the_look_is_kept(
    county: County, lead: Standing, sign_in: SignIn
) -> None:
    report = group_with_gaps(county, lead)
    resident = people.person(county.communities[0], "王老大", household=Household.objects.get())
    page = text(sign_in(lead).get(f"/m/reports/{report.pk}/").content)
    assert "王家" in page and "编织小组" in page
    see(county.division)
    assert resident.pk in Look.objects.get(kind="report.gaps").persons
