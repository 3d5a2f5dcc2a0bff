"""A group: planned, approved, members who sign in by the code on the door, a roll; three sessions do not count yet."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.people import actions as people
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import Attendance, Group, SignCode
from linli.practice.packs import contracts
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories import doors, groups
from tests.factories.places import County
from tests.journeys.conftest import SIZES
from tests.journeys.hands import Hand, Story
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("王桂兰", "李秀珍", "赵玉梅")


@pytest.fixture
def members(county: County, worker: Standing, sees: Callable[[], Any]) -> list[Person]:
    with sees():
        told = {"by": worker.actor, "community": county.communities[0]}
        return [people.register(**told, name=name, birth_date=date(1951, 2, 3)) for name in NAMES]


@pytest.fixture
def her_phone(
    members: list[Person], worker: Standing, browser: Browser, live_server: Any, sees: Callable[[], Any]
) -> Iterator[Page]:
    """The telephone of the first of them, signed in at her own door."""
    with sees():
        user = doors.account_of(members[0], worker.actor)
    cookie = sign_in(Client(), actor_of(user, None)).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=SIZES["phone"], locale="zh-CN", base_url=live_server.url, has_touch=True)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def plan(hand: Hand) -> None:
    """The plan with its first session, put before the station."""
    hand.at("/w/groups/")
    with hand.act("group: plan"):
        hand.go("写一份小组计划")
        hand.type("name", "夕阳红支持小组")
        hand.say("goals", "孤独感下降，有人说话。")
        hand.say("recruitment", "独居的老人，楼栋长介绍。")
        hand.say("method", "前后各问一次，再聊一聊。")
        hand.go("存下来")
        hand.go("加一节")
        hand.type("theme", "认识你我")
        hand.go("存下来")
        hand.go("交给站长批")
    hand.sees("办好了")


def begin(hand: Hand, members: list[Person], group: Group, worker: Standing, sees: Callable[[], Any]) -> None:
    """Members are taken in, the first by hand; the group begins."""
    hand.at(f"/w/groups/{group.pk}/")
    hand.go("加组员")
    hand.page.locator("main [name='q']").fill("王桂")
    hand.go("找一找")
    hand.go("加进来")
    with sees():
        for person in members[1:]:
            actions.add_member(group, person, by=worker.actor)
        for number in (2, 3):
            actions.plan_meeting(group, by=worker.actor, theme=f"第{number}次见面")
    hand.page.reload()
    hand.go("开组")


@pytest.mark.parametrize(
    "size, script",
    [
        pytest.param("phone", True, id="phone"),
        pytest.param("desk", False, id="desk, plain", marks=pytest.mark.slow),
    ],
)
def test_a_group_of_three_sessions(
    county: County, worker: Standing, lead: Standing, members: list[Person], her_phone: Page,
    open_as: Callable[..., Page], sees: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, size: str, script: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr("linli.practice.views.counted.contracts", lambda *_place: contracts("990722"))
    story = Story(0)
    hand, head = (Hand(open_as(one, size, script=script), story, script=script) for one in (worker, lead))
    plan(hand)
    head.at("/w/tasks/")
    with head.act("group: approve"):
        head.go("批一份小组计划")
        head.go("批准计划")
    with sees():
        group = Group.objects.get()
    begin(hand, members, group, worker, sees)
    signed_in(hand, her_phone, sees)
    with hand.act("group: roll"):
        hand.pick(NAMES[1])
        hand.type("minutes", "60")
        hand.say("told", "头一回见面，大家抢着说年轻时候的事。", seconds=30)
        hand.go("记下这一节")
    hand.sees("记下了第1节")
    the_rest(group, worker, head, sees)
    assert story.retyped == []


def signed_in(hand: Hand, her_phone: Page, sees: Callable[[], Any]) -> None:
    """The code hangs on the door; she scans it and says that she is there."""
    hand.go("认识你我")
    hand.go("出签到码")
    with sees():
        code = SignCode.objects.get(ended_at=None).code
    hand.sees(code)
    her_phone.goto(f"/my/here/?code={code}")
    her_phone.get_by_role("button", name="我到了").click()
    expect(her_phone.get_by_text("签到好了")).to_be_visible()
    hand.page.reload()
    hand.ready()
    ticked = hand.page.locator("main label.tile", has_text=NAMES[0])
    expect(ticked.locator("input")).to_be_checked()
    expect(ticked).to_contain_text("扫码签到")


def the_rest(group: Group, worker: Standing, head: Hand, sees: Callable[[], Any]) -> None:
    """Two more sessions; the page of what does not count yet says by how much the group falls short."""
    with sees():
        record = ServiceRecord.objects.get(undertaking=Group.objects.get().undertaking)
        assert (record.minutes, record.head_count, record.protected) == (60, 2, True)
        assert sorted(Attendance.objects.filter(present=True).values_list("how", flat=True)) == ["code", "roll"]
        came = list(group.groupmembers.values_list("pk", flat=True))
        for session in group.groupsessions.filter(record=None).order_by("number"):
            groups.hold(session, worker.actor, *came)
    head.at("/w/uncounted/")
    head.sees("夕阳红支持小组")
    head.sees("还差3节、34人次。")
