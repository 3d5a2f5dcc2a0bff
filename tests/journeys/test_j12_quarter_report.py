"""J12 一键季报: generate, fix the gaps in place, confirm; the street sums, the county receives and seals."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.insights import actions, sealing, showing
from linli.insights.models import Report, ReportSnapshot, State
from linli.kernel.period import last_quarter, quarter
from linli.records import actions as records
from linli.records import definitions
from linli.records.models import Kind
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.support.journey import JourneyMeter
from tests.support.recount import recount

pytestmark = pytest.mark.django_db(transaction=True)
LAST = last_quarter(timezone.localdate())
Sees = Callable[[], Any]
OpenAs = Callable[..., Page]


@pytest.fixture
def lead(county: County, post: Callable[..., Standing], sees: Sees) -> Standing:
    """The lead of the first town's station, after a quarter of work with two gaps in it."""
    made = post(Role.STATION_LEAD, county.towns[0])
    with sees():
        work(county, made, 0)
    return made


def work(county: County, lead: Standing, town: int) -> None:
    """A case, a group and a project of one town in the last quarter; one visit without minutes, one group unnamed."""
    place = county.communities[town * 2]
    case, group, project = (
        records.undertake(
            kind, kind, place, by=lead.actor, source="j12", source_id=f"{kind}{town}", opened_on=LAST.start
        )
        for kind in ("case", "group", "community_project")
    )
    members = [people.person(place, f"组员{number}") for number in range(4)]
    day = LAST.start + timedelta(days=10)
    for _ in range(3):
        record(
            lead.actor,
            place,
            kind=Kind.CASE_SESSION,
            undertaking=case,
            persons=members[:1],
            happened_on=day,
            minutes=60,
        )
    record(lead.actor, place, kind=Kind.FOLLOW_UP, undertaking=case, happened_on=day, minutes=20)
    record(lead.actor, place, kind=Kind.GROUP_SESSION, undertaking=group, persons=members, happened_on=day, minutes=90)
    record(lead.actor, place, kind=Kind.GROUP_SESSION, undertaking=group, head_count=4, happened_on=day, minutes=90)
    record(lead.actor, place, kind=Kind.EVENT, undertaking=project, head_count=1200, server_count=20, happened_on=day)
    record(lead.actor, place, kind=Kind.HOME_VISIT, happened_on=day, minutes=None)


def find_reports(page: Page) -> Any:
    """Return the way to the reports that is in sight: beside the page at a desk, below it on a phone."""
    return page.locator("a[href='/m/reports/']").locator("visible=true").first


