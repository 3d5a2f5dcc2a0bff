"""Doors of people without a login: the telephone, the paper card at the counter and at home, the daughter far away."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.audit.models import Event
from linli.people import actions as people
from linli.people.actions import cards
from linli.people.actions.cards import Issued
from linli.people.models import Person
from linli.records.models import Kind
from tests.conftest import Standing, see
from tests.factories import accounts
from tests.factories.places import County
from tests.factories.records import record
from tests.support.axe import violations
from tests.support.journey import JourneyMeter
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13800001950"
MODES = pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    cache.clear()
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def mother(county: County, worker: Standing) -> Person:
    with transaction.atomic():
        see(county.division)
        made = people.register(
            by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
            phones=[(PHONE, "")],
            dwelling=county.dwellings[0],
        )  # fmt: skip
        record(worker.actor, county.communities[0], persons=[made], kind=Kind.HOME_VISIT)
    return made


@pytest.fixture
def issued(county: County, worker: Standing, mother: Person) -> Issued:
    with transaction.atomic():
        see(county.division)
        return cards.issue_cards([mother], by=worker.actor)[0]


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a telephone of 360 pixels, signed in as somebody or as nobody."""
    opened = []

    def start(client: Client | None = None, *, elder: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="zh-CN", base_url=live_server.url, java_script_enabled=script
        )
        opened.append(context)
        if client is not None:
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        if elder:
            page.goto("/help/")
            page.click("button[name=elder]")
        return page

    yield start
    for context in opened:
        context.close()


def no_barrier(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


@MODES
def test_who_telephones_hears_her_progress_within_thirty_seconds(
    county: County, worker: Standing, mother: Person, sign_in: Callable[[Standing], Client], phone: Callable[..., Page],
    elder: bool,
) -> None:  # fmt: skip
    page = phone(sign_in(worker), elder=elder)
    page.goto("/w/counter/")
    no_barrier(page)
    meter = JourneyMeter(page, [mother.name])
    meter.type(page.locator("#who"), "1950")
    meter.tap(page.get_by_role("button", name="来电话了"))
    no_barrier(page)
    meter.tap(page.get_by_role("button", name="替她办"))
    first = page.locator("main p.lead").first
    expect(first).to_contain_text("来看过您")
    meter.check(2, "operator: progress read aloud")
    expect(page.get_by_text("您在替 王奶奶 办")).to_be_visible()
    no_barrier(page)
    page.locator(".acting").get_by_role("button", name="办好了").click()
    expect(page.locator(".acting")).to_have_count(0)
    with transaction.atomic():
        see(county.division)
        told = Event.objects.filter(verb__in=["help.begun", "help.ended"]).values_list("on_behalf_of", "channel")
        assert list(told) == [(mother.pk, "phone")] * 2


@MODES
def test_at_a_staffed_counter_the_card_needs_no_pin_and_at_home_it_does(
    worker: Standing, mother: Person, issued: Issued, sign_in: Callable[[Standing], Client],
    phone: Callable[..., Page], elder: bool,
) -> None:  # fmt: skip
    desk = phone(sign_in(worker), elder=elder)
    desk.goto(f"/p/{issued.token}/")
    expect(desk.get_by_role("heading", name="王桂兰")).to_be_visible()
    assert desk.locator("input[name=pin]").count() == 0
    home = phone(elder=elder)
    home.goto(f"/p/{issued.token}/")
    expect(home.locator("main")).not_to_contain_text("王")
    no_barrier(home)
    meter = JourneyMeter(home, who="elder")
    meter.type(home.get_by_label("四位密码"), issued.pin)
    meter.tap(home.get_by_role("button", name="进来"))
    expect(home.get_by_role("heading", level=1)).to_contain_text("王奶奶")
    meter.check(2, "elder: card at home")
    expect(home.locator("main")).to_contain_text("来看过您")


@pytest.mark.parametrize(("elder", "script"), [(False, True), (True, True), (False, False)])
def test_the_daughter_acts_for_her_mother_once_she_has_agreed(
    county: County, worker: Standing, mother: Person, sign_in: Callable[[Standing], Client],
    phone: Callable[..., Page], elder: bool, script: bool,
) -> None:  # fmt: skip
    with transaction.atomic():
        user = accounts.user("示范女儿")
    page = phone(_signed_in(user), elder=elder, script=script)
    page.goto("/my/family/")
    page.get_by_role("link", name="我要替家人办").click()
    if script:
        no_barrier(page)
    page.get_by_label("您怎么叫这位家人").fill("妈妈")
    page.get_by_label("家人的姓名").fill("王桂兰")
    page.get_by_label("家人的电话").fill(PHONE)
    page.get_by_role("button", name="好了").click()
    expect(page.get_by_role("button", name="替妈妈办")).to_have_count(0)
    desk = phone(sign_in(worker), elder=elder, script=script)
    desk.goto("/w/tasks/")
    desk.get_by_role("link", name="同意让").click()
    expect(desk.locator("blockquote")).to_contain_text("不同意也没关系")
    if script:
        no_barrier(desk)
    desk.get_by_role("button", name="电话里她同意").click()
    page.goto("/my/family/")
    if script:
        no_barrier(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="替妈妈办"))
    expect(page.get_by_text("您在替妈妈办")).to_be_visible()
    expect(page.get_by_role("heading", name="妈妈的进度")).to_be_visible()
    page.goto("/my/call/")
    meter.tap(page.get_by_role("button", name="好，请打来"))
    expect(page.get_by_text("您在替妈妈办")).to_be_visible()
    page.get_by_role("button", name="换回自己").click()
    expect(page.locator(".acting")).to_have_count(0)
    with transaction.atomic():
        see(county.division)
        event = Event.objects.filter(verb="task.opened").latest("at")
        assert (event.by_user, event.on_behalf_of) == (user.pk, mother.pk)


def _signed_in(user: Any) -> Client:
    return sign_in(Client(), actor_of(user, None))
