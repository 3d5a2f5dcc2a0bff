"""A draft is replied to and made final once; what is owed is put right; the outcome is what payment waits for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, enter
from linli.projects.evaluation import actions, queries
from linli.projects.evaluation.queries import Outcome
from linli.projects.models import Milestone, ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationState, Rectification, SampledRecord, Score
from linli.tasks.models import Task
from linli.transparency.models import PublicNotice
from tests.factories import evaluation as factory
from tests.factories import places, projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in
from tests.support.threads import race

YES = {"seen": "yes", "proved": "yes", "agrees": "yes"}


@pytest.fixture
def made(county: County, running: ServiceProject, who: Buying) -> Evaluation:
    """A mid-term evaluation of four records, not yet drawn."""
    factory.served(running, county.communities[:2], projects.actor("social_worker", county.towns[0]), each=1)
    return factory.called(running, who)


def test_a_draft_is_handed_in_whole_and_the_provider_has_a_todo(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    enter(by.scope)
    actions.draw(made, by=by)
    with pytest.raises(Refused, match="还有 4 条记录没有核查"):
        actions.hand_in(made, "好", by=by)
    for row in SampledRecord.objects.filter(evaluation=made):
        actions.verify(row, YES, by=by)
    with pytest.raises(Refused, match="还没有打分：指标、质量"):
        actions.hand_in(made, "好", by=by)
    factory.scored(made, by, "0.5")
    with pytest.raises(Refused, match="写评估意见"):
        actions.hand_in(made, " ", by=by)
    draft = actions.hand_in(made, "做得扎实。", by=by)
    assert (draft.state, draft.score, queries.outcome(draft.project, "mid_term")) == ("drafted", Decimal("50.00"), None)
    with pytest.raises(Refused, match="这一步还不能做"):
        factory.scored(made, by)
    enter(who.head.scope)
    task = Task.objects.get(subject=made.pk)
    assert (task.owner_id, task.due_on) == (who.head.post, draft.reply_due)


def test_a_draft_waits_for_the_reply_or_its_day_and_only_one_makes_it_final(made: Evaluation, who: Buying) -> None:
    draft = factory.drafted(made, factory.evaluator(made))
    enter(who.buyer.scope)
    with pytest.raises(Refused, match="还没有回应"):
        actions.finalise(draft, [], by=who.buyer)
    with pytest.raises(Refused, match="由承接机构的负责人"):
        actions.reply(draft, "无异议", by=who.buyer)
    enter(who.head.scope)
    with pytest.raises(Refused, match="请写回应"):
        actions.reply(draft, "", by=who.head)
    actions.reply(draft, "无异议", by=who.head)
    enter(who.buyer.scope)
    later = timezone.localdate() + timedelta(days=20)
    with pytest.raises(Refused, match="在今天以后"):
        actions.finalise(draft, [("补签到", timezone.localdate())], by=who.buyer)
    final = actions.finalise(draft, [("补签到", later)], by=who.buyer)
    with pytest.raises(Refused, match="这一步还不能做"):
        actions.finalise(draft, [], by=who.chain[0])  # the second one's page was opened before
    assert (final.state, final.score, final.grade, final.passed) == ("final", Decimal("100.00"), "excellent", True)
    with pytest.raises(DatabaseError, match="keeps what it committed to"), transaction.atomic(), acting():
        Evaluation.objects.filter(pk=made.pk).update(score=Decimal(1))


def test_silence_past_the_day_is_no_objection(made: Evaluation, who: Buying) -> None:
    draft = factory.drafted(made, factory.evaluator(made))
    enter(who.buyer.scope)
    with acting():
        Evaluation.objects.filter(pk=made.pk).update(reply_due=timezone.localdate() - timedelta(days=1))
    assert actions.finalise(draft, [], by=who.buyer).state == EvaluationState.DONE


def test_what_is_sent_back_is_checked_again(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    draft = factory.drafted(made, by)
    enter(who.buyer.scope)
    with pytest.raises(Refused, match="为什么退回"):
        actions.send_back(draft, "", by=who.buyer)
    actions.send_back(draft, "再看看满意度", by=who.buyer)
    enter(by.scope)
    assert actions.hand_in(made, "看过了。", by=by).state == EvaluationState.DRAFTED


def test_the_outcome_counts_what_is_owed_until_the_last_is_taken(made: Evaluation, who: Buying) -> None:
    draft = factory.drafted(made, factory.evaluator(made))
    enter(who.head.scope)
    actions.reply(draft, "无异议", by=who.head)
    enter(who.buyer.scope)
    due = timezone.localdate() + timedelta(days=9)
    final = actions.finalise(draft, [("补签到", due), ("补照片", due)], by=who.buyer)
    told = Outcome(made.pk, "mid_term", Decimal("100.00"), "excellent", True, timezone.localdate(), 2, due)
    assert queries.outcome(made.project, "mid_term") == told
    first, second = Rectification.objects.filter(evaluation=final).order_by("what")
    with pytest.raises(Refused, match="还没有回复"):
        actions.settle_rectification(first, by=who.buyer)
    enter(who.head.scope)
    assert Task.objects.filter(kind="evaluation_rectify", done_at=None).count() == 2
    for row in (first, second):
        with pytest.raises(Refused, match="怎么改的"):
            actions.answer_rectification(row, "", by=who.head)
        actions.answer_rectification(row, "补好了", by=who.head)
    assert not Task.objects.filter(kind="evaluation_rectify", done_at=None).exists()
    enter(who.buyer.scope)
    with pytest.raises(Refused, match="由购买方来做"):
        actions.settle_rectification(first, by=who.head)
    actions.settle_rectification(first, by=who.buyer)
    with pytest.raises(Refused, match="已经有人核过"):
        actions.settle_rectification(first, by=who.chain[0])
    outcome = queries.outcome(made.project, "mid_term")
    assert outcome is not None
    assert outcome.owed == 1
    actions.settle_rectification(second, by=who.buyer)
    made.refresh_from_db()
    assert made.state == EvaluationState.DONE


@pytest.mark.parametrize(
    ("grade", "share", "passed"), [("good", "0.7", False), ("good", "0.8", True), ("pass", "0.7", True)]
)
def test_it_passes_when_it_reaches_what_the_milestone_waits_for(
    made: Evaluation, who: Buying, grade: str, share: str, passed: bool
) -> None:
    with acting():
        Milestone.objects.filter(project=made.project, condition="mid_term").update(grade=grade)
    by = factory.evaluator(made)
    factory.checked(made, by)
    factory.scored(made, by, share)
    draft = actions.hand_in(made, "好", by=by)
    actions.reply(draft, "无异议", by=who.head)
    enter(who.buyer.scope)
    assert actions.finalise(draft, [], by=who.buyer).passed is passed


def test_a_self_evaluation_is_the_heads_own_without_a_sample(running: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match="由承接机构的负责人"):
        actions.begin_self_evaluation(running, by=who.buyer)
    own = actions.begin_self_evaluation(running, by=who.head)
    with pytest.raises(Refused, match="已经在做了"):
        actions.begin_self_evaluation(running, by=who.head)
    factory.scored(own, who.head, "0.9")
    done = actions.hand_in(own, "还要多走访。", by=who.head)
    assert (done.state, done.score, done.grade) == ("done", Decimal("90.00"), "excellent")
    outcome = queries.outcome(running, "self")
    assert outcome is not None
    assert outcome.owed == 0
    assert Score.objects.filter(evaluation=own).count() == 2


def test_a_result_that_stands_is_told_to_everybody_once(made: Evaluation, who: Buying) -> None:
    told = actions.Publishing("示范县民政局", "0990-1234567", "示范办法", timezone.localdate() + timedelta(days=7))
    draft = factory.drafted(made, factory.evaluator(made))
    enter(who.buyer.scope)
    with pytest.raises(Refused, match="定稿以后才能"):
        actions.publish_result(draft, told, by=who.buyer)
    enter(who.head.scope)
    actions.reply(draft, "无异议", by=who.head)
    enter(who.buyer.scope)
    actions.finalise(draft, [], by=who.buyer)
    with pytest.raises(Refused, match="由购买方来做"):
        actions.publish_result(draft, told, by=who.head)
    page, past = reverse("evaluation", args=[made.pk]), timezone.localdate() - timedelta(days=1)
    client = sign_in(Client(), who.buyer)
    form = {"do": "publish", "publisher": told.publisher, "telephone": told.telephone, "basis": told.basis}
    assert client.post(page, form | {"ends_on": past.isoformat()}).status_code == 422
    assert client.post(page, form | {"ends_on": told.ends_on.isoformat()}).status_code == 302
    enter(who.buyer.scope)
    notice = PublicNotice.objects.get()
    assert (notice.kind, notice.subject, notice.named) == ("result", made.pk, False)
    assert "100.00 分，优秀" in notice.body
    assert factory.SEED in notice.body
    assert "示范评估员" not in notice.body
    with pytest.raises(Refused, match="已经在公示了"):
        actions.publish_result(draft, told, by=who.buyer)


@pytest.mark.django_db(transaction=True)
def test_two_purchasers_who_make_it_final_at_once_make_it_final_once() -> None:
    with transaction.atomic():
        county = places.county()
        enter(Scope(column="county_id", areas=(county.division.pk,)))
        who = projects.buying(county.division)
        running = projects.signed(county.division, who)
        factory.served(running, county.communities[:1], projects.actor("social_worker", county.towns[0]), each=1)
        made = factory.called(running, who)
        draft = factory.drafted(made, factory.evaluator(made))
        enter(who.head.scope)
        actions.reply(draft, "无异议", by=who.head)
    told = race(
        who.buyer.scope,
        lambda: actions.finalise(draft, [], by=who.buyer),
        lambda: actions.finalise(draft, [], by=who.chain[0]),
    )
    assert sorted(type(one).__name__ for one in told) == ["Evaluation", "Refused"]
    assert draft.evaluationmoves.filter(verb="finalise").count() == 1
