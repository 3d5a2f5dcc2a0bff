"""J1 step 1: 走访记一笔 at a doorway nobody has a file for, within its budget, with and without script."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.outreach.models import HardshipLead, HomeVisit
from linli.people import actions as people_actions
from linli.people.models import Person
from linli.records.models import Beneficiary, ServiceRecord
from linli.tasks.models import Draft, Task
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.support.journey import JourneyMeter, OverBudget

pytestmark = pytest.mark.django_db(transaction=True)
SIGNS = ("父亲失能", "祖辈年老", "经济困难", "孩子不愿交流")
SPOKEN = "十五岁，不怎么说话。奶奶一个人带，父亲瘫痪在床，家里靠低保。奶奶想让他有人陪着说说话。"


@pytest.fixture
def worker(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> Standing:
    """A social worker of the town who was in this community before."""
    made = post(Role.SOCIAL_WORKER, county.towns[0])
    with sees():
        record(made.actor, county.communities[0], happened_on=date(2024, 5, 6))
    return made


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


def doorway_note(page: Page, meter: JourneyMeter, *, script: bool) -> None:
    """From today's page to the record."""
    bar = page.locator("a[data-new]:visible").first
    meter.tap(bar)
    if script:
        ready(page)
    meter.tap(page.get_by_role("button", name="3栋", exact=True))
    meter.tap(page.get_by_role("button", name="2单元 502"))
    meter.type(page.get_by_label("先记个称呼"), "小蒋")
    for sign in SIGNS:
        meter.tap(page.locator("#codes label", has_text=sign))
    meter.dictate(page.locator("#note"), SPOKEN, seconds=40)
    meter.tap(page.get_by_role("button", name="完成"))
    expect(page.get_by_text("记好了")).to_be_visible()


def check_facts(county: County, worker: Standing) -> None:
    made = ServiceRecord.objects.latest("recorded_at")
    assert (made.kind, made.minutes, made.narrative) == ("home_visit", 30, SPOKEN)
    assert (made.acted_by, made.on_behalf_of, made.channel) == (worker.user.pk, None, "door")
    assert (made.county_id, made.community_id) == (county.division.pk, county.communities[0].pk)
    boy = Person.objects.get()
    assert (boy.preferred_name, str(boy.household)) == ("小蒋", "示范家苑3栋2单元502")
    assert Beneficiary.objects.get().person == boy
    assert len(HomeVisit.objects.get(record=made).conditions) == 4
    lead = HardshipLead.objects.get()
    assert (lead.kind, lead.person, lead.owner) == ("child_in_hardship", boy, worker.post)
    task = Task.objects.get()
    assert (task.owner, task.due_on) == (worker.post, lead.due_on)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_doorway_note_keeps_its_budget(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any], size: str, script: bool
) -> None:
    page = open_as(worker, size, script=script)
    page.goto("/w/")
    with sees():
        known = [*Person.objects.values_list("name", flat=True), county.dwellings[1].address, "示范家苑"]
    meter = JourneyMeter(page, known)
    doorway_note(page, meter, script=script)
    if script:
        meter.check(1, "doorway note")
    assert (meter.taps, len(meter.typed), meter.retyped) == (9, 1, [])
    with sees():
        check_facts(county, worker)


def test_control_typing_a_known_telephone_again_fails_the_meter(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    with sees():
        people_actions.register(
            by=worker.actor, community=county.communities[0], name="王奶奶", phones=[("13800138000", "")]
        )
    page = open_as(worker)
    page.goto("/w/record/")
    ready(page)
    meter = JourneyMeter(page, ["王奶奶", "+8613800138000"])
    page.locator(".quick-who summary").click()
    meter.type(page.locator("#q"), "138 0013 8000")
    with pytest.raises(OverBudget, match="retyped 1 > 0"):
        meter.check(1, "doorway note")


def test_the_line_is_lost_in_the_middle_and_nothing_with_it(
    county: County, worker: Standing, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    page = open_as(worker)
    page.goto("/w/record/")
    ready(page)
    address = page.url
    with page.expect_response("**/save/"):
        page.locator("#note").press_sequentially("爷爷咳嗽")
    page.route("**/*", lambda route: route.abort())
    page.locator("#note").press_sequentially("一周，没去看")
    expect(page.locator("[data-autosave-status]")).to_contain_text("先存在这台设备上")
    page.unroute("**/*")
    page.goto(address)
    expect(page.locator("#note")).to_have_value("爷爷咳嗽一周，没去看")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    page.reload()
    expect(page.locator("#note")).to_have_value("爷爷咳嗽一周，没去看")


def test_another_device_wrote_meanwhile_and_both_texts_are_there(
    county: County, worker: Standing, open_as: Callable[..., Page]
) -> None:
    phone = open_as(worker)
    phone.goto("/w/record/")
    ready(phone)
    desk = open_as(worker, "desk")
    desk.goto(phone.url)
    ready(desk)
    with phone.expect_response("**/save/"):
        phone.locator("#note").press_sequentially("手机上写的")
    with desk.expect_response("**/save/"):
        desk.locator("#note").press_sequentially("电脑上写的")
    expect(desk.locator("[data-autosave-status]")).to_contain_text("在别处也改过")
    desk.get_by_role("button", name="完成").click()
    expect(desk.locator("#note")).to_have_value("电脑上写的")
    expect(desk.get_by_text("手机上写的")).to_be_visible()
