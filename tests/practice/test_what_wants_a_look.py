"""需要您看一眼: exactly the cases that are stuck, overdue, of high risk or changed, in a fixed number of queries."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.practice import actions
from linli.practice.models import CaseFile, CaseSight
from linli.practice.queries.quiet import Quiet, paragraph, told, wanted
from linli.practice.queries.watching import watched
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County

SignIn = Callable[[Standing], Client]
Post = Callable[..., Standing]
Plant = Callable[..., CaseFile]


def back(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def plant(county: County, worker: Standing, supervisor: Standing) -> Plant:
    """Return a maker of quiet cases: seen a moment ago, worked by a plan whose sessions are as far apart as told."""

    def make(name: str, *, rhythm: str = "fortnightly", met: int | None = 3, **facts: Any) -> CaseFile:
        case = plans.planning(people.person(county.communities[0], name), worker.actor)
        practice.join(case, supervisor.actor)
        actions.approve_plan(plans.submitted(case, worker.actor, plans.goal(rhythm=rhythm)), by=supervisor.actor)
        with acting():
            CaseFile.objects.filter(pk=case.pk).update(opened_at=back(60))
        if met is not None:
            case = CaseFile.objects.select_related("client").get(pk=case.pk)
            plans.session(case, worker.actor, happened_on=timezone.localdate() - timedelta(days=met), sure=True)
        actions.see_case(case, by=supervisor.actor)
        with acting():
            CaseFile.objects.filter(pk=case.pk).update(**facts)
        return case

    return make


def lines(standing: Standing) -> list[Quiet]:
    marks = watched(standing.actor)
    return told(list(wanted(standing.actor, marks).order_by("number")), marks, standing.actor)


def names(standing: Standing) -> dict[str, list[str]]:
    return {str(line.case.client.name): line.reasons for line in lines(standing)}


def test_exactly_the_planted_ones_are_on_it(
    county: County, post: Post, worker: Standing, supervisor: Standing, lead: Standing, plant: Plant
) -> None:
    today = timezone.localdate()
    plant("静静")
    plant("两周前谈过", met=14)
    plant("刚好每周", rhythm="weekly", met=7)
    plant("今天到期", due_on=today)
    plant("中等风险", risk="medium")
    plant("高风险刚看过", risk="high")
    plant("暂停", state="suspended", stood="intervention", due_on=today - timedelta(days=9), met=40)
    plant("十五天没谈", met=15)
    plant("每周的八天没谈", rhythm="weekly", met=8)
    plant("过期", due_on=today - timedelta(days=1))
    plant("高风险", risk="high", met=None)
    with acting():
        CaseSight.objects.filter(case__client__name="高风险").delete()
    changed = plant("有变化")
    plans.session(CaseFile.objects.select_related("client").get(pk=changed.pk), worker.actor, sure=True)
    elsewhere = practice.case(people.person(county.communities[0], "别人督导的"), worker.actor)
    practice.join(elsewhere, post(Role.SUPERVISOR, county.towns[0]).actor)
    with acting():
        CaseFile.objects.filter(pk=elsewhere.pk).update(risk="high")
    found = names(supervisor)
    assert "高风险" in found.pop("高风险")
    assert found == {
        "十五天没谈": ["好久没有会谈"], "每周的八天没谈": ["好久没有会谈"], "过期": ["过了日子还没有记录"],
        "有变化": ["有变化"],
    }  # fmt: skip
    assert (names(lead), names(worker)) == ({}, {})


def test_a_session_that_was_planned_and_not_written_is_overdue(
    worker: Standing, supervisor: Standing, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, today = plant("约好的"), timezone.localdate()
    plans.session(CaseFile.objects.select_related("client").get(pk=case.pk), worker.actor, next_on=today, sure=True)
    actions.see_case(case, by=supervisor.actor)
    assert names(supervisor) == {}
    monkeypatch.setattr("linli.practice.queries.watching.timezone.localdate", lambda: today + timedelta(days=1))
    assert names(supervisor) == {"约好的": ["过了日子还没有记录"]}


def test_a_change_is_told_by_its_paragraph_and_gone_when_it_was_seen(
    worker: Standing, supervisor: Standing, plant: Plant, sign_in: SignIn
) -> None:
    case = plant("小高")
    plans.session(case, worker.actor, note="他今天说想回学校\n奶奶在场", sure=True)
    client = sign_in(supervisor)
    assert "“他今天说想回学校”" in client.get("/w/supervision/").content.decode()
    assert "再有变化会再出现" in client.post(f"/w/supervision/seen/{case.pk}/", follow=True).content.decode()
    assert names(supervisor) == {}


def test_a_correction_tells_the_paragraph_that_is_new() -> None:
    assert paragraph("奶奶在场\n他哭了\n散了", "奶奶在场\n散了") == "他哭了"
    assert paragraph("一样", "一样") == ""


def test_a_note_that_was_read_is_no_change_any_more(worker: Standing, supervisor: Standing, plant: Plant) -> None:
    case = plant("小高")
    held = plans.session(case, worker.actor, sure=True)
    assert list(names(supervisor)) == ["小高"]
    actions.read_note(held, by=supervisor.actor)
    assert names(supervisor) == {}


def test_a_supervisor_of_another_team_says_nothing_was_seen(county: County, post: Post, plant: Plant) -> None:
    case = plant("小高")
    with pytest.raises(Refused, match="由这个个案的督导来看"):
        actions.see_case(case, by=post(Role.SUPERVISOR, county.towns[0]).actor)


def test_it_asks_as_many_questions_at_one_case_as_at_three(
    worker: Standing, supervisor: Standing, plant: Plant
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert lines(supervisor)
        return len(seen)

    plans.session(plant("甲"), worker.actor, sure=True)
    one = asked()
    for name in ("乙", "丙"):
        plans.session(plant(name), worker.actor, sure=True)
    assert (one, asked()) == (13, 13)
