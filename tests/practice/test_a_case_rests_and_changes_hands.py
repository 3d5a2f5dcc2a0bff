"""A case rests and goes on; it goes to another worker, who reads five things first."""

from collections.abc import Callable
from dataclasses import replace
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
from linli.practice.queries import supervision as queries
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


@pytest.fixture
def supervisors(county: County, post: Post, case: CaseFile, lead: Standing) -> tuple[Standing, Standing]:
    """Two supervisors; the first is in the team."""
    first, second = (post(Role.SUPERVISOR, county.towns[0]) for _number in range(2))
    actions.assign(case, first.post, "supervisor", by=lead.actor)
    return first, second


def supervising(case: CaseFile) -> set[Any]:
    return set(case.team.filter(ended_at=None, part="supervisor").values_list("post", flat=True))


def test_whoever_takes_over_does_not_supervise_herself(
    county: County, case: CaseFile, lead: Standing, colleague: Standing, post: Post
) -> None:
    both = post(Role.SUPERVISOR, county.towns[0], holder=colleague.user)
    with pytest.raises(Refused, match="不能督导自己的个案"):
        actions.transfer(case, colleague.post, by=lead.actor, supervisors=[both.post])


def test_a_transfer_keeps_its_supervisor_unless_another_or_nobody_is_named(
    case: CaseFile, worker: Standing, lead: Standing, colleague: Standing, supervisors: tuple[Standing, Standing]
) -> None:
    first, second = supervisors
    actions.transfer(case, colleague.post, by=lead.actor)
    assert supervising(case) == {first.post.pk}
    actions.transfer(case, worker.post, by=lead.actor, supervisors=[second.post])
    assert supervising(case) == {second.post.pk}
    actions.transfer(case, colleague.post, by=lead.actor, supervisors=[])
    assert supervising(case) == set()


def test_the_page_asks_about_the_supervisor_and_shows_what_each_has_already(
    case: CaseFile, worker: Standing, lead: Standing, colleague: Standing, supervisors: tuple[Standing, Standing],
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = supervisors
    actions.supervise(worker.post, second.post, by=lead.actor)
    client, address = sign_in(lead), f"/w/cases/{case.pk}/transfer/"
    page = client.get(address).content.decode()
    assert (f"{first.user.name} · 带0位社工" in page, f"{second.user.name} · 带1位社工" in page) == (True, True)
    assert "本地定的是" not in page
    own = replace(queries.weights(), workers_per_supervisor=20)
    monkeypatch.setattr(queries, "weights", lambda: own)
    assert f"{second.user.name} · 带1位社工，本地定的是20位" in client.get(address).content.decode()
    wrong = client.post(address, {"new": str(colleague.post.pk), "supervisor": "x"})
    assert (wrong.status_code, supervising(case)) == (422, {first.post.pk, second.post.pk})
    client.post(address, {"new": str(colleague.post.pk), "supervisor": str(second.post.pk)})
    assert supervising(case) == {second.post.pk}
    client.post(address, {"new": str(worker.post.pk), "supervisor": "nobody"})
    assert supervising(case) == set()


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


def test_who_supervises_the_cases_of_who_leaves_is_said_with_the_handing_over(
    county: County, post: Post, case: CaseFile, worker: Standing, lead: Standing, colleague: Standing, sign_in: SignIn
) -> None:
    first, second = (post(Role.SUPERVISOR, county.towns[0]) for _number in range(2))
    actions.assign(case, first.post, "supervisor", by=lead.actor)
    pages, told = sign_in(lead), {"old": str(worker.post.pk), "new": str(colleague.post.pk)}
    assert f"{second.user.name} · 带0位社工" in pages.get("/w/handover/").content.decode()
    assert pages.post("/w/handover/", {**told, "supervisor": "x"}).status_code == 422
    assert supervising(case) == {first.post.pk}
    pages.post("/w/handover/", {**told, "supervisor": str(second.post.pk)})
    assert (case.team.get(ended_at=None, part="owner").post_id, supervising(case)) == (
        colleague.post.pk, {second.post.pk},
    )  # fmt: skip
    back = {"old": str(colleague.post.pk), "new": str(worker.post.pk)}
    pages.post("/w/handover/", back)
    assert supervising(case) == {second.post.pk}
    pages.post("/w/handover/", {**told, "supervisor": "nobody"})
    assert supervising(case) == set()


def test_nobody_supervises_the_cases_she_takes_over(
    county: County, case: CaseFile, worker: Standing, lead: Standing, colleague: Standing, post: Post
) -> None:
    same = post(Role.SUPERVISOR, county.towns[0], holder=colleague.user).post
    with pytest.raises(Refused, match="不能督导自己的个案"):
        actions.hand_over_cases(worker.post, colleague.post, by=lead.actor, supervisors=[same])
    assert case.team.get(ended_at=None, part="owner").post_id == worker.post.pk
