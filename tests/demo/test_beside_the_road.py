"""Beside the road of a case the demo shows a danger, a referral, aid, one taken up again, and what peers learn."""

from collections import Counter

from linli.accounts.sight import actor_of
from linli.desk.demo.county import words
from linli.desk.demo.staff import Staff
from linli.places.models import Division
from linli.practice.models import (
    AidApplication,
    CaseExtract,
    CaseFile,
    CaseMove,
    CrisisResponse,
    Referral,
    ReferralStep,
    State,
)
from linli.practice.queries.similar import asks, similar
from linli.tasks.models import Task


def test_a_danger_was_noted_and_is_over(demo: Division) -> None:
    crises = list(CrisisResponse.objects.filter(county_id=demo.pk))
    assert len(crises) >= 4 and all(one.ended_at and one.outcome for one in crises)
    assert not Task.objects.filter(kind="case_crisis", done_at=None).exists()


def test_a_referral_went_all_its_steps_with_her_word(demo: Division) -> None:
    assert set(Referral.objects.values_list("state", flat=True)) == {"completed"}
    verbs = Counter(ReferralStep.objects.values_list("verb", flat=True))
    assert set(verbs) == {"open", "contact", "send", "succeed", "wait", "complete"} and len(set(verbs.values())) == 1


def test_aid_was_granted_by_three_desks_and_nobody_waits(demo: Division) -> None:
    aid = list(AidApplication.objects.all())
    assert aid and {(row.state, row.granted) for row in aid} == {("granted", row.amount) for row in aid}
    assert {tuple(row.steps.order_by("at").values_list("verb", flat=True)) for row in aid} == {
        ("ask", "agree", "agree", "agree")
    }
    assert not Task.objects.filter(kind="case_aid", done_at=None).exists()


def test_a_case_was_taken_up_again_and_ended_again(demo: Division) -> None:
    case = CaseFile.objects.get(pk=CaseMove.objects.get(verb="reopen").case_id)
    assert (case.state, case.casemoves.filter(verb="close").count()) == (State.CLOSED, 2)


def test_the_page_of_alike_cases_is_not_empty(demo: Division, loaded: tuple[Division, Staff]) -> None:
    assert max(Counter(CaseExtract.objects.values_list("cell", flat=True)).values()) >= 5
    post = next(iter(loaded[1].workers.values()))[0]
    told = next(one for one in words()["cases"] if "like" in one)
    case = next(one for one in CaseFile.objects.filter(state=State.PLANNING) if one.problem == told["problem"])
    found, _more = similar(case, asks(case), by=actor_of(post.user, post))
    assert found and all(any(need.shared for need in one.needs) for one in found[:1])
