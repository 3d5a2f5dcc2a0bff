"""J1 from 接案 to 结案: a boy's case worked in the browser, its fields counted, nothing asked twice."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.people import actions as people_actions
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseClosure, CaseFile, FollowUp
from linli.records.models import Kind, ServiceRecord
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> dict[str, Standing]:
    """The worker and the supervisor, both with a clear check of offence records, and the head of the station."""
    made = {role: post(role, county.towns[0]) for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.STATION_LEAD)}
    with sees():
        for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR):
            access.note_check(
                made[role].post, by=made[Role.STATION_LEAD].actor, queried_on=timezone.localdate(), clear=True,
                reference="公函1号",
            )  # fmt: skip
    return {"worker": made[Role.SOCIAL_WORKER], "supervisor": made[Role.SUPERVISOR], "lead": made[Role.STATION_LEAD]}


@pytest.fixture
def boy(county: County, team: dict[str, Standing], sees: Callable[[], Any]) -> Person:
    """小蒋, 15, with the grandmother who brings him up."""
    with sees():
        home = people.household(county.dwellings[1])
        told = {"preferred_name": "小蒋", "household": home}
        born = timezone.localdate() - timedelta(days=15 * 366)
        made = people.person(county.communities[0], "蒋某", birth_date=born, **told)
        granny = people.person(county.communities[0], "何奶奶", birth_date=date(1950, 3, 1), household=home)
        people_actions.relate(made, granny, by=team["lead"].actor, kind="guardian")
    return made


class Worker:
    """Somebody at a page, with the meter running over the whole case."""

    def __init__(self, page: Page, known: list[str]) -> None:
        self.page, self.meter = page, JourneyMeter(page, known)
        self.fields = 0

    def tap(self, name: str, *, exact: bool = False) -> None:
        """Press the button or the link of a name."""
        page = self.page
        self.meter.tap(
            page.locator("main").get_by_role("button", name=name, exact=exact)
            .or_(page.locator("main").get_by_role("link", name=name, exact=exact)).first
        )  # fmt: skip

    def pick(self, *labels: str) -> None:
        """Press the tiles of these labels."""
        for label in labels:
            self.meter.tap(self.page.locator("main label.tile", has_text=label).first)

    def say(self, name: str, text: str) -> None:
        """Dictate into a field."""
        self.meter.dictate(self.page.locator(f"main [name='{name}']"), text, seconds=10)
        self.fields += 1

    def type(self, name: str, text: str) -> None:
        """Type into a field."""
        self.meter.type(self.page.locator(f"main [name='{name}']"), text)
        self.fields += 1

    def at(self, path: str) -> None:
        """Wait for an address."""
        self.page.wait_for_url(f"**{path}")


def take_in(who: Worker, boy: Person, *, script: bool) -> None:
    """接案: from the boy's page to consent and intake."""
    who.page.goto(f"/w/people/{boy.pk}/")
    who.tap("开个案")
    who.pick("走访发现")
    who.say("problem", "不想上学，想有人陪着说说话。")
    who.tap("登记", exact=True)
    expect(who.page.get_by_text("登记好了")).to_be_visible()
    who.tap("同意书")
    who.page.locator("main [name='child']").locator("xpath=ancestor::label").click()
    who.pick("家庭和困难情况")
    if script:
        canvas = who.page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        who.page.mouse.move(box["x"] + 20, box["y"] + 20)
        who.page.mouse.down()
        who.page.mouse.move(box["x"] + 120, box["y"] + 60, steps=8)
        who.page.mouse.up()
        who.meter.taps += 1
    else:
        who.page.locator("main [name='name']").fill("何奶奶")
        who.pick("我听明白了")
    who.tap("同意，记下")
    expect(who.page.locator("main h1, main h2").first).to_be_visible()


def decide(who: Worker, boy: Person, case: CaseFile) -> None:
    """The decision, once the station has approved who opens a child's file."""
    who.page.goto(f"/w/cases/{case.pk}/decide/")
    who.pick("接案")
    who.tap("定下来")
    expect(who.page.get_by_text("定下来了")).to_be_visible()


def assess(who: Worker, case: CaseFile) -> None:
    """预估: strengths first, two needs, the risk, a summary put together from what was ticked."""
    who.page.goto(f"/w/cases/{case.pk}/assess/")
    first = who.page.locator("main input[name='strengths_person']").first
    who.meter.tap(first.locator("xpath=ancestor::label"))
    for group in who.page.locator("main [role='radiogroup']").all()[:2]:
        who.meter.tap(group.locator("label.tile").nth(1))
    who.meter.tap(who.page.locator("main input[name='risk']").first.locator("xpath=ancestor::label"))
    who.tap("用选的拼一段摘要")
    who.tap("存好", exact=True)
    expect(who.page.get_by_text("优势")).to_be_visible()


