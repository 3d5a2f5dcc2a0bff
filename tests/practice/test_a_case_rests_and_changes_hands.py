"""A case rests and goes on; it goes to another worker, who reads five things first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.actions import access, withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile, CaseTransfer, CaseWorker
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def colleague(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return practice.case(client_, worker.actor, accepted=True)


def rest(case: CaseFile, by: Standing, **facts: Any) -> CaseFile:
    told = {"reason": "去外地看病", "until": TODAY + timedelta(days=30)} | facts
    return actions.suspend(case, by=by.actor, **told)


def checked(standing: Standing, lead: Standing) -> None:
    access.note_check(standing.post, by=lead.actor, queried_on=TODAY, clear=True, reference="公函1号")


def test_only_the_team_lets_a_case_rest(case: CaseFile, colleague: Standing) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        rest(case, colleague)


def test_a_case_that_is_not_accepted_does_not_rest(worker: Standing, client_: Person) -> None:
    with pytest.raises(Refused, match="现在是“接案”"):
        rest(practice.case(client_, worker.actor), worker)


@pytest.mark.parametrize(
    ("facts", "match"),
    [({"reason": " "}, "写一句为什么"), ({"until": TODAY}, "以后的一天"),
     ({"until": TODAY + timedelta(days=181)}, "最长180天")],
)  # fmt: skip
def test_resting_wants_a_reason_and_a_day(facts: dict[str, Any], match: str, case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match=match):
        rest(case, worker, **facts)
    assert CaseFile.objects.get().state == "assessment"


def test_a_case_goes_on_where_it_stood(case: CaseFile, worker: Standing) -> None:
    resting = rest(case, worker)
    todo = Task.objects.get(kind="case_resume")
    assert (resting.state, resting.stood, resting.due_on, todo.due_on) == (
        "suspended", "assessment", TODAY + timedelta(days=30), TODAY + timedelta(days=30),
    )  # fmt: skip
    with pytest.raises(Refused, match="现在是“暂停”"):
        rest(case, worker)
    assert actions.resume(case, by=worker.actor).state == "assessment"
    assert Task.objects.get(kind="case_resume").outcome == "恢复了"


def test_without_consent_a_case_may_rest_and_does_not_go_on(
    case: CaseFile, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    rest(case, worker)
    with pytest.raises(Refused, match="收回同意"):
        actions.resume(case, by=worker.actor)
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert "不能写新的内容" in page


def test_nobody_but_the_owner_asks_and_nobody_but_the_head_gives(
    case: CaseFile, worker: Standing, colleague: Standing
) -> None:
    with pytest.raises(Refused, match="由主责社工提出"):
        actions.ask_transfer(case, by=colleague.actor, words="换人")
    with pytest.raises(Refused, match="由本站站长来定"):
        actions.transfer(case, colleague.post, by=worker.actor)


def test_the_head_takes_no_case_by_handing_it_to_herself(case: CaseFile, lead: Standing) -> None:
    with pytest.raises(Refused, match="另一位社工"):
        actions.transfer(case, lead.post, by=lead.actor)


def test_a_childs_case_goes_to_the_checked_alone(
    county: County, worker: Standing, lead: Standing, colleague: Standing
) -> None:
    checked(worker, lead)
    made = practice.case(
        people.person(county.communities[0], "蒋某", birth_date=TODAY - timedelta(days=15 * 365)), worker.actor
    )
    with pytest.raises(Refused, match="违法犯罪记录查询"):
        actions.transfer(made, colleague.post, by=lead.actor)
    checked(colleague, lead)
    actions.transfer(made, colleague.post, by=lead.actor)
    row = made.team.get(ended_at=None)
    assert (row.post_id, row.part, row.approved_by, row.child) == (colleague.post.pk, "owner", lead.user.pk, True)


def test_a_transfer_is_asked_once(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="写一句交代"):
        actions.ask_transfer(case, by=worker.actor, words=" ")
    actions.ask_transfer(case, by=worker.actor, words="怕狗，敲门先喊一声")
    with pytest.raises(Refused, match="等站长来定"):
        actions.ask_transfer(case, by=worker.actor, words="再提一次")


def test_whoever_takes_over_reads_five_things_and_has_the_todos(
    case: CaseFile, worker: Standing, lead: Standing, colleague: Standing, sign_in: SignIn
) -> None:
    rest(case, worker)
    asked = actions.ask_transfer(case, by=worker.actor, words="怕狗，敲门先喊一声")
    assert sign_in(lead).get(f"/w/cases/transfers/{asked.pk}/").url == f"/w/cases/{case.pk}/transfer/"  # type: ignore[attr-defined]
    reply = sign_in(lead).post(f"/w/cases/{case.pk}/transfer/", {"new": str(colleague.post.pk)})
    assert reply.status_code == 302
    told = CaseTransfer.objects.get()
    assert (told.pk, told.new_id, told.words) == (asked.pk, colleague.post.pk, "怕狗，敲门先喊一声")
    owners = set(Task.objects.filter(done_at=None, owner__isnull=False).values_list("kind", "owner_id"))
    assert ("case_resume", colleague.post.pk) in owners
    assert ("case_briefing", colleague.post.pk) in owners
    page = sign_in(colleague).get(f"/w/cases/transfers/{told.pk}/").content.decode()
    for words in ("风险", "答应过的下一步", "同意了什么", "没办完的事", "不要再问的", practice.PROBLEM, "怕狗"):
        assert words in page
    assert sign_in(worker).get(f"/w/cases/transfers/{told.pk}/").status_code == 404


def test_a_worker_leaves_with_her_cases(
    county: County, worker: Standing, lead: Standing, colleague: Standing, sign_in: SignIn
) -> None:
    for number in range(25):
        practice.case(people.person(county.communities[0], f"服务对象{number}"), worker.actor)
    reply = sign_in(lead).post("/w/handover/", {"old": str(worker.post.pk), "new": str(colleague.post.pk)}, follow=True)
    assert "25 个个案" in reply.content.decode()
    held = CaseWorker.objects.filter(ended_at=None)
    assert {row.post_id for row in held} == {colleague.post.pk}
    assert CaseTransfer.objects.filter(new=colleague.post).count() == 25
    assert Task.objects.filter(owner=colleague.post, kind="case_intake", done_at=None).count() == 25


def test_one_child_and_no_check_and_nothing_changes_hands(
    county: County, worker: Standing, lead: Standing, colleague: Standing, client_: Person
) -> None:
    checked(worker, lead)
    practice.case(client_, worker.actor)
    practice.case(
        people.person(county.communities[0], "蒋某", birth_date=TODAY - timedelta(days=15 * 365)), worker.actor
    )
    with pytest.raises(Refused, match="违法犯罪记录查询"):
        actions.hand_over_cases(worker.post, colleague.post, by=lead.actor)
    assert set(CaseWorker.objects.filter(ended_at=None).values_list("post_id", flat=True)) == {worker.post.pk}


def test_cases_are_handed_on_by_the_head_alone(
    county: County, post: Post, case: CaseFile, worker: Standing, colleague: Standing
) -> None:
    with pytest.raises(Refused, match="由站长来交接"):
        actions.hand_over_cases(worker.post, colleague.post, by=post(Role.STREET_OFFICER, county.towns[0]).actor)
