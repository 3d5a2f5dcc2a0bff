"""危机: two taps, who is rung, what came of it; nothing stands in its way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import Refused
from linli.people.actions import access, withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile, CrisisResponse
from linli.tasks.models import Task
from tests.conftest import Standing, see
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
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return practice.case(client_, worker.actor, accepted=True)


def test_a_colleague_meets_404_and_is_refused(county: County, post: Post, case: CaseFile, sign_in: SignIn) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    assert sign_in(other).get(f"/w/cases/{case.pk}/crisis/").status_code == 404
    see(county.division)
    with pytest.raises(Refused, match="团队或站长"):
        actions.raise_crisis(case, "violence", by=other.actor)


def test_a_kind_nobody_offered_is_refused(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="哪一种"):
        actions.raise_crisis(case, "boredom", by=worker.actor)


def test_an_ended_case_sends_to_the_telephone(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    actions.refuse(made, by=worker.actor, reason="不用了")
    with pytest.raises(Refused, match="110"):
        actions.raise_crisis(made, "violence", by=worker.actor)


def test_two_taps_and_both_are_rung(
    county: County, post: Post, case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    supervisor = post(Role.SUPERVISOR, county.towns[0])
    actions.assign(case, supervisor.post, "supervisor", by=lead.actor)
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert f'href="/w/cases/{case.pk}/crisis/"' in page
    told = sign_in(worker).post(f"/w/cases/{case.pk}/crisis/", {"kind": "self_harm"}, follow=True).content.decode()
    crisis = CrisisResponse.objects.get()
    assert (crisis.kind, crisis.by_post_id, crisis.ended_at) == ("self_harm", worker.post.pk, None)
    todos = Task.objects.filter(kind="case_crisis", subject=crisis.pk)
    assert {(todo.owner_id, todo.role, todo.due_on) for todo in todos} == {
        (supervisor.post.pk, "", TODAY), (None, "station_lead", TODAY),
    }  # fmt: skip
    for standing in (supervisor, lead):
        assert standing.user.name in told
        assert standing.user.phone in told
    assert Look.objects.filter(kind="case.crisis_page").count() == 1


def test_a_second_tap_is_the_same_crisis(case: CaseFile, worker: Standing) -> None:
    first = actions.raise_crisis(case, "missing", by=worker.actor)
    assert actions.raise_crisis(case, "missing", by=worker.actor).pk == first.pk
    assert Task.objects.filter(kind="case_crisis").count() == 1


def test_neither_consent_nor_approval_stands_in_the_way(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    made = practice.case(client_, worker.actor, natures=["violence"])
    practice.agree(client_, worker.actor)
    withdraw_consent(client_, "casework", by=worker.actor)
    assert made.team.get().approved_by is None
    assert sign_in(worker).get(f"/w/cases/{made.pk}/crisis/").status_code == 200
    assert actions.raise_crisis(made, "violence", by=worker.actor).ended_at is None


def test_of_a_child_it_leads_on_to_the_report(
    county: County, worker: Standing, lead: Standing, client_: Person, sign_in: SignIn
) -> None:
    access.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=True, reference="公函1号")
    boy = people.person(county.communities[0], "蒋某", birth_date=TODAY - timedelta(days=10 * 365))
    for person, report in ((boy, True), (client_, False)):
        made = practice.case(person, worker.actor)
        page = sign_in(worker).post(f"/w/cases/{made.pk}/crisis/", {"kind": "alone"}, follow=True).content.decode()
        assert (f"/w/people/{person.pk}/crisis/" in page, "依法要马上报告" in page) == (report, report)


def test_the_outcome_is_noted_once_and_ends_the_todos(
    case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    crisis = actions.raise_crisis(case, "illness", by=worker.actor)
    with pytest.raises(Refused, match="打给了谁"):
        actions.note_crisis(crisis, by=worker.actor, outcome=" ")
    actions.note_crisis(crisis, by=lead.actor, outcome="120接走了，家属陪着")
    assert CrisisResponse.objects.get().outcome == "120接走了，家属陪着"
    assert not Task.objects.filter(kind="case_crisis", done_at=None).exists()
    with pytest.raises(Refused, match="记过结果"):
        actions.note_crisis(crisis, by=worker.actor, outcome="又记一次")
