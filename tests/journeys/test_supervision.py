"""A supervisor's morning: routine notes in three taps with one left out, the rest one by one, and the quiet list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.closings import Ending
from linli.practice.models import CarePlan, CaseFile, CaseSession, NoteReading
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County
from tests.journeys.hands import Hand, Story

pytestmark = pytest.mark.django_db(transaction=True)
Team = dict[str, Standing]
WHY = {"assessed": "搬走得急", "goals": "搬走得急", "evaluated": "搬走得急"}


@pytest.fixture
def team(county: County, post: Callable[..., Standing]) -> Team:
    roles = {"worker": Role.SOCIAL_WORKER, "supervisor": Role.SUPERVISOR, "lead": Role.STATION_LEAD}
    return {name: post(role, county.towns[0]) for name, role in roles.items()}


def noted(client: Person, team: Team, **facts: object) -> CaseSession:
    """A session of a case that the supervisor has to read; the case is then what ``facts`` say."""
    case = practice.case(client, team["worker"].actor, accepted=True)
    practice.join(case, team["supervisor"].actor)
    held = plans.session(case, team["worker"].actor, sure=True)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(**facts)
    return held


def a_childs(county: County, team: Team) -> CaseSession:
    """The note of a child's case, whose supervisor was approved."""
    child, _granny = practice.ward(county, team["worker"], team["lead"])
    case = practice.case(child, team["worker"].actor)
    practice.agree(child, team["worker"].actor)
    actions.approve(case.team.get(), by=team["lead"].actor)
    case = actions.accept(case, by=team["worker"].actor)
    lead, today = team["lead"].actor, timezone.localdate()
    access.note_check(team["supervisor"].post, by=lead, queried_on=today, clear=True, reference="公函2号")
    actions.assign(case, team["supervisor"].post, "supervisor", by=lead)
    return plans.session(case, team["worker"].actor, sure=True)


@pytest.fixture
def morning(county: County, team: Team, sees: Callable[[], Any]) -> dict[str, Any]:
    """Five ordinary notes; one of a child, one of high risk; a plan and a closing that wait."""
    home, worker = county.communities[0], team["worker"].actor
    with sees():
        told: dict[str, Any] = {"routine": [noted(people.person(home, name), team) for name in "甲乙丙丁戊"]}
        told["child"] = a_childs(county, team)
        told["risk"] = noted(people.person(home, "己"), team, risk="high")
        planned = plans.planning(people.person(home, "庚"), worker)
        practice.join(planned, team["supervisor"].actor)
        told["plan"] = plans.submitted(planned, worker)
        leaving = practice.case(people.person(home, "辛"), worker, accepted=True)
        practice.join(leaving, team["supervisor"].actor)
        ending = Ending("moved", 4, "谢谢", "", "早点联系", [1], WHY)
        told["closing"] = actions.propose_closing(leaving, ending, by=worker)
    return told


@pytest.mark.parametrize("size, script", [("phone", True), ("desk", False)], ids=["phone", "desk, plain"])
def test_routine_notes_are_three_taps_and_the_rest_opens_singly(
    team: Team, morning: dict[str, Any], open_as: Callable[..., Page], sees: Callable[[], Any], size: str, script: bool
) -> None:
    hand = Hand(open_as(team["supervisor"], size, script=script), Story(1), script=script)
    left, child = morning["routine"][2], morning["child"]
    hand.at("/w/supervision/")
    with hand.act("routine notes"):
        hand.go("等您看的记录 7 份")
        boxes = hand.page.locator("main input[name='note']")
        expect(boxes).to_have_count(5)
        hand.meter.tap(hand.page.locator(f"main input[value='{left.pk}']"))
        hand.go("勾着的都看过了")
    hand.sees("看过了 4 份")
    expect(boxes).to_have_count(1)
    with sees():
        read = set(NoteReading.objects.filter(together=True).values_list("session", flat=True))
        assert read == {one.pk for one in morning["routine"]} - {left.pk}
    one_by_one(hand, morning)
    with sees():
        alone = set(NoteReading.objects.filter(together=False).values_list("session", flat=True))
        assert alone == {child.pk, morning["risk"].pk}
        assert CarePlan.objects.get().standing == "approved"
        assert CaseFile.objects.get(pk=morning["closing"].case_id).state == "closed"


def one_by_one(hand: Hand, morning: dict[str, Any]) -> None:
    """What is not ordinary has a page each: opened, read, agreed to."""
    for name in ("child", "risk"):
        hand.follow(hand.page.locator(f"main a[href='/w/cases/sessions/{morning[name].pk}/']"))
        hand.go("看过了", exact=True)
        hand.sees("您看过这一份")
    for address, button in ((f"plans/{morning['plan'].pk}", "同意"), (f"closings/{morning['closing'].pk}", "同意结案")):
        hand.at("/w/supervision/notes/")
        hand.follow(hand.page.locator(f"main a[href='/w/cases/{address}/']"))
        hand.go(button, exact=True)
    hand.at("/w/supervision/notes/")
    expect(hand.page.locator("main").get_by_text("要一份一份打开的")).to_have_count(0)


def watched(name: str, county: County, team: Team, *, met: int = 3, **facts: object) -> str:
    """A case worked by a plan of every fortnight, last met so many days ago and seen since; its number."""
    case = plans.planning(people.person(county.communities[0], name), team["worker"].actor)
    practice.join(case, team["supervisor"].actor)
    plan = plans.submitted(case, team["worker"].actor, plans.goal(rhythm="fortnightly"))
    actions.approve_plan(plan, by=team["supervisor"].actor)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=60))
    case = CaseFile.objects.select_related("client").get(pk=case.pk)
    day = timezone.localdate() - timedelta(days=met)
    plans.session(case, team["worker"].actor, happened_on=day, sure=True)
    actions.see_case(case, by=team["supervisor"].actor)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(**facts)
    return str(case.number)


def test_the_quiet_list_has_exactly_the_planted_ones(
    county: County, team: Team, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    with sees():
        for name in ("静静", "两周前谈过"):
            watched(name, county, team, met=14 if name == "两周前谈过" else 3)
        late = timezone.localdate() - timedelta(days=1)
        planted = {watched("十五天没谈", county, team, met=15), watched("过了日子", county, team, due_on=late)}
        changed = watched("有变化", county, team)
        case = CaseFile.objects.select_related("client").get(number=changed)
        plans.session(case, team["worker"].actor, sure=True, note="他说这个月不想见人了。")
    page = open_as(team["supervisor"])
    page.goto("/w/supervision/")
    titles = page.locator("main .entry-title a").all_inner_texts()
    assert {title.split()[0] for title in titles} == planted | {changed}
    expect(page.locator("main").get_by_text("他说这个月不想见人了。")).to_be_visible()
    page.get_by_role("button", name=f"看过了 {changed}").click()
    expect(page.get_by_text("再有变化会再出现")).to_be_visible()
    expect(page.locator("main .entry-title a")).to_have_count(2)
