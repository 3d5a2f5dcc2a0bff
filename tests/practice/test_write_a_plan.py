"""A plan is written with goals that can be measured, agreed with the client, and put before the supervisor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.actions import withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CarePlan, CaseComment, CaseFile, PlanAction, PlanGoal
from linli.practice.queries.plans import goals_of
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import plans, practice
from tests.factories.places import County


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return plans.planning(client_, worker.actor)


@contextmanager
def refused_below() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        yield


def test_a_goal_without_a_measure_is_refused_kindly(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="还看不出有没有做到") as refused:
        actions.set_goal(case, plans.goal(measure=" "), by=worker.actor)
    assert (refused.value.field, PlanGoal.objects.exists()) == ("measure", False)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"text": ""}, "text", "想做到什么"),
        ({"ends_on": None}, "ends_on", "要在今天以后"),
        ({"rhythm": "daily"}, "rhythm", "多久做一次"),
        ({"baseline": Decimal(-1)}, "baseline", "0 到 999999"),
        ({"text": "长" * 501}, "text", "最多500个字"),
        ({"steps": [plans.Step("做", who="nobody")]}, "who", "由谁来做"),
    ],
)
def test_a_goal_that_does_not_hang_together_is_refused_at_its_field(
    facts: dict[str, object], field: str, sentence: str, case: CaseFile, worker: Standing
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        actions.set_goal(case, plans.goal(**facts), by=worker.actor)
    assert (refused.value.field, PlanGoal.objects.exists()) == (field, False)


def test_before_the_assessment_there_is_no_plan(worker: Standing, client_: Person) -> None:
    early = practice.case(client_, worker.actor, accepted=True)
    with pytest.raises(Refused, match="先做完预估"):
        actions.take_goal(early, "child_joins_in", by=worker.actor)


def test_who_is_not_in_the_team_writes_none(case: CaseFile, lead: Standing) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.set_goal(case, plans.goal(), by=lead.actor)


def test_without_consent_nothing_new_is_written(case: CaseFile, worker: Standing, client_: Person) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.set_goal(case, plans.goal(), by=worker.actor)


def test_a_goal_is_taken_from_the_library_as_a_whole_and_once(case: CaseFile, worker: Standing) -> None:
    taken = actions.take_goal(case, "child_joins_in", by=worker.actor)
    assert (taken.text, taken.measure, taken.baseline, taken.target, taken.rhythm) == (
        "愿意参加集体活动", "一个月参加几次集体活动", Decimal(0), Decimal(2), "weekly",
    )  # fmt: skip
    assert taken.ends_on == timezone.localdate() + timedelta(weeks=24)
    assert [(step.what, step.who) for step in taken.steps.order_by("position")] == [
        ("每周见一面，聊一聊喜欢做的事", "worker"), ("先陪着去一次，再让同伴来约", "worker"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="已经在计划里了"):
        actions.take_goal(case, "child_joins_in", by=worker.actor)
    with pytest.raises(Refused, match="没有这一条"):
        actions.take_goal(case, "get_rich", by=worker.actor)


def test_an_unfinished_plan_is_not_put_before_anybody(case: CaseFile, worker: Standing) -> None:
    plan = actions.write_plan(case, plans.frame(agreed_how="", agreed_on=None), by=worker.actor)
    with pytest.raises(Refused, match="还没有目标"):
        actions.submit_plan(plan, by=worker.actor)
    taken = actions.take_goal(case, "child_learns", by=worker.actor)
    with pytest.raises(Refused, match="还没写现在是多少"):
        actions.submit_plan(plan, by=worker.actor)
    actions.set_goal(case, plans.goal(text="按时到校"), by=worker.actor, line=taken.line)
    with pytest.raises(Refused, match="先和服务对象说好"):
        actions.submit_plan(plan, by=worker.actor)
    assert (CarePlan.objects.get().standing, Task.objects.filter(kind="plan_approve").exists()) == ("writing", False)


def test_agreed_on_a_day_to_come_is_refused(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="这一天还没到"):
        actions.write_plan(case, plans.frame(agreed_on=timezone.localdate() + timedelta(days=1)), by=worker.actor)


def test_another_wording_takes_the_place_of_the_first(case: CaseFile, worker: Standing) -> None:
    first = actions.set_goal(case, plans.goal(), by=worker.actor)
    second = actions.set_goal(case, plans.goal(text="每天说说话"), by=worker.actor, line=first.line)
    assert [(row.text, row.position, row.line) for row in PlanGoal.objects.all()] == [("每天说说话", 1, second.line)]
    assert PlanAction.objects.count() == 1


def test_it_goes_to_the_supervisor_and_rests_until_she_has_spoken(
    case: CaseFile, worker: Standing, supervisor: Standing
) -> None:
    practice.join(case, supervisor.actor)
    plan = plans.submitted(case, worker.actor)
    todo = Task.objects.get(kind="plan_approve")
    assert (todo.owner_id, todo.subject, todo.person) == (supervisor.post.pk, plan.pk, None)
    assert todo.title == f"{case.number} 的服务计划第1版，请看一看"
    with pytest.raises(Refused, match="正等批准"):
        actions.set_goal(case, plans.goal(), by=worker.actor)


def test_without_a_supervisor_it_goes_to_the_head_of_the_station(case: CaseFile, worker: Standing) -> None:
    plans.submitted(case, worker.actor)
    todo = Task.objects.get(kind="plan_approve")
    assert (todo.owner_id, todo.role) == (None, Role.STATION_LEAD)


def test_nobody_approves_what_she_wrote(county: County, lead: Standing, client_: Person) -> None:
    own = plans.planning(client_, lead.actor)
    plan = plans.submitted(own, lead.actor)
    with pytest.raises(Refused, match="不能自己批准"):
        actions.approve_plan(plan, by=lead.actor)
    with pytest.raises(IntegrityError, match="nobody_approves_her_own_plan"), transaction.atomic(), acting():
        CarePlan.objects.filter(pk=plan.pk).update(approved_at=timezone.now(), approved_by=lead.user.pk)


def test_only_the_supervisor_of_the_team_approves_when_there_is_one(
    case: CaseFile,
    worker: Standing,
    lead: Standing,
    supervisor: Standing,
    post: Callable[..., Standing],
    county: County,
) -> None:
    practice.join(case, supervisor.actor)
    plan = plans.submitted(case, worker.actor)
    for other in (lead, post(Role.SUPERVISOR, county.towns[0]), post(Role.STREET_OFFICER, county.towns[0])):
        with pytest.raises(Refused, match="由这个个案的督导来看"):
            actions.approve_plan(plan, by=other.actor)
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    practice.join(case, colleague.actor)
    with pytest.raises(Refused, match="由这个个案的督导来看"):
        actions.approve_plan(plan, by=colleague.actor)


def test_sent_back_wants_a_sentence_and_the_team_reads_it(
    case: CaseFile, worker: Standing, supervisor: Standing
) -> None:
    practice.join(case, supervisor.actor)
    plan = plans.submitted(case, worker.actor)
    with pytest.raises(Refused, match="写一句要改什么"):
        actions.send_back_plan(plan, by=supervisor.actor, why=" ")
    plan = actions.send_back_plan(plan, by=supervisor.actor, why="第2目标可否拆小？")
    assert (plan.standing, CaseComment.objects.get().text) == ("sent_back", "第2目标可否拆小？")
    assert list(Task.objects.filter(done_at=None).values_list("kind", flat=True).order_by("kind"))[-1] == "plan_back"
    actions.set_goal(case, plans.goal(text="先每两周聊一次"), by=worker.actor)
    again = actions.submit_plan(plan, by=worker.actor)
    assert (again.number, again.standing) == (1, "submitted")


def test_approved_it_is_in_force_and_the_case_goes_on(case: CaseFile, worker: Standing, lead: Standing) -> None:
    plan = actions.approve_plan(plans.submitted(case, worker.actor), by=lead.actor)
    case.refresh_from_db()
    assert (case.state, plan.standing, plan.approved_by) == ("intervention", "approved", lead.user.pk)
    waiting = Task.objects.filter(done_at=None, subject=case.pk).exclude(kind="case_intake")
    assert sorted(waiting.values_list("kind", "owner")) == [
        ("case_review", worker.post.pk), ("case_session", worker.post.pk),
    ]  # fmt: skip
    assert not Task.objects.filter(kind="plan_approve", done_at=None).exists()
    verbs = list(Event.objects.filter(subject=plan.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["plan.goal_set", "plan.written", "plan.submitted", "plan.approved"]
    with pytest.raises(Refused, match="已经定过了"):
        actions.approve_plan(plan, by=lead.actor)


@pytest.mark.parametrize("table", ["careplan", "plangoal", "planaction"])
def test_the_database_keeps_what_was_approved(table: str, case: CaseFile, worker: Standing, lead: Standing) -> None:
    plan = actions.approve_plan(plans.submitted(case, worker.actor), by=lead.actor)
    changes = {
        "careplan": ("UPDATE practice_careplan SET number = 7", "DELETE FROM practice_careplan"),
        "plangoal": ("UPDATE practice_plangoal SET target = 7", "DELETE FROM practice_plangoal"),
        "planaction": ("UPDATE practice_planaction SET who = 'client'", "DELETE FROM practice_planaction"),
    }
    for change in changes[table]:
        with refused_below(), connection.cursor() as cursor:
            cursor.execute(change)
    with refused_below():
        goal = plan.goals.get()
        goal.pk, goal.line = plans.new_id(), plans.new_id()
        goal.save(force_insert=True)


def test_a_second_version_that_changes_nothing_is_refused(case: CaseFile, worker: Standing, lead: Standing) -> None:
    actions.approve_plan(plans.submitted(case, worker.actor), by=lead.actor)
    second = actions.write_plan(case, plans.frame(), by=worker.actor)
    with pytest.raises(Refused, match="和上一版一样"):
        actions.submit_plan(second, by=worker.actor)
    actions.discard_plan(second, by=worker.actor)
    assert [plan.number for plan in CarePlan.objects.all()] == [1]


def test_a_second_version_holds_only_what_it_changes(case: CaseFile, worker: Standing, lead: Standing) -> None:
    first = actions.approve_plan(
        plans.submitted(case, worker.actor, plans.goal(), plans.goal(text="愿意参加活动")), by=lead.actor
    )
    kept, changed = goals_of(first)
    actions.set_goal(case, plans.goal(text="参加两次活动"), by=worker.actor, line=changed.line)
    plan = actions.write_plan(case, plans.frame(), by=worker.actor)
    with pytest.raises(Refused, match="这一版改了什么"):
        actions.submit_plan(plan, by=worker.actor)
    plan = actions.write_plan(case, plans.frame(changed="活动太多"), by=worker.actor)
    second = actions.approve_plan(actions.submit_plan(plan, by=worker.actor), by=lead.actor)
    assert [row.text for row in second.goals.all()] == ["参加两次活动"]
    assert [row.text for row in goals_of(second)] == ["每周和奶奶聊一次", "参加两次活动"]
    assert [row.text for row in goals_of(first)] == ["每周和奶奶聊一次", "愿意参加活动"]
    actions.end_goal(case, kept.line, "reached", by=worker.actor)
    third = CarePlan.objects.get(number=3)
    assert [row.text for row in goals_of(third)] == ["参加两次活动"]
    with pytest.raises(Refused, match="没有这个目标"):
        actions.end_goal(case, kept.line, "dropped", by=worker.actor)
