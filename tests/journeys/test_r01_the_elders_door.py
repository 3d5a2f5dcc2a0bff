"""R-01 in both modes: the day, her progress, six buttons, the telephone; nothing leads nowhere, nothing is cut off."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.people import actions as people
from linli.records.models import Kind
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import doors
from tests.factories.places import County
from tests.factories.records import record
from tests.support.axe import violations
from tests.support.journey import JourneyMeter
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
INNER = (
    "/my/", "/my/progress/", "/my/told/", "/my/call/", "/my/messages/", "/my/family/", "/help/", "/help/?for=repair",
)  # fmt: skip
MOST_TEXT = 120


@pytest.fixture
def her_page(
    county: County, post: Callable[..., Standing], browser: Browser, live_server: Any
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of 王奶奶's own telephone."""
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    post(Role.COMMUNITY_WORKER, county.communities[0])
    with transaction.atomic(), acting():
        enter(Scope(column="county_id", areas=(county.division.pk,)))
        elder = people.register(
            by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
            birth_date=doors.BORN, phones=[("13800001950", "")], dwelling=county.dwellings[0],
        )  # fmt: skip
        record(worker.actor, county.communities[0], persons=[elder], kind=Kind.HOME_VISIT)
        user = doors.account_of(elder, worker.actor)
    from linli.accounts.sight import actor_of

    cookie = sign_in(Client(), actor_of(user, None)).cookies[settings.SESSION_COOKIE_NAME].value
    opened = []

    def start(width: int = 360, *, elder_mode: bool = True, size: str = "", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740}, locale="zh-CN", base_url=live_server.url,
            java_script_enabled=script,
        )  # fmt: skip
        opened.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto("/help/")
        if elder_mode:
            page.click("button[name=elder]")
        if size:
            page.click(f".sizes button[value={size}]")
        page.goto("/")
        return page

    yield start
    for context in opened:
        context.close()


@pytest.mark.parametrize("elder_mode", [True, False], ids=["elder", "standard"])
def test_the_first_page_says_the_day_her_progress_and_six_things_to_do(
    her_page: Callable[..., Page], elder_mode: bool
) -> None:
    page = her_page(elder_mode=elder_mode)
    expect(page.get_by_role("heading", level=1)).to_contain_text("王奶奶")
    expect(page.locator("main")).to_contain_text("来看过您")
    expect(page.locator("main .menu a")).to_have_count(6)
    expect(page.locator("a", has_text="打给社区" if elder_mode else "找社区").first).to_be_visible()
    for address in page.locator("main .menu a").evaluate_all("all => all.map(one => one.href)"):
        assert page.request.get(address).status == 200


@pytest.mark.parametrize("address", ("/", *INNER))
def test_in_the_plain_mode_a_page_has_few_words_and_one_way_back(her_page: Callable[..., Page], address: str) -> None:
    page = her_page()
    page.goto(address)
    words = re.sub(r"\s", "", page.locator("main").inner_text())
    assert len(words) <= MOST_TEXT, f"{len(words)}: {words}"
    if address != "/":
        expect(page.get_by_role("link", name="回到开头")).to_be_visible()


@pytest.mark.parametrize("address", ("/", *INNER))
def test_at_30_pixels_on_the_narrowest_phone_nothing_scrolls_sideways(
    her_page: Callable[..., Page], address: str
) -> None:
    page = her_page(320, size="max")
    page.goto(address)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("elder_mode", [True, False], ids=["elder", "standard"])
def test_no_page_has_a_barrier(her_page: Callable[..., Page], elder_mode: bool) -> None:
    page = her_page(elder_mode=elder_mode)
    found = {}
    for address in ("/", *INNER):
        page.goto(address)
        page.wait_for_selector("html[data-ready]", state="attached")
        if faults := violations(page):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_she_has_the_community_call_her_in_three_taps(
    her_page: Callable[..., Page], county: County, script: bool
) -> None:
    page = her_page(script=script)
    meter = JourneyMeter(page, who="elder")
    meter.tap(page.get_by_role("link", name="报修"))
    meter.tap(page.get_by_role("link", name="请社区打给我"))
    meter.tap(page.get_by_role("button", name="好，请打来"))
    expect(page.locator("main")).to_contain_text("社区会打电话来")
    meter.check(2, "elder: ask for a call")
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.division.pk,)))
        assert Task.objects.get().kind == "call_back"


def test_on_paper_the_buttons_are_left_out_and_the_words_stay(her_page: Callable[..., Page]) -> None:
    page = her_page()
    page.goto("/my/progress/")
    page.emulate_media(media="print")
    assert not page.locator("main .actions").first.is_visible()
    assert page.locator("h1").is_visible()