def plan(who: Worker, case: CaseFile) -> None:
    """计划: three goals of the library, agreed with the boy, before the supervisor."""
    who.page.goto(f"/w/cases/{case.pk}/plan/")
    for goal in ("愿意参加集体活动", "一家人能坐下来说说话", "争取到该有的救助和资源"):
        who.tap(goal)
        expect(who.page.get_by_text("放进计划里了")).to_be_visible()
    who.say("aim", "愿意出门，和奶奶说说话。")
    who.page.locator("main input[name='agreed_how']").first.locator("xpath=ancestor::label").click()
    who.meter.taps += 1
    who.tap("提交督导")
    expect(who.page.get_by_text("交上去了")).to_be_visible()


def talk(who: Worker, case: CaseFile) -> JourneyMeter:
    """One weekly session, measured by itself."""
    who.page.goto(f"/w/cases/{case.pk}/")
    alone = JourneyMeter(who.page)
    alone.tap(who.page.get_by_role("link", name="记一次会谈"))
    alone.dictate(who.page.locator("main [name='note']"), "说到学校里的事，比上次话多。", seconds=40)
    for goal in who.page.locator("main input[name^='goal_'][value='1']").all():
        alone.tap(goal.locator("xpath=ancestor::label"))
    alone.tap(who.page.get_by_role("button", name="完成"))
    expect(who.page.get_by_text("记好了")).to_be_visible()
    return alone


def close(who: Worker, case: CaseFile) -> None:
    """结案: what the boy, his grandmother and the worker think, a reason for what is not done."""
    who.page.goto(f"/w/cases/{case.pk}/close/")
    who.pick("目标达到了", "很开心")
    who.say("client_words", "现在敢上台跳舞了。")
    who.say("guardian_words", "孩子会和我说话了。")
    who.say("reflection", "慢一点，孩子自己会走过来。")
    for box in who.page.locator("main input[name='follow_ups']").all():
        if not box.is_checked():
            who.meter.tap(box.locator("xpath=ancestor::label"))
    for field in who.page.locator("main [name^='why_']").all():
        if field.is_visible():
            field.fill("见会谈记录")
            who.fields += 1
    who.tap("提出结案")
    expect(who.page.locator("main")).to_contain_text("结案")


@pytest.fixture
def known(boy: Person, sees: Callable[[], Any]) -> Iterator[list[str]]:
    with sees():
        names = list(Person.objects.values_list("name", flat=True))
    yield [name for name in names if name != "何奶奶"]


@pytest.mark.parametrize("size, script", [("phone", True), ("desk", False)], ids=["phone", "desk, plain"])
def test_a_boys_case_from_the_doorway_to_the_end(
    team: dict[str, Standing], boy: Person, known: list[str], open_as: Callable[..., Page], sees: Callable[[], Any],
    size: str, script: bool,
) -> None:  # fmt: skip
    who = Worker(open_as(team["worker"], size, script=script), known)
    take_in(who, boy, script=script)
    with sees():
        case = CaseFile.objects.get()
        actions.approve(case.team.get(), by=team["lead"].actor)
        actions.assign(case, team["supervisor"].post, "supervisor", by=team["lead"].actor)
    decide(who, boy, case)
    assess(who, case)
    plan(who, case)
    looks = open_as(team["supervisor"], size, script=script)
    looks.goto("/w/tasks/")
    with sees():
        todo = Task.objects.get(kind="plan_approve", done_at=None)
    looks.goto(f"/w/cases/plans/{todo.subject}/")
    looks.get_by_role("button", name="同意").click()
    who.page = open_as(team["worker"], size, script=script)
    who.meter.page = who.page
    alone = talk(who, case)
    if script:
        alone.check(1, "weekly session record")
    close(who, case)
    looks = open_as(team["supervisor"], size, script=script)
    with sees():
        asked = CaseClosure.objects.get()
    looks.goto(f"/w/cases/closings/{asked.pk}/")
    looks.get_by_role("button", name="同意结案").click()
    expect(looks.get_by_text("已经同意").or_(looks.get_by_text("结案")).first).to_be_visible()
    with sees():
        case.refresh_from_db()
        assert (case.state, case.hidden) == ("closed", True)
        made = ServiceRecord.objects.get(undertaking=case.undertaking)
        assert (made.kind, made.protected) == (Kind.CASE_SESSION, True)
        assert FollowUp.objects.filter(state="pending", due_on__gt=timezone.localdate()).count() == 3
        assert Task.objects.filter(person=None, done_at=None, due_on__gt=timezone.localdate()).count() == 3
        assert all(event.by_post for event in Event.objects.filter(verb__startswith="case."))
    assert who.meter.retyped == []
    assert who.fields <= 40
    print_all(open_as(team["worker"], size, script=script), case)


def print_all(page: Page, case: CaseFile) -> None:
    """打印整卷: two taps from the case's papers."""
    page.goto(f"/w/cases/{case.pk}/papers/")
    page.get_by_role("button", name="做一份整卷(PDF)").click()
    expect(page.locator("main")).to_contain_text("整卷")
