"""An evaluator is called, draws once, checks, drafts; both sides take their steps; her account dies by itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, enter
from linli.projects.evaluation import actions
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationState, Interview, SampledRecord
from tests.factories import accounts, projects
from tests.factories import evaluation as factory
from tests.factories.places import County
from tests.factories.projects import Buying

YES = {"seen": "yes", "proved": "yes", "agrees": "yes"}


@pytest.fixture
def worker(county: County) -> Actor:
    """A social worker of the first town."""
    return projects.actor("social_worker", county.towns[0])


@pytest.fixture
def made(county: County, running: ServiceProject, who: Buying, worker: Actor) -> Evaluation:
    """A mid-term evaluation of twelve records, not yet drawn."""
    factory.served(running, county.communities[:2], worker)
    return factory.called(running, who)


def test_only_who_buys_calls_an_evaluator_and_only_to_a_running_project(
    county: County, running: ServiceProject, who: Buying
) -> None:
    ours = factory.third(county.division.pk)
    told = actions.Called("示范评估员", factory.PHONE, ours)
    for by in (who.head, projects.actor("social_worker", county.towns[0])):
        with pytest.raises(Refused, match="由购买方来做"):
            actions.appoint_evaluator(running, "mid_term", told, by=by)
    with pytest.raises(Refused, match="承接机构不能评自己"):
        actions.appoint_evaluator(running, "mid_term", actions.Called("评", factory.PHONE, who.agency), by=who.buyer)
    with pytest.raises(Refused, match="中期评估或末期评估"):
        actions.appoint_evaluator(running, "self", told, by=who.buyer)
    with pytest.raises(Refused, match="1 到 60 天"):
        actions.appoint_evaluator(running, "mid_term", actions.Called("评", factory.PHONE, ours, 61), by=who.buyer)
    with acting():
        ServiceProject.objects.filter(pk=running.pk).update(state="ended")
    with pytest.raises(Refused, match="不在执行中"):
        actions.appoint_evaluator(running, "mid_term", told, by=who.buyer)
    assert not Evaluation.objects.exists()
    assert not Post.objects.filter(role=Role.EVALUATOR).exists()


@pytest.mark.parametrize("role", ["purchaser", "social_worker", "provider_lead"])
def test_nobody_evaluates_who_works_for_either_side(
    county: County, running: ServiceProject, who: Buying, role: str
) -> None:
    holder = accounts.user("示范评估员", "+8613900009901")
    place = {"purchaser": county.division, "social_worker": county.towns[0]}.get(role)
    accounts.post(role, place, holder, **({} if place else {"organisation": who.agency}))
    with pytest.raises(Refused, match="还有岗位") as caught:
        factory.called(running, who)
    assert caught.value.field == "phone"
    assert not Evaluation.objects.exists()


def test_a_second_evaluator_is_refused_until_the_first_is_called_off(
    made: Evaluation, running: ServiceProject, who: Buying
) -> None:
    with pytest.raises(Refused, match="已经在做了"):
        factory.called(running, who, phone="13900009902")
    with pytest.raises(Refused, match="为什么不评了"):
        actions.call_off_evaluation(made, by=who.buyer, sentence=" ")
    actions.call_off_evaluation(made, by=who.buyer, sentence="来不了")
    first = Post.objects.get(pk=made.post_id)
    assert first.ended_at is not None
    assert factory.called(running, who, phone="13900009902").state == EvaluationState.APPOINTED


def test_her_account_ends_after_fourteen_days_and_each_call_is_a_post_of_its_own(
    made: Evaluation, running: ServiceProject, who: Buying
) -> None:
    today = timezone.localdate()
    post = Post.objects.get(pk=made.post_id)
    assert (post.role, post.place, post.starts_on, post.ends_on) == (
        Role.EVALUATOR, None, today, today + timedelta(days=13),
    )  # fmt: skip
    again = factory.called(running, who, kind="final")
    assert again.post_id != made.post_id
    assert again.post.user_id == post.user_id
    enter(factory.evaluator(again).scope)
    with pytest.raises(Refused, match="由评估员来做"):
        actions.draw(made, by=factory.evaluator(again))


def test_the_sample_is_drawn_once_by_its_evaluator(made: Evaluation, who: Buying) -> None:
    for by in (who.buyer, who.head):
        with pytest.raises(Refused, match="由评估员来做"):
            actions.draw(made, by=by)
    by = factory.evaluator(made)
    enter(by.scope)
    drawn = actions.draw(made, by=by)
    assert (drawn.frame_size, drawn.drawn, drawn.size, drawn.state) == (12, 12, 30, EvaluationState.CHECKING)
    assert drawn.evaluationstratums.count() == 4
    with pytest.raises(Refused, match="只能抽一次"):
        actions.draw(made, by=by)
    enter(who.buyer.scope)
    with pytest.raises(DatabaseError, match="keeps what it committed to"), transaction.atomic(), acting():
        Evaluation.objects.filter(pk=made.pk).update(frame_digest="1" * 64)
    with pytest.raises(DatabaseError, match="keeps what it committed to"), transaction.atomic(), acting():
        Evaluation.objects.filter(pk=made.pk).update(commitment="1" * 64)


def test_without_a_record_that_counts_nothing_is_drawn(running: ServiceProject, who: Buying) -> None:
    made = factory.called(running, who)
    by = factory.evaluator(made)
    enter(by.scope)
    with pytest.raises(Refused, match="抽不出样本"):
        actions.draw(made, by=by)


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def test_the_database_shows_the_sample_to_her_and_to_nobody_of_either_side(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    enter(by.scope)
    actions.draw(made, by=by)
    assert counted("projects_sampledrecord") == 12
    assert {counted(one) for one in ("records_servicerecord", "records_beneficiary", "people_person")} == {0}
    for scope in (who.buyer.scope, who.head.scope, who.chain[0].scope, Scope(post=who.buyer.post)):
        enter(scope)
        assert counted("projects_sampledrecord") == 0
    enter(who.buyer.scope)
    assert counted("records_servicerecord") == 12  # the control: the frame itself is theirs


def test_once_the_result_stands_both_sides_read_it_and_she_no_more(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    draft = factory.drafted(made, by)
    actions.reply(draft, "无异议", by=who.head)
    enter(who.buyer.scope)
    actions.finalise(draft, [], by=who.buyer)
    assert counted("projects_sampledrecord") == 12
    enter(who.head.scope)
    assert counted("projects_sampledrecord") == 12
    enter(by.scope)
    assert counted("projects_sampledrecord") == 0


def test_a_sampled_record_tells_no_name_and_of_protected_work_no_community(
    county: County, running: ServiceProject, who: Buying, worker: Actor
) -> None:
    factory.served(running, county.communities[:1], worker, each=1)
    made = factory.called(running, who)
    by = factory.evaluator(made)
    enter(by.scope)
    actions.draw(made, by=by)
    row = SampledRecord.objects.filter(evaluation=made).first()
    assert row is not None
    assert (row.place, row.heads, row.has_text, row.persons) == ("示范镇 示范第1社区", 2, True, [])


def test_a_no_asks_for_a_remark_and_every_question_for_an_answer(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    enter(by.scope)
    actions.draw(made, by=by)
    row = SampledRecord.objects.filter(evaluation=made).first()
    assert row is not None
    for found in ({}, {"seen": "yes"}, YES | {"more": "yes"}, YES | {"seen": "maybe"}):
        with pytest.raises(Refused, match="每一问都要答"):
            actions.verify(row, found, by=by)
    with pytest.raises(Refused, match="写一句看到了什么") as caught:
        actions.verify(row, YES | {"proved": "no"}, by=by)
    assert caught.value.field == "remark"
    kept = actions.verify(row, YES | {"proved": "no"}, by=by, remark="没有签到")
    assert (kept.found["proved"], kept.remark) == ("no", "没有签到")
    event = Event.objects.filter(verb="evaluation.record_checked").latest("pk")
    assert "没有签到" not in str(event.facts)
    with pytest.raises(Refused, match="由评估员来做"):
        actions.verify(row, YES, by=Actor(role=Role.EVALUATOR))


def test_notes_of_an_interview_are_sealed_and_hers(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    enter(by.scope)
    actions.draw(made, by=by)
    with pytest.raises(Refused, match="日期还没到"):
        actions.interview(made, "served", "很好", by=by, on=timezone.localdate() + timedelta(days=1))
    row = actions.interview(made, "served", "她说来得勤", by=by, on=timezone.localdate())
    assert Interview.objects.get(pk=row.pk).text == "她说来得勤"
    enter(who.buyer.scope)
    assert not Interview.objects.exists()
