"""慈善救助申请: from the case to three desks and back; a desk sees the application and never the case."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import Refused, acting
from linli.people.actions import Mark, join_household, open_household, tag, withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import AidApplication, CaseFile
from linli.practice.queries.checklist import lines
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import endings, people, practice
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


def page(standing: Standing, row: AidApplication, sign_in: SignIn) -> str:
    return sign_in(standing).get(f"/w/aid/{row.pk}/").content.decode()


def test_a_name_is_read_where_it_is_needed_and_of_nobody_who_lives_with_her(
    county: County, case: CaseFile, client_: Person, worker: Standing, desks: list[Standing], sign_in: SignIn
) -> None:
    """The desk it lies on reads who it is; one it has passed reads a surname; who pays reads her name for its days."""
    son = people.person(county.communities[0], "高小宝")
    home = open_household(by=worker.actor, community=county.communities[0], name="高家")
    for one, relation in ((client_, "户主"), (son, "儿子")):
        join_household(one, home, by=worker.actor, relation=relation)
    row = apply(case, worker)
    for number, standing in enumerate(desks):
        told = page(standing, row, sign_in)
        assert all(fact in told for fact in ("姓名：高某", "示范路1号", "儿子"))
        assert "高小宝" not in told
        for passed in desks[:number]:
            told = page(passed, row, sign_in)
            assert ("示范路1号" in told, REASON in told) == (False, True)
        see(county.division)
        actions.agree_aid(row, by=standing.actor)
    named = [look.fields[0] for look in Look.objects.filter(kind="aid.view").order_by("id")]
    assert named.count("surname") == 3
    assert "示范路1号" in page(desks[2], row, sign_in)
    see(county.division)
    with acting():
        AidApplication.objects.update(decided_on=TODAY - timedelta(days=31))
    assert "示范路1号" not in page(desks[2], row, sign_in)
    assert "示范路1号" in page(worker, row, sign_in)


def test_of_a_child_whose_file_is_shut_no_desk_reads_the_name_before_there_is_something_to_pay(
    county: County, post: Post, worker: Standing, desks: list[Standing], sign_in: SignIn
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    girl, granny = practice.ward(county, worker, lead)
    with acting():
        Person.objects.filter(pk=girl.pk).update(actual_address="示范路9号")
    case = practice.begun(girl, worker.actor)
    row = endings.aid(case, reached=2)
    tag(girl, Mark("orphan"), by=lead.actor)
    for standing, state in zip(desks, ("community", "street", "county"), strict=True):
        see(county.division)
        with acting():
            AidApplication.objects.update(state=state)
        told = page(standing, row, sign_in)
        assert ("姓名：蒋某" in told, "示范路9号" in told) == (True, False)
    see(county.division)
    with acting():
        AidApplication.objects.update(state="granted", granted=3000, decided_on=TODAY)
    assert "示范路9号" in page(desks[2], row, sign_in)
    assert "示范路9号" not in page(desks[0], row, sign_in)
    assert "示范路9号" not in page(worker, row, sign_in)
    assert "示范路9号" in page(lead, row, sign_in)


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
