"""A grid worker leaves: the head hands over 300 households in one act, and the next one reads five things first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.outreach.models import VisitAssignment
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 300


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_three_hundred_households_change_hands(
    county: County, post: Callable[..., Standing], open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    head = post(Role.STATION_LEAD, county.towns[0])
    old, new = (post(Role.GRID_WORKER, county.grids[0]) for _ in range(2))
    with sees(), acting():
        for number in range(MANY):
            person = people.person(county.communities[0], f"居民{number}")
            VisitAssignment.objects.create(
                person=person, post=old.post, starts_on=timezone.localdate() - timedelta(days=30),
                **people.areas(county.communities[0], county.grids[0]),
            )  # fmt: skip
    page = open_as(head, script=script)
    page.goto("/w/handover/")
    page.get_by_label("谁要离开").select_option(str(old.post.pk))
    page.get_by_label("谁来接手").select_option(str(new.post.pk))
    page.get_by_role("button", name="全部交接").click()
    expect(page.get_by_text(f"{MANY} 位居民的走访")).to_be_visible()
    with sees():
        assert VisitAssignment.objects.filter(post=new.post, ends_on=None).count() == MANY
    page = open_as(new, script=script)
    page.goto("/w/tasks/")
    page.get_by_role("link", name="先看这五样").click()
    expect(page.locator("#main section h2")).to_have_count(5)
    page.get_by_role("button", name="看过了").click()
    expect(page.get_by_text("办好了")).to_be_visible()
