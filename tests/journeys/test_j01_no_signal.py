"""J1 where there is no signal: three doors are recorded, the browser is killed, and each arrives once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserType, Page, expect

from linli.accounts.models import Role
from linli.people.models import Person
from linli.records.models import ServiceRecord
from linli.tasks.models import Draft
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.journeys.conftest import SIZES

pytestmark = pytest.mark.django_db(transaction=True)
SPOKEN = "爷爷咳嗽一周，没去看"


@pytest.fixture
def worker(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> Standing:
    """A grid worker who was in this community before."""
    made = post(Role.GRID_WORKER, county.communities[0])
    with sees():
        record(made.actor, county.communities[0], happened_on=date(2024, 5, 6))
    return made


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


def begin(page: Page) -> None:
    """Open the form at a door while there is still signal."""
    page.goto("/w/record/")
    ready(page)
    page.get_by_role("button", name="3栋", exact=True).click()
    page.get_by_role("button", name="2单元 502").click()
    page.get_by_label("先记个称呼").fill("张阿姨")


def two_doors(page: Page) -> None:
    """Finish one act without signal, and a second one at the next door."""
    page.locator("#note").press_sequentially(SPOKEN)
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("记下了，先放在这台手机里")).to_be_visible()
    page.get_by_role("button", name="再记一户").click()
    expect(page.locator("#note")).to_have_value("")
    page.locator("#call").fill("3栋2单元503 李大爷")
    page.locator("#note").press_sequentially("灯坏了")
    page.get_by_role("button", name="完成").click()
    expect(page.locator("#outbox")).to_contain_text("有 2 笔")


def arrived(sees: Callable[[], Any]) -> list[tuple[str, str]]:
    with sees():
        rows = ServiceRecord.objects.exclude(narrative_sealed=b"").order_by("recorded_at")
        return [(one.beneficiaries.get().person.preferred_name, one.narrative) for one in rows if one.narrative]


HELD = (
    "new Promise(done => { const asked = indexedDB.open('linli-outbox', 1); asked.onsuccess = () => {"
    " const all = asked.result.transaction('waiting').objectStore('waiting').getAll();"
    " all.onsuccess = () => done(JSON.stringify(all.result)); }; })"
)


BOTH = [("张阿姨", SPOKEN), ("3栋2单元503 李大爷", "灯坏了")]


@pytest.mark.parametrize("how", ["offline", "dead line"])
def test_two_doors_without_signal_arrive_when_it_is_back(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any], how: str
) -> None:
    page = open_as(worker)
    begin(page)
    if how == "offline":
        page.context.set_offline(True)
    else:
        page.route("**/*", lambda route: route.abort())
    two_doors(page)
    kept = page.evaluate(HELD)
    assert "咳嗽" not in kept
    assert "张阿姨" not in kept
    page.unroute("**/*")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#outbox")).to_contain_text("都已上传")
    assert arrived(sees) == BOTH
    with sees():
        assert not Draft.objects.exists()


Telephone = Callable[[], AbstractContextManager[Page]]


@pytest.fixture
def telephone(
    worker: Standing, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], live_server: Any,
    sign_in: Callable[[Standing], Client], tmp_path: Path,
) -> Telephone:  # fmt: skip
    """Return her own telephone: whenever its browser is opened again, it has what it kept."""
    cookie = {
        "name": settings.SESSION_COOKIE_NAME, "url": live_server.url,
        "value": sign_in(worker).cookies[settings.SESSION_COOKIE_NAME].value,
    }  # fmt: skip
    told = browser_type_launch_args | {"viewport": SIZES["phone"], "locale": "zh-CN", "base_url": live_server.url}

    @contextmanager
    def opened() -> Iterator[Page]:
        context = browser_type.launch_persistent_context(tmp_path / "browser", **told)
        context.add_cookies([cookie])  # type: ignore[list-item]
        yield context.new_page()
        context.close()

    return opened


def test_a_killed_browser_sends_what_waits_when_it_is_opened_again(
    county: County, telephone: Telephone, sees: Callable[[], Any]
) -> None:
    with telephone() as page:
        begin(page)
        page.context.set_offline(True)
        two_doors(page)
    assert arrived(sees) == []
    with telephone() as page:
        page.goto("/w/")
        expect(page.locator("#outbox")).to_contain_text("都已上传")
    assert arrived(sees) == BOTH


def test_what_is_half_written_at_the_second_door_survives_a_killed_browser(
    county: County, telephone: Telephone, sees: Callable[[], Any]
) -> None:
    with telephone() as page:
        begin(page)
        page.context.set_offline(True)
        two_doors(page)
        page.get_by_role("button", name="再记一户").click()
        page.locator("#call").fill("楼下赵奶奶")
        page.locator("#note").press_sequentially("门口的灯也坏了，还没")
        expect(page.locator("form:not([hidden]) [data-autosave-status]")).to_contain_text("先存在这台手机里")
        kept = page.evaluate(HELD)
        assert kept.count('"sealed"') == 3 and "赵奶奶" not in kept and "灯" not in kept
    with telephone() as page:
        page.goto("/w/")
        expect(page.locator("#outbox")).to_contain_text("没写完的一笔也在")
        page.get_by_role("link", name="去补上").click()
        expect(page.locator("#note")).to_have_value("门口的灯也坏了，还没")
        expect(page.locator("#call")).to_have_value("楼下赵奶奶")
    assert arrived(sees) == BOTH


def test_with_signal_the_record_is_made_as_ever(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    page = open_as(worker)
    begin(page)
    page.locator("#note").press_sequentially(SPOKEN)
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("记好了")).to_be_visible()
    assert page.locator("#outbox").text_content() == ""
    with sees():
        assert Person.objects.get().preferred_name == "张阿姨"
