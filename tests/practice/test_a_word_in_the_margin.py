"""A supervisor writes in the margin of a case, a plan or a session; the worker answers; who asked settles it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseComment, CaseFile, CommentReply
from linli.practice.queries.margins import threads
from tests.conftest import Standing
from tests.factories import plans, practice
from tests.factories.places import County

SignIn = Callable[[Standing], Client]
Post = Callable[..., Standing]
WORDS = "先稳住情绪，再谈上学"


@pytest.fixture
def case(worker: Standing, supervisor: Standing, client_: Person) -> CaseFile:
    made = practice.case(client_, worker.actor)
    practice.join(made, supervisor.actor)
    return made


@pytest.fixture
def said(case: CaseFile, supervisor: Standing) -> CaseComment:
    return actions.comment(case, "case", case.pk, WORDS, by=supervisor.actor)


def test_a_supervisor_of_another_team_neither_writes_nor_answers(
    county: County, post: Post, case: CaseFile, said: CaseComment
) -> None:
    other = post(Role.SUPERVISOR, county.towns[0])
    with pytest.raises(Refused, match="团队和督导"):
        actions.comment(case, "case", case.pk, "x", by=other.actor)
    with pytest.raises(Refused, match="团队和督导"):
        actions.answer_comment(said, "x", by=other.actor)


def test_a_case_is_commented_by_its_own_key_alone(case: CaseFile, supervisor: Standing, said: CaseComment) -> None:
    for about, subject in (("case", said.pk), ("session", case.pk), ("weather", case.pk)):
        with pytest.raises(Refused, match="找不到要批注的地方"):
            actions.comment(case, about, subject, "x", by=supervisor.actor)


def test_nobody_settles_what_was_asked_of_herself(worker: Standing, lead: Standing, said: CaseComment) -> None:
    for one in (worker, lead):
        with pytest.raises(Refused, match="谁写的批注"):
            actions.resolve_comment(said, by=one.actor)
    assert not CommentReply.objects.exists()


def test_an_empty_answer_is_refused_at_its_field(worker: Standing, said: CaseComment) -> None:
    with pytest.raises(Refused, match="写一句回复") as refused:
        actions.answer_comment(said, " ", by=worker.actor)
    assert refused.value.field == "text"


def test_answered_and_settled_it_is_closed(worker: Standing, supervisor: Standing, said: CaseComment) -> None:
    actions.answer_comment(said, "好，先约在学校外面", by=worker.actor)
    actions.resolve_comment(said, by=supervisor.actor)
    (thread,) = threads(said.case)
    assert ([one.text for one in thread.answers], thread.settled) == (["好，先约在学校外面"], True)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="已经说清楚了"):
        actions.answer_comment(said, "还有", by=worker.actor)
    with pytest.raises(IntegrityError, match="comment_is_settled_once"), transaction.atomic(), acting():
        again = CommentReply(case=said.case, comment=said, settles=True, at=timezone.now(), county_id=said.county_id,
                             town_id=said.town_id, community_id=said.community_id)  # fmt: skip
        again.save(force_insert=True)


def test_it_stands_on_the_page_of_the_case_until_it_is_settled(
    worker: Standing, supervisor: Standing, said: CaseComment, sign_in: SignIn
) -> None:
    case, margin = f"/w/cases/{said.case_id}/", f"/w/cases/{said.case_id}/margin/"
    answer = sign_in(worker).post(f"/w/cases/comments/{said.pk}/", {"text": "知道了"}, follow=True)
    assert answer.redirect_chain[-1][0] == margin
    assert WORDS in answer.content.decode() and "知道了" in answer.content.decode()
    boss = sign_in(supervisor)
    assert "1 条还没说清楚" in boss.get(case).content.decode()
    boss.post(f"/w/cases/comments/{said.pk}/", {"verb": "settle"})
    assert "还没说清楚" not in boss.get(case).content.decode()
    assert WORDS in boss.get(margin).content.decode()


def test_a_word_about_a_session_stands_on_the_sessions_page(
    worker: Standing, supervisor: Standing, client_: Person, sign_in: SignIn
) -> None:
    case = plans.working(client_, worker.actor, supervisor.actor)
    held = plans.session(case, worker.actor)
    boss = sign_in(supervisor)
    sent = {"about": "session", "subject": str(held.pk), "text": WORDS}
    page = boss.post(f"/w/cases/{case.pk}/margin/", sent, follow=True)
    assert page.redirect_chain[-1][0] == f"/w/cases/sessions/{held.pk}/"
    assert WORDS in page.content.decode()


def test_a_colleague_outside_meets_404(county: County, post: Post, said: CaseComment, sign_in: SignIn) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    assert client.post(f"/w/cases/comments/{said.pk}/", {"text": "x"}).status_code == 404
    assert client.post(f"/w/cases/{said.case_id}/margin/", {"text": "x"}).status_code == 404


def test_a_word_and_the_approval_go_with_one_button(
    worker: Standing, supervisor: Standing, client_: Person, sign_in: SignIn
) -> None:
    made = plans.planning(client_, worker.actor)
    practice.join(made, supervisor.actor)
    plan = plans.submitted(made, worker.actor)
    address, about = f"/w/cases/plans/{plan.pk}/", str(plan.goals.get().pk)
    answer = sign_in(supervisor).post(address, {"do": "approve", "about": about, "text": WORDS})
    plan.refresh_from_db()
    said = CaseComment.objects.get()
    assert (answer["Location"], plan.standing, said.about, said.text) == ("/w/tasks/", "approved", "goal", WORDS)


def test_where_the_approval_is_refused_the_word_is_not_half_stored(
    worker: Standing, supervisor: Standing, client_: Person, sign_in: SignIn
) -> None:
    made = plans.planning(client_, worker.actor)
    practice.join(made, supervisor.actor)
    plan = actions.approve_plan(plans.submitted(made, worker.actor), by=supervisor.actor)
    client, address = sign_in(supervisor), f"/w/cases/plans/{plan.pk}/"
    page = client.post(address, {"do": "approve", "text": WORDS}).content.decode()
    assert ("已经定过了" in page, WORDS in page, CaseComment.objects.exists()) == (True, True, False)
    assert "已经定过了" in client.post(address, {"do": "approve"}).content.decode()
