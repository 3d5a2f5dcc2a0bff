"""Cases with a plan, for tests: written by its team and approved by a supervisor, as they do it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.cases import locked, move
from linli.practice.models import CarePlan, CaseFile, CaseSession, Way
from linli.practice.queries.plans import goals_of
from linli.practice.told import Goal, Plan, Session, Step, Went
from tests.factories import practice

NOTE = "今天说到学校里的事，他第一次主动讲了同桌"


def goal(**facts: Any) -> Goal:
    """Return a goal that hangs together."""
    told = {
        "text": "每周和奶奶聊一次", "measure": "一周好好聊几次", "ends_on": timezone.localdate() + timedelta(days=90),
        "baseline": 0, "target": 1, "steps": [Step("家庭会谈", "family", "周末")],
    }  # fmt: skip
    return Goal(**(told | facts))


def frame(**facts: Any) -> Plan:
    """Return the frame of a plan that was agreed today."""
    told = {"aim": "愿意上学", "risk": "情绪低落时联系老师", "agreed_on": timezone.localdate(), "agreed_how": "spoken"}
    return Plan(**(told | facts))


def planning(client: Person, by: Actor) -> CaseFile:
    """Return an accepted case whose assessment is done."""
    made = practice.case(client, by, accepted=True)
    with acting():
        return move(locked(made), "assess", by)


def submitted(case: CaseFile, by: Actor, *goals: Goal, **facts: Any) -> CarePlan:
    """Write a version with goals and put it before the supervisor."""
    for told in goals or (goal(),):
        actions.set_goal(case, told, by=by)
    return actions.submit_plan(actions.write_plan(case, frame(**facts), by=by), by=by)


def working(client: Person, by: Actor, supervisor: Actor) -> CaseFile:
    """Return a case in intervention, by a plan of one goal; the supervisor is in its team."""
    case = planning(client, by)
    practice.join(case, supervisor)
    actions.approve_plan(submitted(case, by), by=supervisor)
    return CaseFile.objects.select_related("client").get(pk=case.pk)


def told(**facts: Any) -> Session:
    """Return a session of today that hangs together."""
    return Session(**({"happened_on": timezone.localdate(), "minutes": 50, "note": NOTE} | facts))


def session(case: CaseFile, by: Actor, *, key: UUID | None = None, sure: bool = False, **facts: Any) -> CaseSession:
    """Hold a session of today."""
    return actions.hold_session(case, told(**facts), by=by, key=key or new_id(), sure=sure)


def went(case: CaseFile, way: int = Way.BETTER) -> dict[UUID, Went]:
    """Return the same way for every goal of the plan in force."""
    plan = CarePlan.objects.filter(case=case).exclude(approved_at=None).order_by("-number").first()
    assert plan is not None
    return {one.line: Went(way) for one in goals_of(plan)}
