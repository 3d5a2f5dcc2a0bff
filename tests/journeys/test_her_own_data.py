"""Her own data: a copy asked for, answered and downloaded; a restriction seen by the worker; a deletion in part."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.kernel.policy import acting
from linli.people import actions
from linli.people.models import Person, RightsRequest
from tests.conftest import Standing
from tests.factories.doors import account_of
from tests.factories.places import County
from tests.support.journey import JourneyMeter
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "何秀英"


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def elder(county: County, lead: Standing, sees: Callable[[], Any]) -> Person:
    with sees():
        return actions.register(by=lead.actor, community=county.communities[0], name=NAME, note="先打电话")


@pytest.fixture
def hers(
    elder: Person, lead: Standing, browser: Browser, live_server: Any, sees: Callable[[], Any]
) -> Iterator[Callable[[bool], Page]]:
    """Return a function that opens a page of her own telephone, with or without script."""
    with sees(), acting():
        user = account_of(elder, lead.actor)
    cookie = sign_in(Client(), actor_of(user, None)).cookies[settings.SESSION_COOKIE_NAME].value
    opened = []

    def start(script: bool) -> Page:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="zh-CN", base_url=live_server.url, java_script_enabled=script
        )
        opened.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return context.new_page()

    yield start
    for context in opened:
        context.close()


def answer(page: Page, what: str, outcome: str = "照办") -> None:
    """Answer the one request of a kind that waits, from the todo's list."""
    page.goto("/m/rights/")
    page.get_by_role("link", name=what).click()
    page.get_by_text(outcome, exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_she_asks_for_a_copy_and_downloads_it(
    hers: Callable[[bool], Page], lead: Standing, open_as: Callable[..., Page], script: bool
) -> None:
    page = hers(script)
    page.goto("/my/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="我的信息我做主"))
    meter.tap(page.get_by_role("link", name="我要一份"))
    meter.tap(page.get_by_role("button", name="就这样提"))
    expect(page.get_by_text("等着答复")).to_be_visible()
    assert (meter.taps, meter.typed) == (3, [])

    head = open_as(lead, script=script)
    head.goto("/w/tasks/")
    head.get_by_role("link", name="个人信息请求：要一份").click()
    head.get_by_text("照办", exact=True).click()
    head.get_by_role("button", name="答复").click()
    expect(head.get_by_role("link", name="下载给本人")).to_be_visible()

    page.goto("/my/rights/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载我的一份").click()
    with ZipFile(waiting.value.path()) as packed:
        told = json.loads(packed.read("person.json"))
        assert NAME in packed.read("我的信息.html").decode()
    assert told["schema"] == "linli.person-copy/1"


def test_a_restriction_is_set_and_its_effect_seen(
    hers: Callable[[bool], Page], lead: Standing, elder: Person, open_as: Callable[..., Page], county: County,
    post: Callable[..., Standing],
) -> None:  # fmt: skip
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    worker = open_as(colleague)
    worker.goto(f"/w/people/{elder.pk}/")
    expect(worker.get_by_text(NAME).first).to_be_visible()

    page = hers(True)
    page.goto("/my/rights/")
    page.get_by_role("link", name="先不要再用我的信息").click()
    page.get_by_role("button", name="就这样提").click()
    head = open_as(lead)
    answer(head, "限制使用")
    head.get_by_role("button", name="答复").click()
    expect(head.get_by_text("答复了，会告诉她。")).to_be_visible()

    worker = open_as(colleague)
    worker.goto(f"/w/people/{elder.pk}/")
    expect(worker.get_by_role("heading", name="何某 · 已限制处理")).to_be_visible()
    assert NAME not in worker.content()
    worker.goto(f"/w/people/{elder.pk}/edit/")
    expect(worker.get_by_text("只保存，不看、不改、不用")).to_be_visible()
    page.goto("/my/rights/")
    expect(page.get_by_text("现在已经限制使用")).to_be_visible()


def test_a_deletion_is_refused_in_part_with_a_reason(
    hers: Callable[[bool], Page], lead: Standing, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    page = hers(True)
    page.goto("/my/rights/")
    page.get_by_role("link", name="我要删除").click()
    page.get_by_role("button", name="就这样提").click()

    head = open_as(lead)
    answer(head, "删除", "照办一部分")
    head.get_by_text("服务记录里的话", exact=True).click()
    head.get_by_role("button", name="答复").click()
    expect(head.get_by_text("要从列表里选一个原因").first).to_be_visible()
    head.get_by_label("没有全部照办的原因").select_option(label="法定职责还在履行，没有这些信息就办不成")
    head.get_by_label("告诉她的话").fill("低保还在发，先留着姓名和电话。")
    head.get_by_role("button", name="答复").click()
    expect(head.get_by_text("系统在几分钟内删").first).to_be_visible()

    page.goto("/my/rights/")
    expect(page.get_by_text("低保还在发")).to_be_visible()
    expect(page.get_by_text("留着没有删的：")).to_be_visible()
    expect(page.get_by_text("投诉、举报")).to_be_visible()
    with sees():
        assert RightsRequest.objects.get().outcome == "partly"
