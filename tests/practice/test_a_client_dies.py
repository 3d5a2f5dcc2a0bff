"""服务对象去世: who writes it down may open no case; the worker responsible has a todo without a word of the case."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.people import actions as people_actions
from linli.people.models import Death, Person
from linli.practice import actions
from linli.practice.models import CaseFile
from linli.tasks import links
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
KIND = "client_died"


@pytest.fixture
def neighbour(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


def die(person: Person, by: Standing) -> Death:
    """Have somebody in no team write a death down, in her own session."""
    with seeing(by.actor.scope):
        assert not CaseFile.objects.exists()
        return people_actions.record_death(person, by=by.actor, died_on=timezone.localdate(), source="家属电话")


def tell(person: Person) -> int:
    """Do what the job does."""
    return actions.tell_of_death(Person.objects.get(pk=person.pk), by=system_actor())


def queued() -> list[dict[str, str]]:
    """Return what waits to be told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'linli.practice.tasks.tell_of_death' ORDER BY id"
        )
        return [json.loads(args) for (args,) in cursor.fetchall()]


def test_nobody_tells_it_by_hand(client_: Person, lead: Standing) -> None:
    with pytest.raises(Refused, match="由系统告诉社工"):
        actions.tell_of_death(client_, by=lead.actor)


def test_the_worker_responsible_is_told_with_a_number_and_no_name(
    client_: Person, worker: Standing, neighbour: Standing
) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    die(client_, neighbour)
    assert queued() == [{"person": str(client_.pk)}]
    assert (tell(client_), tell(client_)) == (1, 0)  # twice does no harm
    todo = Task.objects.get(kind=KIND)
    assert (todo.owner, todo.subject, todo.person, todo.due_on) == (
        worker.post, case.pk, None, timezone.localdate()
    )  # fmt: skip
    assert case.number in todo.title and client_.name not in todo.title and practice.PROBLEM not in todo.title
    assert links.address(todo) == f"/w/cases/{case.pk}/close/"
    assert Event.objects.filter(verb="case.client_died").count() == 1


def test_of_nobody_with_a_case_nothing_is_told_nor_of_one_that_is_over(
    county: County, client_: Person, worker: Standing, neighbour: Standing
) -> None:
    actions.refuse(practice.case(client_, worker.actor), by=worker.actor, reason="不需要")
    stranger = people.person(county.communities[0], "没有个案的人")
    for one in (client_, stranger):
        die(one, neighbour)
        assert tell(one) == 0
    assert not Task.objects.filter(kind=KIND).exists()


def test_of_a_file_that_was_merged_it_is_told_too(
    county: County, client_: Person, worker: Standing, lead: Standing, neighbour: Standing
) -> None:
    again = people.person(county.communities[0], "高某")
    practice.case(again, worker.actor)
    people_actions.merge(client_, again, by=lead.actor)
    die(client_, neighbour)
    assert tell(client_) == 1


def test_a_death_taken_back_takes_the_todo_with_it(client_: Person, worker: Standing, neighbour: Standing) -> None:
    practice.case(client_, worker.actor)
    death = die(client_, neighbour)
    tell(client_)
    people_actions.take_back_death(death, by=neighbour.actor)
    assert len(queued()) == 1  # one that waits already sees how it stands when it runs
    assert (tell(client_), tell(client_)) == (1, 0)
    assert not Task.objects.filter(kind=KIND, done_at=None).exists()
    assert timezone.now() - Event.objects.get(verb="case.client_lives").at < timedelta(minutes=5)
