"""J7 购买项目全程: a project is set up from the library, with its need out of the records, and approved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.kernel.period import months_on
from linli.projects.models import ServiceProject, State
from linli.records.models import Kind
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.support.axe import violations
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)
VISITS = 3


@pytest.fixture
def buyer(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> Standing:
    """The purchaser of a town in which somebody has been visited this month."""
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    with sees():
        for _visit in range(VISITS):
            record(worker.actor, county.communities[0], kind=Kind.HOME_VISIT, happened_on=timezone.localdate())
    return post(Role.PURCHASER, county.towns[0])


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_project_is_set_up_from_the_library_and_approved(
    county: County, buyer: Standing, post: Callable[..., Standing], open_as: Callable[..., Page],
    sees: Callable[[], Any], script: bool,
) -> None:  # fmt: skip
    today = timezone.localdate()
    page = open_as(buyer, "desk", script=script)
    page.goto("/m/projects/")
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="立一个项目"))
    meter.type(page.get_by_label("项目名称"), "柳河山区三留守服务")
    page.get_by_label("从哪天").fill(today.isoformat())
    meter.tap(page.get_by_role("button", name="立项"))
    expect(page.get_by_role("heading", name="柳河山区三留守服务")).to_be_visible()
    if script:
        assert violations(page) == []
    meter.tap(page.get_by_role("link", name="改", exact=True).nth(1))
    page.get_by_label("取哪个数").select_option(label="走访 · 走访")
    page.get_by_label("从", exact=True).fill(today.replace(day=1).isoformat())
    page.get_by_label("到", exact=True).fill(today.isoformat())
    meter.tap(page.get_by_role("button", name="取这个数"))
    expect(page.locator("main .entries").first).to_contain_text(f"{VISITS} ")
    meter.tap(page.locator("main").get_by_role("link", name="柳河山区三留守服务"))
    meter.tap(page.get_by_role("button", name="提交审批"))
    expect(page.get_by_text("好了。")).to_be_visible()
    meter.typed += ["starts_on", "start", "end"]  # days are chosen in a picker: counted as if typed
    meter.check(7, "set up a project")

    for role, place in ((Role.STREET_OFFICER, county.towns[0]), (Role.COUNTY_OFFICER, county.division)):
        desk = open_as(post(role, place), "desk", script=script)
        desk.goto("/m/projects/")
        approval = JourneyMeter(desk)
        approval.tap(desk.get_by_role("link", name="柳河山区三留守服务"))
        approval.tap(desk.get_by_role("button", name="同意"))
        approval.check(7, "approve a plan")
    with sees():
        project = ServiceProject.objects.get()
        assert project.state == State.APPROVED
        assert (project.total, project.indicators.count()) == (15_000_000, 8)
        assert project.ends_on == months_on(today, 12) - timedelta(days=1)
        assert [row.percent for row in project.milestones.order_by("position")] == [40, 40, 20]
        assert project.needs.filter(value=VISITS).exists()
