"""What a person meets: no barrier the checker knows, nothing cut off at 30 px on 320 px, targets a thumb can hit."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.design.conftest import DESK, NARROW, PHONE
from tests.factories.places import county
from tests.support.axe import violations
from tests.support.sweep import SMALL

PAGES = ["/", "/help/", "/ui/", "/nowhere/"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def points() -> None:
    county()


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_checker_finds_no_barrier(
    open_page: Callable[..., Page], points: None, viewport: tuple[int, int], elder: bool
) -> None:
    for path in PAGES:
        assert violations(open_page(path, viewport=viewport, elder=elder)) == [], path


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_the_largest_text_on_the_narrowest_screen_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], points: None, elder: bool
) -> None:
    for path in PAGES:
        page = open_page(path, size="max", elder=elder, viewport=NARROW)
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 30
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


@pytest.mark.parametrize(("elder", "least"), [(False, 48), (True, 64)], ids=["standard", "elder"])
def test_whatever_can_be_pressed_is_large_enough(
    open_page: Callable[..., Page], points: None, elder: bool, least: int
) -> None:
    for path in ["/", "/help/", "/nowhere/"]:
        assert open_page(path, elder=elder).evaluate(SMALL, least) == [], path


@pytest.mark.parametrize(("elder", "least"), [(False, 44), (True, 60)], ids=["standard", "elder"])
def test_components_meet_the_industry_rule_for_targets(open_page: Callable[..., Page], elder: bool, least: int) -> None:
    small = open_page("/ui/", elder=elder).evaluate(SMALL, least)
    assert [one for one in small if "data-pick-all" not in one] == []


@pytest.mark.parametrize(
    ("size", "elder", "pixels"),
    [("standard", False, 17), ("large", False, 20), ("xlarge", False, 24), ("max", False, 30), ("standard", True, 24)],
)
def test_the_chosen_size_is_the_size_of_the_text(
    open_page: Callable[..., Page], size: str, elder: bool, pixels: int
) -> None:
    page = open_page("/help/", size=size, elder=elder)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)") == pixels


def test_the_first_page_is_light(page: Page, live_server: object, points: None) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server}/", wait_until="networkidle")
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    assert len(answers) <= 5  # and the picture for the tab, which this browser does not fetch
    assert weight <= 100 * 1024


def test_nothing_is_refused_by_the_policy(page: Page, live_server: object, points: None) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ["/", "/help/"]:
        page.goto(f"{live_server}{path}")
        page.wait_for_selector("html[data-ready]")
    assert said == []


def test_everything_is_there_without_script(browser: object, live_server: object, points: None) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{live_server}/")
    page.click("button[name=elder]")
    page.click("main a:has-text('打给社区')")
    page.click("text=全部服务点")
    page.fill("#q", "示范镇")
    page.click("main button")
    assert page.locator(".point-name").first.inner_text() == "示范镇社工站"
    assert page.locator("html").get_attribute("data-mode") == "elder"
    context.close()
