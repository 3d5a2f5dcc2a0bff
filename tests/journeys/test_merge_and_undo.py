"""合并与撤销 in a browser: two files of one grandmother become one, and two again, with and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.people import actions
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories.places import County
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_two_files_become_one_and_two_again(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    with sees():
        kept, other = (
            actions.register(
                by=worker.actor, community=county.communities[0], name="王秀英", note=note, dwelling=county.dwellings[n]
            )
            for n, note in enumerate(("先打电话", "耳背，说话大声些"))
        )
    page = open_as(worker, "phone", script=script)
    page.goto(f"/w/people/{kept.pk}/")
    meter = JourneyMeter(page, ["王秀英"])
    meter.tap(page.get_by_role("link", name="这个人还有一份档案"))
    meter.tap(page.get_by_role("link", name="王秀英"))
    meter.tap(page.get_by_text("耳背，说话大声些"))
    meter.tap(page.get_by_role("button", name="是同一个人，合并"))
    expect(page.get_by_text("合并好了")).to_be_visible()
    expect(page.get_by_text("耳背，说话大声些")).to_be_visible()
    with sees():
        assert Person.objects.get(pk=other.pk).merged_into == kept
    page.goto(f"/w/people/{other.pk}/")
    expect(page).to_have_url(f"{page.url.split('/w/')[0]}/w/people/{kept.pk}/")
    meter.tap(page.get_by_role("link", name="撤销合并"))
    meter.tap(page.get_by_role("button", name="撤销合并"))
    expect(page.get_by_text("撤销好了")).to_be_visible()
    assert (meter.taps, meter.typed, meter.retyped) == (6, [], [])
    with sees():
        assert [row.note for row in Person.objects.order_by("pk")] == ["先打电话", "耳背，说话大声些"]
