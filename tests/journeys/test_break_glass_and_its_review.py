"""破窗 on a phone: an emergency opens a child's file for an hour, to read; the head of the station looks it over."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.people import actions as people_actions
from linli.people.actions import Mark
from linli.people.models import AccessGrant, GlassReview, Person
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories.places import County
from tests.support.login import sign_in_with_password

pytestmark = pytest.mark.django_db(transaction=True)
SECRET, PASSWORD = "JBSWY3DPEHPK3PXP", "longer-than-ten"
ADDRESS = "示范家苑3栋2单元502"


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    """A social worker with a password and an authenticator app."""
    made = post(Role.SOCIAL_WORKER, county.towns[0])
    with acting():
        made.user.set_password(PASSWORD)
        made.user.save()
        TOTP.activate(made.user, SECRET)
    return made


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def child(county: County, lead: Standing, sees: Callable[[], Any]) -> Person:
    with sees():
        return people_actions.register(
            by=lead.actor, community=county.communities[0], name="蒋小军", actual_address=ADDRESS,
            birth_date=date(timezone.localdate().year - 12, 1, 1), categories=[Mark("child_in_need")],
        )  # fmt: skip


def test_glass_is_broken_read_through_and_reviewed(
    county: County, worker: Standing, lead: Standing, child: Person, page: Page, live_server: Any,
    open_as: Callable[..., Page], sees: Callable[[], Any], tmp_path: Path,
) -> None:  # fmt: skip
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in_with_password(page, live_server, worker.user.handle, PASSWORD, SECRET)
    page.goto(f"{live_server.url}/w/people/{child.pk}/")
    expect(page.get_by_role("heading", name="蒋小军 · 6–12岁")).to_be_visible()
    assert ADDRESS not in page.content()
    page.get_by_text("有紧急情况，等不及批准").click()
    page.get_by_role("link", name="紧急打开").click()
    page.locator("label", has_text="孩子走失、离家").click()
    page.get_by_label("什么情况").fill("太短")
    page.get_by_role("button", name="打开60分钟").click()
    expect(page.get_by_text("请写清是什么情况")).to_be_visible()
    page.get_by_label("什么情况").fill("放学没有回家，奶奶联系不上，要找父亲的电话")
    page.get_by_role("button", name="打开60分钟").click()
    expect(page.get_by_text(ADDRESS).first).to_be_visible()
    page.goto(f"{live_server.url}/w/people/{child.pk}/edit/")
    assert ADDRESS not in page.content()

    desk = open_as(lead, "desk")
    desk.goto("/w/tasks/")
    desk.get_by_role("link", name="紧急打开了一份档案").click()
    expect(desk.get_by_text("放学没有回家")).to_be_visible()
    desk.locator("label", has_text="应当打开").click()
    desk.get_by_label("怎么看的").fill("核对过，孩子当晚找到")
    desk.get_by_role("button", name="复核好了").click()
    expect(desk.get_by_text("应当打开").first).to_be_visible()
    with sees():
        assert GlassReview.objects.get().grant == AccessGrant.objects.get()
        assert Task.objects.filter(kind="glass_review", role=Role.STATION_LEAD, done_at=None).count() == 0
