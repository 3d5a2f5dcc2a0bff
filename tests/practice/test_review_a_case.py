"""Each quarter the team looks back; the next version of the plan has only what the review changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.cases import locked, move
from linli.practice.models import CarePlan, CaseFile, CaseMove, CaseReview, Way
from linli.practice.queries import briefing, checklist
from linli.practice.queries.plans import goals_of
from linli.practice.told import Review
from linli.tasks.actions import open_task
from linli.tasks.models import Draft, Task
from tests.conftest import Standing
from tests.factories import plans


@pytest.fixture
def case(worker: Standing, client_: Person, supervisor: Standing) -> CaseFile:
    return plans.working(client_, worker.actor, supervisor.actor)


def test_before_the_work_there_is_nothing_to_look_back_on(worker: Standing, client_: Person) -> None:
    with pytest.raises(Refused, match="开始介入以后"):
        actions.review_case(plans.planning(client_, worker.actor), Review("好"), by=worker.actor)


def test_a_review_says_what_changed(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="有什么变化"):
        actions.review_case(case, Review(" "), by=worker.actor)
    with pytest.raises(Refused, match="计划改过了"):
        actions.review_case(case, Review("好", {new_id(): "reached"}), by=worker.actor)
    assert not CaseReview.objects.exists()


def test_its_lines_are_counted_and_nothing_changed_makes_no_version(case: CaseFile, worker: Standing) -> None:
    for way in (Way.BETTER, Way.BETTER, Way.WORSE):
        plans.session(case, worker.actor, progress=plans.went(case, way))
    made = actions.review_case(case, Review("愿意说话了"), by=worker.actor)
    goal = made.goals.get()
    assert (made.number, made.sessions, made.changed) == (1, 3, "愿意说话了")
    assert (goal.worse, goal.same, goal.better, goal.ended) == (1, 0, 2, "")
    assert CarePlan.objects.count() == 1
    todo = Task.objects.get(kind="case_review", done_at=None)
    assert (todo.due_on - timezone.localdate()).days == 91


def test_a_goal_reached_begins_the_next_version(case: CaseFile, worker: Standing, supervisor: Standing) -> None:
    line = goals_of(CarePlan.objects.get())[0].line
    actions.review_case(case, Review("每周都聊", {line: "reached"}), by=worker.actor)
    second = CarePlan.objects.get(number=2)
    assert (second.changed, goals_of(second), [row.ended for row in goals_of(second, ended=True)]) == (
        "每周都聊", [], ["reached"],
    )  # fmt: skip
    actions.set_goal(case, plans.goal(text="一起出门"), by=worker.actor)
    actions.write_plan(case, plans.frame(changed="每周都聊"), by=worker.actor)
    second = actions.approve_plan(actions.submit_plan(second, by=worker.actor), by=supervisor.actor)
    assert [row.text for row in goals_of(second)] == ["一起出门"]


def test_when_every_goal_has_its_end_the_plan_says_so_even_while_it_is_evaluated(
    case: CaseFile, worker: Standing, supervisor: Standing
) -> None:
    """The list of closing asks how each goal ended: that is a version too, and it has no goal left."""
    line = goals_of(CarePlan.objects.get())[0].line
    actions.evaluate(case, by=worker.actor, reason="差不多了")
    actions.review_case(case, Review("每周都聊", {line: "reached"}), by=worker.actor)
    actions.write_plan(case, plans.frame(changed="每周都聊"), by=worker.actor)
    second = actions.submit_plan(CarePlan.objects.get(number=2), by=worker.actor)
    assert goals_of(actions.approve_plan(second, by=supervisor.actor)) == []
    case.refresh_from_db()
    assert case.state == "evaluation"
    assert {one.code: one.done for one in checklist.lines(case)}["goals"]


def test_when_every_goal_has_its_end_the_step_to_the_evaluation_is_begun_and_nothing_waits(
    case: CaseFile, worker: Standing, supervisor: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    """What the plan says already is not typed again; the case's own clocks are no todos that hold up its end."""
    client, address = sign_in(worker), f"/w/cases/{case.pk}/step/"
    assert client.get(address).context["form"]["reason"].value() is None
    line = goals_of(CarePlan.objects.get())[0].line
    actions.review_case(case, Review("每周都聊", {line: "reached"}), by=worker.actor)
    actions.write_plan(case, plans.frame(changed="每周都聊"), by=worker.actor)
    actions.approve_plan(actions.submit_plan(CarePlan.objects.get(number=2), by=worker.actor), by=supervisor.actor)
    form = sign_in(worker).get(address).context["form"]
    assert (form["step"].value(), form["reason"].value()) == ("evaluate", "计划里的目标都有了结果。")
    assert Task.objects.filter(subject=case.pk, kind__in=["case_session", "case_review"], done_at=None).count() == 2
    assert {one.code: one.done for one in checklist.lines(case)}["todos"]
    open_task("chase", "催一催材料", timezone.localdate(), by=worker.actor, place=case, owner=worker.post, subject=case)
    assert not {one.code: one.done for one in checklist.lines(case)}["todos"]