def value(page: Page, code: str) -> str:
    return page.locator(f"a.stat[href$='/cells/{code}/'] .stat-number").inner_text().split()[0]


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_station_makes_and_confirms_its_quarter_in_three_taps(
    county: County, lead: Standing, open_as: OpenAs, sees: Sees, size: str, script: bool
) -> None:
    page = open_as(lead, size, script=script)
    page.goto("/w/")
    meter = JourneyMeter(page)
    meter.tap(find_reports(page))
    meter.tap(page.get_by_role("button", name="生成", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text(showing.period_name(LAST))
    meter.tap(page.get_by_role("button", name="确认并上报"))
    expect(page.get_by_text("数字定在")).to_be_visible()
    meter.check(12, "quarter draft")
    assert (meter.taps, meter.typed, meter.retyped) == (3, [], [])
    with sees():
        report = Report.objects.get()
        by_hand = recount(county.towns[0], LAST, definitions.of(county.division).indicators)
        assert (report.state, report.period) == (State.CONFIRMED, LAST)
        assert {code: (amount, n) for code, amount, n in report.figures} == by_hand


def test_every_number_of_the_page_is_the_count_of_the_list_it_opens(
    lead: Standing, open_as: OpenAs, county: County
) -> None:
    page = open_as(lead, "desk")
    page.goto("/m/reports/")
    page.get_by_role("button", name="生成", exact=True).click()
    page.wait_for_url(re.compile(r"/m/reports/[0-9a-f-]{36}/$"))
    links = page.locator("a.stat").evaluate_all(
        "all => all.map(a => [a.href, a.querySelector('.stat-number').innerText])"
    )
    assert len(links) == 14
    for address, told in links:
        page.goto(address)
        number = told.split()[0]
        assert page.locator("[data-value]").inner_text() == number
        rows = page.locator("tbody tr").count()
        if page.locator(".tabs").count():
            assert str(rows) == number
            page.goto(f"{address}?by=records")
            rows = page.locator("tbody tr").count()
        assert page.get_by_text(f"由 {rows} 条记录数出").is_visible()


def test_a_gap_is_filled_in_place_and_the_number_moves(lead: Standing, open_as: OpenAs) -> None:
    page = open_as(lead)
    page.goto("/m/reports/")
    page.get_by_role("button", name="生成", exact=True).click()
    expect(page.get_by_role("heading", name="缺口 2")).to_be_visible()
    hours, persons = value(page, "visit_hours"), value(page, "elder_persons")
    page.get_by_role("button", name="30 分").click()
    expect(page.get_by_role("heading", name="缺口 1")).to_be_visible()
    assert (hours, value(page, "visit_hours")) == ("0", "0.5")
    page.get_by_text("参加这个小组的人").click()
    page.get_by_role("button", name="补名单").click()
    expect(page.get_by_role("heading", name="缺口 0")).to_be_visible()
    assert (persons, value(page, "elder_persons"), value(page, "group_persons")) == ("4", "4", "4")


def test_a_record_made_in_the_browser_moves_the_draft_by_exactly_its_count_minutes_and_persons(
    county: County, lead: Standing, post: Callable[..., Standing], open_as: OpenAs, sees: Sees
) -> None:
    this = quarter(timezone.localdate())
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    with sees():
        record(worker.actor, county.communities[0], happened_on=this.start)
        report = actions.generate(county.towns[0], this, by=lead.actor)
        before = {cell.code: (cell.amount, cell.records) for cell in showing.numbers_of(report).cells}
    page = open_as(worker)
    page.goto("/w/record/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_role("button", name="3栋", exact=True).click()
    page.get_by_role("button", name="2单元 502").click()
    expect(page.get_by_role("button", name="2单元 502，重新选")).to_be_visible()
    page.get_by_label("先记个称呼").press_sequentially("小蒋")
    page.locator("#codes label", has_text="身体好").click()
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("记好了")).to_be_visible()
    draft = open_as(lead)
    draft.goto(f"/m/reports/{report.pk}/")
    assert value(draft, "visit_count") == str(before["visit_count"][0] + 1)
    with sees():
        after = {cell.code: (cell.amount, cell.records) for cell in showing.numbers_of(report).cells}
        assert after == recount(county.towns[0], this, definitions.of(county.division).indicators)
    moved = {code: (after[code][0] - before[code][0], after[code][1] - before[code][1]) for code in after}
    assert {code: by for code, by in moved.items() if by != (0, 0)} == {"visit_count": (1, 1), "visit_hours": (30, 1)}


def test_a_group_session_moves_persons_minutes_and_nothing_else(county: County, lead: Standing, sees: Sees) -> None:
    with sees():
        report = actions.generate(county.towns[0], LAST, by=lead.actor)
        before = {cell.code: cell.amount for cell in showing.numbers_of(report).cells}
        group = records.undertake(
            "group", "新小组", county.communities[1], by=lead.actor, source="j12", source_id="new", opened_on=LAST.start
        )
        child = people.person(county.communities[1], "小朋友", birth_date=LAST.start - timedelta(days=3000))
        record(
            lead.actor, county.communities[1], kind=Kind.GROUP_SESSION, undertaking=group, persons=[child],
            happened_on=LAST.end, minutes=45, server_count=2,
        )  # fmt: skip
        after = {cell.code: cell.amount for cell in showing.numbers_of(report).cells}
    moved = {code: after[code] - before[code] for code in after if after[code] != before[code]}
    assert moved == {"group_count": 1, "group_hours": 90, "group_persons": 1}


def carry_up(open_as: OpenAs, station: Standing, officer: Standing, remark: str) -> list[str]:
    """A station confirms its quarter and its street takes it into the sum; return what the street typed."""
    page = open_as(station, "desk")
    page.goto("/m/reports/")
    page.get_by_role("button", name="生成", exact=True).click()
    page.locator("#remark").fill(remark)
    page.get_by_role("button", name="确认并上报").click()
    expect(page.get_by_text("数字定在")).to_be_visible()
    street = open_as(officer, "phone")
    street.goto(page.url.replace(page.url.split("/m/")[0], ""))
    meter = JourneyMeter(street)
    meter.tap(street.get_by_role("button", name="汇总上报"))
    expect(street.get_by_text("镇街已汇总").first).to_be_visible()
    return meter.typed


def test_from_two_stations_to_the_sealed_county_without_a_number_typed(
    county: County, lead: Standing, post: Callable[..., Standing], open_as: OpenAs, sees: Sees, tmp_path: Path
) -> None:
    second = post(Role.STATION_LEAD, county.towns[1])
    with sees():
        work(county, second, 1)
    typed: list[str] = []
    for number, station in enumerate((lead, second)):
        typed += carry_up(open_as, station, post(Role.STREET_OFFICER, county.towns[number]), f"第 {number} 站的打算")
    officer = post(Role.COUNTY_OFFICER, county.division)
    page = open_as(officer, "desk")
    page.goto("/m/reports/")
    page.get_by_role("button", name="生成", exact=True).click()
    page.wait_for_url(re.compile(r"/m/reports/[0-9a-f-]{36}/$"))
    whole = page.url
    for name in ("示范镇", "柳河街道"):
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("button", name="接收").click()
        expect(page.get_by_text("的打算")).to_be_visible()
        page.goto(whole)
    sums, counts = (page.locator("tfoot tr").nth(n).locator("td").all_inner_texts()[:9] for n in (0, 1))
    assert [pair for pair in zip(sums, counts, strict=True) if pair[0] != pair[1]] == [("不相加", "8")]
    page.get_by_role("button", name="封存").click()
    expect(page.get_by_text("已封存，第 1 版")).to_be_visible()
    assert typed == []
    for name, ending in (("Word", ".docx"), ("PDF", ".pdf"), ("按县里表格导出 Excel", ".xlsx")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
    with sees():
        sealed = ReportSnapshot.objects.select_related("report", "report__place").get()
        assert sealing.digest(sealing.recomputed(sealed)) == sealed.digest
        assert set(Report.objects.values_list("state", flat=True)) == {State.SEALED}
