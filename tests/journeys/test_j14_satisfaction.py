"""J14 · 第三方满意度调查: from the commission to the public figure, by link on a phone and by telephone at a desk."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.accounts.models import Role
from linli.kernel.scope import enter
from linli.people import actions as people
from linli.surveys.models import Answer, Respondent
from tests.conftest import Standing, see
from tests.factories import surveys as factory
from tests.factories.people import person
from tests.factories.places import County
from tests.journeys.conftest import SIZES
from tests.support.axe import violations
from tests.support.journey import JourneyMeter
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser: of which size, as whom, with or without script."""
    contexts = []

    def start(size: str, by: Any = None, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport=SIZES[size], locale="zh-CN", base_url=live_server.url, java_script_enabled=script  # type: ignore[arg-type]
        )  # fmt: skip
        contexts.append(context)
        if by is not None:
            value = sign_in(Client(), by).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def work(county: County, post: Callable[..., Standing]) -> factory.Fieldwork:
    """A survey of two communities in which everybody is drawn; the old are rung up."""
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    with transaction.atomic():
        see(county.division)
        for number in range(3):
            old = person(county.communities[0], f"何{number}")
            people.add_telephone(old, by=worker.actor, number=f"1380000195{number}")
            person(county.communities[2], f"陈{number}")
        return factory.drawn(county.division)


def asked(work: factory.Fieldwork, way: str) -> list[Respondent]:
    with transaction.atomic():
        return [row for row in work.respondents() if row.way == way]


def no_barrier(page: Page, width: int) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_respondent_answers_in_six_taps_with_nothing_typed(
    work: factory.Fieldwork, opened: Callable[..., Page], script: bool
) -> None:
    row = asked(work, "door")[0]
    page = opened("phone", script=script)
    page.goto(f"/s/{row.token}/")
    if script:
        no_barrier(page, 360)
    meter = JourneyMeter(page, who="elder")
    meter.tap(page.get_by_role("button", name="不满意", exact=True))
    if script:
        no_barrier(page, 360)
    meter.tap(page.get_by_text("等得太久"))
    meter.tap(page.get_by_role("button", name="好了"))
    meter.tap(page.get_by_role("button", name="满意", exact=True))
    expect(page.get_by_role("heading", name="还有什么想说的")).to_be_visible()
    meter.tap(page.get_by_role("button", name="不答这题"))
    expect(page.get_by_role("heading", name="问完了，谢谢您")).to_be_visible()
    meter.tap(page.get_by_role("button", name="有人教我怎么答"))
    expect(page.get_by_text("记下了")).to_be_visible()
    meter.check(14, "respondent")
    with transaction.atomic():
        see_survey(work)
        told = {one.question: one.value for one in Answer.objects.filter(respondent=row)}
        assert told == {"overall": 2, "why": ["slow"], "help": 4, "words": None}


def see_survey(work: factory.Fieldwork) -> None:
    enter(work.evaluator.scope)


def test_an_interview_by_telephone_with_keys_and_the_figure_that_comes_of_it(
    work: factory.Fieldwork, county: County, post: Callable[..., Standing], opened: Callable[..., Page]
) -> None:
    desk = opened("desk", work.interviewer)
    for number, key in enumerate("124"):
        desk.goto("/m/interviews/")
        meter = JourneyMeter(desk)
        meter.tap(desk.get_by_role("button", name="打下一个电话"))
        expect(desk.get_by_text("何某")).to_be_visible()
        if not number:
            no_barrier(desk, 1366)
        meter.tap(desk.get_by_role("button", name="看号码"))
        expect(desk.locator("a[href^='tel:+861380000195']")).to_be_visible()
        desk.wait_for_selector("html[data-ready]", state="attached")
        for pressed in (key, "1", "s", "2", "s"):
            desk.keyboard.press(pressed)
            meter.taps += 1
        meter.tap(desk.get_by_role("button", name="保存答卷"))
        expect(desk.get_by_text("记下了")).to_be_visible()
        meter.check(14, "phone interview")
    lead = opened("desk", post(Role.STATION_LEAD, county.towns[0]).actor)
    lead.goto(f"/m/surveys/{work.survey.pk}/")
    expect(lead.get_by_role("heading", name="居民满意度调查 调查进行中")).to_be_visible()
    for part in ("sample", "answers"):
        answer = lead.goto(f"/m/surveys/{work.survey.pk}/{part}/")
        assert answer is not None
        assert answer.status == 403
    evaluator = opened("desk", work.evaluator)
    evaluator.goto(f"/m/surveys/{work.survey.pk}/")
    no_barrier(evaluator, 1366)
    evaluator.get_by_role("button", name="结束并公布结果").click()
    expect(evaluator.get_by_role("link", name="看结果和方法")).to_be_visible()
    everybody = opened("phone")
    everybody.goto(f"/survey/{work.survey.pk}/")
    expect(everybody.locator("main")).to_contain_text("n=3，应答率 100.0%：联系上 3 人，答了 3 人，抽到 6 人")
    no_barrier(everybody, 360)