def test_after_a_new_assessment_the_same_plan_may_be_agreed_again(
    case: CaseFile, worker: Standing, supervisor: Standing
) -> None:
    actions.reassess(case, by=worker.actor, reason="爸爸住院了")
    with acting():
        move(locked(case), "assess", worker.actor)
    actions.write_plan(case, plans.frame(changed="看过了，照旧"), by=worker.actor)
    second = actions.submit_plan(CarePlan.objects.get(number=2), by=worker.actor)
    actions.approve_plan(second, by=supervisor.actor)
    case.refresh_from_db()
    assert (case.state, [row.text for row in goals_of(second)]) == ("intervention", ["每周和奶奶聊一次"])


def test_whoever_takes_the_case_over_reads_what_was_promised(case: CaseFile, worker: Standing) -> None:
    day = timezone.localdate() + timedelta(days=7)
    plans.session(case, worker.actor, homework="每天打招呼", next_on=day)
    promised = briefing.five(case)[1][1]
    assert [(line.words, line.day) for line in promised][-2:] == [
        ("说好下次之前：每天打招呼", None),
        ("约好下次会谈", day),
    ]


def test_while_a_version_waits_no_goal_is_ended(case: CaseFile, worker: Standing) -> None:
    line = goals_of(CarePlan.objects.get())[0].line
    plans.submitted(case, worker.actor, plans.goal(text="新的"), changed="加一个")
    with pytest.raises(Refused, match="正等批准"):
        actions.review_case(case, Review("好", {line: "dropped"}), by=worker.actor)
    assert actions.review_case(case, Review("好"), by=worker.actor).number == 1


def test_to_the_evaluation_and_back_with_a_reason_each(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="写一句为什么"):
        actions.evaluate(case, by=worker.actor, reason="")
    assert actions.evaluate(case, by=worker.actor, reason="目标都到了").state == "evaluation"
    with pytest.raises(Refused, match="现在是“评估”"):
        actions.evaluate(case, by=worker.actor, reason="再来")
    assert actions.go_on(case, by=worker.actor, reason="还差一项").state == "intervention"
    assert actions.reassess(case, by=worker.actor, reason="爸爸住院了").state == "assessment"
    moves = CaseMove.objects.order_by("-at", "-id").values_list("verb", flat=True)
    assert list(moves)[:3] == ["reassess", "go_on", "evaluate"]
    with pytest.raises(Refused, match="现在是“预估”"):
        actions.go_on(case, by=worker.actor, reason="继续")


def test_a_review_is_kept_while_it_is_written(
    case: CaseFile, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/review/"
    assert client.post(f"{address}save/", {"changed": "敢出门了", "page": "a", "version": "0"}).status_code == 204
    assert client.get(address).context["form"]["changed"].value() == "敢出门了"
    client.post(address, {"changed": "敢出门了", "page": "a", "version": "1"})
    assert (CaseReview.objects.get().changed, Draft.objects.exists()) == ("敢出门了", False)


def test_the_step_to_the_evaluation_wants_a_reason(
    case: CaseFile, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/step/"
    assert client.post(address, {"step": "evaluate", "reason": ""}).status_code == 422
    client.post(address, {"step": "evaluate", "reason": "目标都到了"})
    case.refresh_from_db()
    assert case.state == "evaluation"
