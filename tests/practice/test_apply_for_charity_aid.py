"""慈善救助申请: from the case to three desks and back; a desk sees the application and never the case."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import Refused
from linli.people.actions import withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import AidApplication, CaseFile
from linli.practice.queries.checklist import lines
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()
REASON = "母亲住院，付不出自费的部分"


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def desks(county: County, post: Post) -> list[Standing]:
    return [
        post(Role.COMMUNITY_WORKER, county.communities[0]),
        post(Role.STREET_OFFICER, county.towns[0]),
        post(Role.COUNTY_OFFICER, county.division),
    ]


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某", actual_address="示范路1号")


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return practice.case(client_, worker.actor, accepted=True)


def apply(case: CaseFile, by: Standing, **facts: Any) -> AidApplication:
    return actions.apply_aid(case, by=by.actor, **({"amount": Decimal(3000), "reason": REASON, "agreed": True} | facts))


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"amount": Decimal(0)}, "amount"), ({"amount": Decimal(10_000_000)}, "amount"), ({"reason": " "}, "reason"),
     ({"agreed": False}, "agreed")],
)  # fmt: skip
def test_a_gap_is_refused_at_its_field(facts: dict[str, Any], field: str, case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused) as refused:
        apply(case, worker, **facts)
    assert (refused.value.field, AidApplication.objects.count()) == (field, 0)


def test_only_the_team_applies_and_only_once(case: CaseFile, worker: Standing, desks: list[Standing]) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        apply(case, desks[0])
    apply(case, worker)
    with pytest.raises(Refused, match="已经有一份"):
        apply(case, worker)


def test_without_consent_nothing_is_applied_for(case: CaseFile, worker: Standing, client_: Person) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        apply(case, worker)


def test_a_desk_decides_only_what_lies_on_it(
    county: County, post: Post, case: CaseFile, worker: Standing, desks: list[Standing]
) -> None:
    row = apply(case, worker)
    elsewhere = post(Role.COMMUNITY_WORKER, county.communities[1])
    for standing in (*desks[1:], worker, elsewhere):
        with pytest.raises(Refused, match="由那里的经办人"):
            actions.agree_aid(row, by=standing.actor)
    with pytest.raises(Refused, match="不同意由县里来定"):
        actions.refuse_aid(row, by=desks[0].actor, reason="不符合")
    with pytest.raises(Refused, match="写一句理由"):
        actions.return_aid(row, by=desks[0].actor, reason="")


def test_nobody_agrees_to_what_she_asked_for_in_another_post(
    case: CaseFile, worker: Standing, desks: list[Standing], county: County, post: Post
) -> None:
    row = apply(case, worker)
    both = post(Role.COMMUNITY_WORKER, county.communities[0]).actor
    hers = both.__class__(**{**both.__dict__, "user": worker.user.pk})
    with pytest.raises(Refused, match="请另一个人"):
        actions.agree_aid(row, by=hers)


def test_two_typed_fields_and_three_desks_bring_the_result_back(
    case: CaseFile, worker: Standing, desks: list[Standing], sign_in: SignIn
) -> None:
    form = sign_in(worker).get(f"/w/cases/{case.pk}/aid/").content.decode()
    assert all(fact in form for fact in ("姓名：高某", "住址：示范路1号", "同住："))
    told = {"amount": "3000", "reason": REASON, "agreed": "on"}
    assert sign_in(worker).post(f"/w/cases/{case.pk}/aid/", told).status_code == 302
    row = AidApplication.objects.get()
    for standing, state in zip(desks, ("street", "county", "granted"), strict=True):
        todo = Task.objects.get(kind="case_aid", done_at=None)
        assert (todo.role, todo.owner, todo.person) == (standing.post.role, None, None)
        page = sign_in(standing).get(f"/w/aid/{row.pk}/").content.decode()
        assert (REASON in page, practice.PROBLEM in page, case.number in page) == (True, False, False)
        amount = {"amount": "2500"} if state == "granted" else {}
        sign_in(standing).post(f"/w/aid/{row.pk}/", {"verb": "agree"} | amount)
        assert AidApplication.objects.get().state == state
    row.refresh_from_db()
    assert (row.granted, row.decided_on, Task.objects.get(kind="case_aid", done_at=None).owner_id) == (
        Decimal(2500), TODAY, worker.post.pk,
    )  # fmt: skip
    assert "2500.00" in sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert next(line.done for line in lines(case) if line.code == "aid")
    assert "2500.00" in sign_in(worker).get(f"/w/aid/{row.pk}/print/").content.decode()
    with pytest.raises(Refused, match="不在审核"):
        actions.agree_aid(row, by=desks[2].actor)


def test_a_desk_above_waits_and_a_desk_never_opens_the_case(
    case: CaseFile, worker: Standing, desks: list[Standing], sign_in: SignIn
) -> None:
    row = apply(case, worker)
    assert sign_in(desks[1]).get(f"/w/aid/{row.pk}/").status_code == 404
    assert sign_in(desks[0]).get(f"/w/aid/{row.pk}/").status_code == 200
    assert sign_in(desks[0]).get(f"/w/cases/{case.pk}/").status_code == 404
    assert [look.purpose for look in Look.objects.filter(kind="aid.view")] == [f"aid:{row.pk}"]


def test_sent_back_it_is_mended_and_goes_again(case: CaseFile, worker: Standing, desks: list[Standing]) -> None:
    row = apply(case, worker)
    with pytest.raises(Refused, match="退回来的才要再交"):
        actions.resubmit_aid(row, by=worker.actor, amount=Decimal(2000), reason=REASON)
    actions.agree_aid(row, by=desks[0].actor)
    back = actions.return_aid(row, by=desks[1].actor, reason="请写清哪家医院")
    assert (back.state, Task.objects.get(kind="case_aid", done_at=None).owner_id) == ("returned", worker.post.pk)
    again = actions.resubmit_aid(row, by=worker.actor, amount=Decimal(2000), reason=REASON + "，县医院")
    assert (again.state, again.amount) == ("community", Decimal(2000))
    assert [step.verb for step in again.steps.order_by("at")] == ["ask", "agree", "return", "ask"]


def test_the_county_says_no_with_a_reason(case: CaseFile, worker: Standing, desks: list[Standing]) -> None:
    row = apply(case, worker)
    for standing in desks[:2]:
        actions.agree_aid(row, by=standing.actor)
    no = actions.refuse_aid(row, by=desks[2].actor, reason="已经有临时救助")
    assert (no.state, no.granted, no.decided_on, no.steps.get(verb="refuse").reason) == (
        "refused", None, TODAY, "已经有临时救助",
    )  # fmt: skip
    assert apply(case, worker).pk != row.pk
