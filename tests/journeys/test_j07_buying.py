"""J7, its middle: the notice, bids under seal from a telephone, recusal, blind scoring, award, contract, its scan."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.projects.models import Bid, Contract, ServiceProject, State, Tender
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.axe import violations
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
AGENCIES = ("甲社工机构", "乙社工机构")
POINTS = (("方案", ("50", "40")), ("团队", ("18", "15.5")))  # to whoever offers more, to whoever offers less
CONTRACT = "示合〔2026〕7号"


@dataclass
class Market:
    """An approved project, two agencies that may bid, three judges."""

    who: Buying
    project: ServiceProject
    heads: list[Actor]
    judges: list[Actor]


@pytest.fixture
def market(county: County, sees: Callable[[], Any]) -> Market:
    """Everybody who is at a purchase."""
    with sees():
        who = projects.buying(county.division)
        project = projects.approved(county.division, who)
        heads = [tenders.head(project.county_id, name) for name in AGENCIES]
        judges = [projects.actor(Role.BID_JUDGE, county.division) for _ in range(3)]
    return Market(who, project, heads, judges)


def standing(actor: Actor) -> Standing:
    """Return somebody in a post as the browser signs her in."""
    post = Post.objects.select_related("user").get(pk__in=[actor.post])
    return Standing(post.user, post, actor)


def calm(page: Page) -> None:
    """Expect a page without a fault for whoever cannot see it, and no wider than its screen."""
    page.wait_for_selector("html[data-ready]", state="attached")
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_from_the_notice_to_the_sealed_contract(
    market: Market, open_as: OpenAs, sees: Callable[[], Any], tmp_path: Path
) -> None:
    announce(open_as(standing(market.who.buyer), "desk"), market)
    with sees():
        tender = Tender.objects.select_related("project").get()
    for head, price in zip(market.heads, ("130000", "120000"), strict=True):
        bid(open_as(standing(head), "phone"), market, price)
    fair = tenders.Fair(market.who, market.project, tender)
    with tenders.after(fair):
        open_all(open_as(standing(market.who.buyer), "desk"), market)
        with sees():
            letters = [one.letter for one in Bid.objects.order_by("-price")]
        aside, *sitting = market.judges
        stand_aside(open_as(standing(aside), "phone"))
        for judge in sitting:
            score(open_as(standing(judge), "phone"), letters)
        with sees():
            assert not Task.objects.filter(kind="tender_sheet", done_at=None).exists()
        propose(open_as(standing(market.who.buyer), "desk"), market)
    with tenders.after(fair, days=14):
        contract(open_as(standing(market.who.buyer), "desk"), market, tmp_path)
        with sees():
            project, made = ServiceProject.objects.get(), Contract.objects.get()
            assert (project.state, project.contract, project.price) == (State.RUNNING, CONTRACT, 14_000_000)
            assert (made.media, Bid.objects.get(rank=1).letter) == ("image/jpeg", letters[0])


def announce(page: Page, market: Market) -> None:
    """The purchaser drafts, asks three judges, reads it, and publishes the notice."""
    page.goto(f"/m/projects/{market.project.pk}/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="采购：公告、投标、评审、合同"))
    page.get_by_label("采购方式").select_option("consultation")
    page.get_by_label("投标到哪天为止").fill(timezone.localdate().isoformat())
    meter.type(page.get_by_label("依据（采购文件的文号）"), "示采7号")
    meter.type(page.get_by_label("联系电话"), "0990-1234567")
    for number, (name, weight, kind) in enumerate(
        (("方案", 60, "judged"), ("团队", 20, "judged"), ("报价", 20, "price"))
    ):
        meter.type(page.locator(f"[name=rows-{number}-name]"), name)
        meter.type(page.locator(f"[name=rows-{number}-weight]"), str(weight))
        page.locator(f"[name=rows-{number}-kind]").select_option(kind)
    meter.tap(page.get_by_role("button", name="存下"))
    calm(page)
    for judge in market.judges:
        page.get_by_label("评审专家").select_option(str(judge.post))
        meter.tap(page.get_by_role("button", name="请这一位"))
    expect(page.locator("main .entries .entry")).to_have_count(3)
    meter.tap(page.get_by_role("button", name="发采购公告"))
    expect(page.get_by_text("谁也看不到").first).to_be_visible()
    meter.check(7, "publish a tender")
    calm(page)


def bid(page: Page, market: Market, price: str) -> None:
    """The head of an agency bids on her telephone: proposal, an amount a line, a promise, somebody of the register."""
    page.goto("/m/tenders/")
    calm(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name=market.project.name))
    calm(page)
    meter.dictate(page.get_by_label("服务方案"), "每月走访，节假日不断。", 20)
    meter.type(page.get_by_label("人员（元）"), price)
    meter.type(page.get_by_label("活动（元）"), "10000")
    meter.type(page.get_by_label("个案服务（方案要 12 个）"), "15")
    page.get_by_label("示范社工").select_option("社工")
    meter.tap(page.get_by_role("button", name="封好交上"))
    expect(page.get_by_text("交上了，封好了").first).to_be_visible()
    meter.check(7, "hand in a bid")
    calm(page)


def open_all(page: Page, market: Market) -> None:
    """The purchaser opens after the deadline: who bid, for how much, with whom."""
    page.goto(f"/m/projects/{market.project.pk}/procurement/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="开标"))
    for told in (*AGENCIES, "140,000", "130,000"):
        expect(page.get_by_role("table").get_by_text(told).first).to_be_visible()
    meter.check(7, "open the bids")
    calm(page)


def to_sheet(page: Page) -> None:
    """A judge comes from her todos."""
    page.goto("/w/tasks/")
    calm(page)
    page.locator("main .entries").get_by_role("link").first.click()
    expect(page.get_by_text(AGENCIES[0])).to_be_visible()


def stand_aside(page: Page) -> None:
    """A judge who knows one of them says so, and has nothing to score."""
    to_sheet(page)
    calm(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_text("有，我要回避"))
    meter.dictate(page.get_by_label("说明"), "亲属在其中一家任职。", 5)
    meter.tap(page.get_by_role("button", name="声明"))
    expect(page.get_by_text("您声明了回避，这一次不打分。")).to_be_visible()
    expect(page.get_by_text("投标人 A")).to_have_count(0)
    meter.check(7, "stand aside")
    page.goto("/w/tasks/")
    expect(page.get_by_text("手上没有要办的事")).to_be_visible()


def score(page: Page, letters: list[str]) -> None:
    """A judge who may scores letters, and hands in."""
    to_sheet(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_text("没有，我可以评"))
    meter.tap(page.get_by_role("button", name="声明"))
    expect(page.get_by_role("heading", name="投标人 A")).to_be_visible()
    for name in AGENCIES:
        assert page.get_by_text(name).count() == 0
    calm(page)
    for item, given in POINTS:
        for letter, points in zip(letters, given, strict=True):
            meter.type(page.get_by_label(f"{letter} · {item}"), points)
    meter.tap(page.get_by_role("button", name="交卷"))
    expect(page.get_by_text("交卷了").first).to_be_visible()
    meter.check(7, "score two bids")


def propose(page: Page, market: Market) -> None:
    """The purchaser closes the scoring, and tells everybody who is to win."""
    page.goto(f"/m/projects/{market.project.pk}/procurement/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="结束评审，算分"))
    expect(page.get_by_role("heading", name="得分")).to_be_visible()
    meter.tap(page.get_by_role("button", name="公示", exact=True))
    expect(page.get_by_text("中标公示发出去了").first).to_be_visible()
    meter.check(7, "propose the award")
    calm(page)
    page.get_by_role("link", name="公示和异议").click()
    expect(page.get_by_text("第 1 名").first).to_be_visible()


def contract(page: Page, market: Market, tmp_path: Path) -> None:
    """When the notice has run out in peace: the award is final, the contract is taken in Word and comes back sealed."""
    page.goto(f"/m/projects/{market.project.pk}/procurement/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="定标"))
    meter.type(page.get_by_label("合同编号"), CONTRACT)
    expect(page.get_by_label("合同价（元）")).to_have_value("140,000")
    meter.tap(page.get_by_role("button", name="拟好"))
    calm(page)
    with page.expect_download() as taken:
        meter.tap(page.get_by_role("link", name="下载 Word").first)
    assert taken.value.path().read_bytes()[:2] == b"PK"
    scan = tmp_path / "合同.jpg"
    scan.write_bytes(projects.receipt().getvalue())
    page.get_by_label("签合同的日期").fill(timezone.localdate().isoformat())
    page.locator("input[type=file]").set_input_files(scan)
    meter.tap(page.get_by_role("button", name="收好合同，开始执行"))
    expect(page.get_by_role("link", name="盖章的合同")).to_be_visible()
    meter.check(7, "contract and its scan")
    calm(page)
