"""J1, the rounds between: a plan walked door by door with one tap each, and a visit by telephone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.outreach.models import HomeVisit, VisitAttempt
from linli.people import actions as people_actions
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import elder
from tests.support.journey import JourneyMeter, OverBudget

pytestmark = pytest.mark.django_db(transaction=True)
LAST = timezone.localdate() - timedelta(days=9)


@pytest.fixture
def walker(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> Standing:
    """A grid worker with three elders in her grid, two of whom were visited nine days ago."""
    made = post(Role.GRID_WORKER, county.grids[0])
    with sees():
        for door, name in ((0, "王奶奶"), (1, "李奶奶")):
            person = elder(county, door, name)
            record(made.actor, county.grids[0], persons=[person], household=person.household, happened_on=LAST)
            people_actions.add_telephone(person, by=made.actor, number=f"1990000010{door}", label="")
        elder(county, 1, "赵爷爷")
    return made


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_round_is_walked_with_one_tap_a_door(
    walker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    page = open_as(walker, script=script)
    page.goto("/w/")
    order = page.locator("section[aria-labelledby=visits] .entry-title").all_inner_texts()
    assert [text.strip() for text in order] == ["王奶奶", "李奶奶", "赵爷爷"]
    for name in ("王奶奶", "李奶奶"):
        meter = JourneyMeter(page)
        meter.tap(page.get_by_role("button", name=f"{name} 无变化"))
        expect(page.get_by_text("起无变化")).to_be_visible()
        meter.check(1, "door without news")
        expect(page.get_by_role("button", name=f"{name} 无变化")).to_have_count(0)
    page.locator(".visit-missed summary").first.click()
    page.get_by_role("button", name="没人在，留了卡片").first.click()
    expect(page.get_by_text("这次没见到")).to_be_visible()
    with sees():
        made = ServiceRecord.objects.exclude(happened_on=LAST)
        assert {(one.kind, one.minutes, one.channel, one.acted_by) for one in made} == {
            ("home_visit", 15, "door", walker.user.pk)
        }
        assert set(HomeVisit.objects.values_list("unchanged_since", flat=True)) == {LAST}
        assert VisitAttempt.objects.get().card_left


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_visit_by_telephone_is_three_taps(
    walker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    page = open_as(walker, script=script)
    page.goto("/w/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="王奶奶 电话"))
    number = page.get_by_role("link", name="19900000100")
    expect(number).to_have_attribute("href", "tel:+8619900000100")
    meter.tap(page.get_by_role("button", name="通上话了，无变化"))
    expect(page.get_by_text("起无变化")).to_be_visible()
    meter.check(1, "telephone visit")
    with sees():
        made = ServiceRecord.objects.exclude(happened_on=LAST).get()
        assert (made.kind, made.channel) == ("phone_visit", "phone")


def test_control_a_detour_breaks_the_budget_of_one_tap(walker: Standing, open_as: Callable[..., Page]) -> None:
    page = open_as(walker)
    page.goto("/w/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="王奶奶", exact=True))
    meter.tap(page.get_by_role("link", name="今天").first)
    with pytest.raises(OverBudget, match="taps 2 > 1"):
        meter.check(1, "door without news")
