"""J7 · 中期评估 on a telephone: drawn with one tap, each record in order with two, no page too wide for 360."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.kernel.scope import enter
from linli.projects.models.evaluation import Evaluation, SampledRecord
from tests.conftest import see
from tests.factories import evaluation as factory
from tests.factories import projects
from tests.factories.places import County
from tests.journeys.conftest import SIZES
from tests.support.axe import violations
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(county: County) -> Evaluation:
    """A mid-term evaluation of four records, not yet drawn."""
    with transaction.atomic():
        see(county.division)
        who = projects.buying(county.division)
        running = projects.signed(county.division, who)
        factory.served(running, county.communities[:2], projects.actor("social_worker", county.towns[0]), each=1)
        return factory.called(running, who)


@pytest.fixture
def phone(browser: Browser, live_server: Any, made: Evaluation) -> Iterator[Page]:
    """The evaluator's own telephone, signed in."""
    context = browser.new_context(viewport=SIZES["phone"], locale="zh-CN", base_url=live_server.url)  # type: ignore[arg-type]
    with transaction.atomic():
        by = factory.evaluator(made)
    value = sign_in(Client(), by).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def no_barrier(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"], page.url


def test_the_evaluator_draws_with_one_tap_and_checks_each_record_with_at_most_two(
    made: Evaluation, phone: Page
) -> None:
    phone.goto("/m/evaluations/")
    no_barrier(phone)
    phone.get_by_role("link", name="中期评估").click()
    no_barrier(phone)
    phone.get_by_role("button", name="抽样").click()
    first = phone.get_by_role("link", name="核查下一条")
    expect(first).to_be_visible()
    no_barrier(phone)
    first.click()
    taps = 1
    for number in range(1, 5):
        expect(phone.get_by_role("heading", name=f"第 {number} 条，共 4 条")).to_be_visible()
        if number == 1:
            no_barrier(phone)
        phone.get_by_role("button", name="都在，下一条").click()
        taps += 1
    expect(phone.get_by_text("核查了 4 / 4 条")).to_be_visible()
    assert taps <= 2 * 4
    no_barrier(phone)
    phone.goto(f"/m/evaluations/{made.pk}/scores/")
    no_barrier(phone)
    with transaction.atomic():
        enter(factory.evaluator(made).scope)
        assert SampledRecord.objects.exclude(checked_at=None).count() == 4
