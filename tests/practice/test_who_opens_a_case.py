"""The team, its supervisor and the head of the station open a case; a colleague outside learns that there is one."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import Refused
from linli.outreach import actions as outreach
from linli.outreach.models import HardshipLead
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile
from linli.practice.queries.cases import Hint, hint, told_of
from linli.tasks import links
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County
from tests.factories.records import entry

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


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


def told(person: Person, standing: Standing) -> Hint:
    return hint(Person.objects.annotate(**told_of(standing.actor)).get(pk=person.pk))


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.STREET_OFFICER, Role.EVALUATOR, Role.COMMUNITY_WORKER])
def test_a_higher_post_is_no_key(role: str, county: County, post: Post, worker: Standing, client_: Person) -> None:
    practice.case(client_, worker.actor)
    place = county.communities[0] if role == Role.COMMUNITY_WORKER else county.towns[0]
    assert not CaseFile.objects.visible_to(post(role, place).actor).exists()


def test_a_colleague_meets_404_and_knows_that_there_is_one(
    colleague: Standing, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    made = practice.case(client_, worker.actor)
    assert sign_in(colleague).get(f"/w/cases/{made.pk}/").status_code == 404
    assert told(client_, colleague) == Hint(protected=True)


def test_of_a_hidden_case_a_colleague_learns_nothing(colleague: Standing, worker: Standing, client_: Person) -> None:
    practice.case(client_, worker.actor, natures=["hiv"])
    assert told(client_, colleague) == Hint()
    made = CaseFile.objects.get()
    assert told(client_, worker) == Hint(made.pk, made.number, protected=True)


def test_the_page_opens_to_the_team_and_leaves_a_look(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    made = practice.case(client_, worker.actor)
    page = sign_in(worker).get(f"/w/cases/{made.pk}/")
    assert (page.status_code, practice.PROBLEM in page.content.decode()) == (200, True)
    look = Look.objects.get(kind="case.view")
    assert (look.persons, look.purpose) == ([client_.pk], f"case:{made.pk}")


def test_the_head_of_the_station_gives_it_to_a_colleague_and_takes_it_back(
    lead: Standing, colleague: Standing, worker: Standing, client_: Person
) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="本站站长来定"):
        actions.assign(made, colleague.post, "colleague", by=worker.actor)
    row = actions.assign(made, colleague.post, "colleague", by=lead.actor)
    assert CaseFile.objects.visible_to(colleague.actor).exists()
    actions.release(row, by=lead.actor)
    assert not CaseFile.objects.visible_to(colleague.actor).exists()


def test_the_head_of_the_station_puts_nobody_in_who_is_herself(
    lead: Standing, worker: Standing, client_: Person
) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="自己把自己定进团队"):
        actions.assign(made, lead.post, "owner", by=lead.actor)
    assert [row.post_id for row in made.team.filter(ended_at=None)] == [worker.post.pk]


def test_a_new_owner_takes_the_place_of_the_old(
    lead: Standing, colleague: Standing, worker: Standing, client_: Person
) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="不能空着"):
        actions.release(made.team.get(), by=lead.actor)
    actions.assign(made, colleague.post, "owner", by=lead.actor)
    assert [row.post_id for row in made.team.filter(ended_at=None)] == [colleague.post.pk]
    assert not CaseFile.objects.visible_to(worker.actor).exists()


def test_supervisors_supervise_and_nobody_else_does(
    county: County, post: Post, lead: Standing, colleague: Standing, worker: Standing, client_: Person
) -> None:
    made = practice.case(client_, worker.actor)
    supervisor = post(Role.SUPERVISOR, county.towns[0])
    for standing, part in ((colleague, "supervisor"), (supervisor, "owner")):
        with pytest.raises(Refused, match="督导做督导"):
            actions.assign(made, standing.post, part, by=lead.actor)
    assert not CaseFile.objects.visible_to(supervisor.actor).exists()
    actions.assign(made, supervisor.post, "supervisor", by=lead.actor)
    assert CaseFile.objects.visible_to(supervisor.actor).exists()
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.refuse(made, by=supervisor.actor, reason="不合适")


def test_whoever_left_the_post_left_the_case(worker: Standing, client_: Person, post: Post, county: County) -> None:
    """The post goes on with somebody else in it: the row names both."""
    made = practice.case(client_, worker.actor)
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    heir = other.actor.__class__(**{**other.actor.__dict__, "post": worker.actor.post})
    assert not CaseFile.objects.visible_to(heir).exists()
    assert CaseFile.objects.visible_to(worker.actor).get() == made


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_long(
    rows: int, county: County, worker: Standing, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(rows):
        practice.case(people.person(county.communities[0], f"服务对象{number}"), worker.actor)
    client = sign_in(worker)
    client.get("/w/cases/")
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        page = client.get("/w/cases/")
    year = timezone.localdate().year
    assert page.content.decode().count(f"GA-{year}-") == rows


def test_a_child_without_a_birthday_is_protected_all_the_same(
    county: County, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    """What a visit told of a child is taken over, and nobody who was not checked takes the case."""
    boy = people.person(county.communities[0], "小蒋", birth_date=None)
    told = entry(county.communities[0], persons=[boy], narrative="十五岁，不怎么说话。")
    record = outreach.visit(told, ["child_withdrawn"], by=worker.actor)
    client = sign_in(worker)
    page = client.get(f"/w/cases/new/{boy.pk}/").context["form"]
    assert (page["natures"].value(), page["problem"].value(), page["source"].value()) == (
        ["minor"], "十五岁，不怎么说话。", "outreach",
    )  # fmt: skip
    sent = {"source": "outreach", "problem": "十五岁，不怎么说话。", "natures": ["minor"]}
    assert "违法犯罪记录查询" in client.post(f"/w/cases/new/{boy.pk}/", sent).content.decode()
    access.note_check(worker.post, by=lead.actor, queried_on=timezone.localdate(), clear=True, reference="公函1号")
    answer = client.post(f"/w/cases/new/{boy.pk}/", sent)
    made = CaseFile.objects.get()
    assert answer["Location"] == f"/w/cases/{made.pk}/intake/"
    assert (made.natures, made.hidden, made.team.get().child, made.team.get().locked) == (["minor"], True, True, True)
    lead_ = HardshipLead.objects.get(record=record)
    assert (made.lead, lead_.closed_at is not None, Task.objects.filter(kind="lead", done_at=None).exists()) == (
        lead_, True, False,
    )  # fmt: skip


def test_a_locked_file_is_a_todo_of_the_head_of_the_station_until_she_has_said_who(
    county: County, worker: Standing, lead: Standing, client_: Person, sign_in: SignIn
) -> None:
    made = practice.case(client_, worker.actor, natures=["violence"])
    todo = Task.objects.get(kind="case_approval")
    assert (todo.role, todo.owner, links.address(todo)) == (Role.STATION_LEAD, None, f"/w/cases/{made.pk}/team/")
    assert str(client_.name) not in todo.title
    actions.approve(made.team.get(), by=lead.actor)
    assert not Task.objects.filter(kind="case_approval", done_at=None).exists()


def test_one_tap_takes_a_case_on_as_soon_as_nothing_stands_against_it(
    worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    made = practice.case(client_, worker.actor)
    client, button = sign_in(worker), 'value="accept"'
    assert button not in client.get(f"/w/cases/{made.pk}/").content.decode()
    practice.agree(client_, worker.actor)
    assert button in client.get(f"/w/cases/{made.pk}/").content.decode()
    client.post(f"/w/cases/{made.pk}/decide/", {"decision": "accept"})
    made.refresh_from_db()
    assert made.state == "assessment"
