"""Consent on a phone: read out, written down, its effect seen in the report; taken back, and gone at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.insights import actions as insights
from linli.kernel.period import last_quarter
from linli.people import actions as people_actions
from linli.people.models import ConsentEvent, Person
from linli.records.models import Kind
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)
LAST = last_quarter(timezone.localdate())
NAME = "何秀英"


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def elder(county: County, lead: Standing, sees: Callable[[], Any]) -> Person:
    """An elder who was visited three times in the quarter that is reported."""
    with sees():
        made = people_actions.register(
            by=lead.actor, community=county.communities[0], name=NAME, sex="2", birth_date=date(1948, 3, 1)
        )
        for week in range(3):
            record(
                lead.actor, county.communities[0], kind=Kind.HOME_VISIT, persons=[made], minutes=40,
                happened_on=LAST.start + timedelta(days=10 + 7 * week),
            )  # fmt: skip
        return made


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_consent_is_given_withdrawn_and_its_effect_seen(
    county: County, lead: Standing, elder: Person, open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    with sees():
        report = insights.generate(county.towns[0], LAST, by=lead.actor)
    page = open_as(lead, script=script)
    highlights = f"/m/reports/{report.pk}/"
    page.goto(highlights)
    expect(page.get_by_text("这里先空着")).to_be_visible()

    page.goto(f"/w/people/{elder.pk}/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="同意", exact=True))
    meter.tap(page.get_by_role("link", name="问一问 把服务的经过写进季报"))
    expect(page.get_by_text("不写姓名、住址、电话和日期")).to_be_visible()
    meter.tap(page.get_by_role("button", name="本人同意，记下"))
    expect(page.get_by_text("什么时候都可以收回")).to_be_visible()
    assert (meter.taps, meter.typed) == (3, [])

    page.goto(highlights)
    story = page.get_by_text("女性居民：走访3次，合计2小时")
    expect(story).to_be_visible()
    assert NAME not in page.content()

    page.goto(f"/w/people/{elder.pk}/consents/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="收回 把服务的经过写进季报"))
    meter.tap(page.get_by_role("button", name="收回，马上生效"))
    expect(page.get_by_text("没有同意").first).to_be_visible()
    assert (meter.taps, meter.typed) == (2, [])

    page.goto(highlights)
    expect(page.get_by_text("这里先空着")).to_be_visible()
    expect(story).to_have_count(0)
    with sees():
        assert sorted(ConsentEvent.objects.values_list("kind", flat=True)) == ["given", "withdrawn"]
