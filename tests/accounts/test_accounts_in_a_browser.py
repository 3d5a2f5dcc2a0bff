"""Coming in with a real browser: with and without script, by code, by app, by passkey; no barrier the checker knows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tools.bundle import bundle

from linli.accounts import actions
from linli.accounts.sight import system_actor
from tests.accounts.conftest import PASSWORD, SECRET
from tests.factories import places
from tests.support.axe import violations
from tests.support.login import sign_in_by_code, sign_in_with_password, totp

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, scope="session")
def _bundled() -> None:
    bundle()


@pytest.fixture(autouse=True)
def people(settings: Any) -> places.County:
    """A resident, a lead with an app, a newcomer with a password only, and a system administrator."""
    county, by = places.county(), system_actor()
    settings.LOGIN_CODE_SENDER = settings.LOGIN_CODE_SENDER
    settings.LOGIN_CODE_FILE = settings.LOGIN_CODE_FILE
    actions.open_account("示范居民", "13900000001", by=by)
    for number, role, secret in ((2, "station_lead", SECRET), (3, "social_worker", None), (4, "system_admin", SECRET)):
        user = actions.open_account(f"示范{number}号", f"1390000000{number}", PASSWORD, secret, by=by)
        actions.appoint(user, role, county.division, by=by)
        if number == 2:
            actions.appoint(user, "social_worker", county.towns[0], by=by)
    return county


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a fresh browser page."""
    contexts = []

    def enter(viewport: dict[str, int] = PHONE, *, script: bool = True) -> Page:
        context = browser.new_context(viewport=viewport, locale="zh-CN", java_script_enabled=script)  # type: ignore[arg-type]
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def checked(page: Page, live_server: Any, path: str) -> None:
    page.goto(f"{live_server.url}{path}")
    assert violations(page) == [], path
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_resident_comes_in_by_code(
    open_browser: Any, live_server: Any, tmp_path: Path, viewport: dict[str, int], script: bool
) -> None:
    page = open_browser(viewport, script=script)
    sign_in_by_code(page, live_server, "13900000001", tmp_path)
    page.goto(f"{live_server.url}/me/")
    assert page.get_by_role("heading", level=1).inner_text() == "示范居民"
    assert page.get_by_text("139****0001").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_staff_come_in_with_password_and_app_and_switch_posts(
    open_browser: Any, live_server: Any, viewport: dict[str, int], script: bool
) -> None:
    page = open_browser(viewport, script=script)
    sign_in_with_password(page, live_server, "13900000002", PASSWORD, SECRET)
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("button", name="换到这个岗位").first.click()
    page.wait_for_load_state()
    page.goto(f"{live_server.url}/me/")
    assert page.get_by_text("现在", exact=True).count() == 1


def test_the_code_field_is_made_for_codes(open_browser: Any, live_server: Any, tmp_path: Path) -> None:
    page = open_browser()
    page.goto(f"{live_server.url}/login/")
    assert page.get_by_label("您的手机号").get_attribute("inputmode") == "tel"
    page.get_by_label("您的手机号").fill("13911112222")
    page.get_by_role("button", name="发验证码").click()
    code = page.get_by_label("短信里的六位数字")
    assert code.get_attribute("inputmode") == "numeric"
    assert code.get_attribute("autocomplete") == "one-time-code"
    assert violations(page) == []


def test_a_newcomer_sets_up_her_app_and_copies_her_codes(open_browser: Any, live_server: Any) -> None:
    page = open_browser()
    page.goto(f"{live_server.url}/login/password/")
    page.get_by_label("手机号或登录名").fill("13900000003")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/me/second-factor/")
    assert violations(page) == []
    page.get_by_role("link", name="设验证器").click()
    assert violations(page) == []
    page.get_by_label("验证器里现在显示的六位数字").fill(totp(page.locator("code").first.inner_text()))
    page.get_by_role("button", name="设好了").click()
    page.wait_for_url("**/me/second-factor/codes/")
    assert violations(page) == []
    assert page.locator(".account-codes li").count() == 10
    page.get_by_role("link", name="抄好了").click()
    assert page.get_by_text("社会工作者 · 青禾县(示范)").first.is_visible()


def test_a_passkey_is_added_and_opens_by_itself(open_browser: Any, live_server: Any) -> None:
    page = open_browser(DESK)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_with_password(page, live_server, "13900000002", PASSWORD, SECRET)
    page.goto(f"{live_server.url}/me/second-factor/passkeys/new/")
    assert violations(page) == []
    page.get_by_label("给它起个名字").fill("办公室的电脑")
    page.get_by_role("button", name="添上").click()
    page.wait_for_url(lambda url: "passkeys/new" not in url)
    page.goto(f"{live_server.url}/me/second-factor/")
    assert page.get_by_text("办公室的电脑").first.is_visible()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/login/password/")
    page.get_by_role("button", name="用指纹、面容或安全钥匙登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{live_server.url}/me/")
    assert page.get_by_role("heading", level=1).inner_text() == "示范2号"
    assert [error for error in errors if "Content Security Policy" in error] == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_checker_finds_no_barrier_and_nothing_runs_over(
    open_browser: Any, live_server: Any, people: places.County, viewport: dict[str, int]
) -> None:
    page = open_browser(viewport)
    for path in ("/login/", "/login/password/", "/login/new-password/00000000-0000-0000-0000-000000000000/x/"):
        checked(page, live_server, path)
    sign_in_with_password(page, live_server, "13900000004", PASSWORD, SECRET)
    for path in (
        "/me/", "/me/second-factor/", "/me/second-factor/app/off/", "/me/password/", "/m/posts/", "/m/posts/new/",
        "/m/posts/?q=没有的", "/logout/",
    ):  # fmt: skip
        checked(page, live_server, path)
    page.goto(f"{live_server.url}/m/posts/new/")
    page.locator("main").get_by_role("button", name="安排").click()
    assert violations(page) == []
