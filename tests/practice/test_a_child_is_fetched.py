"""四点半课堂: a child goes with her kin alone, never with whoever is suspected; who is still there is not forgotten."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel.policy import Refused
from linli.people.actions import mark_harm, relate
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import Activity, Guest
from linli.practice.queries.activities import may_fetch
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import activities, people
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def child(county: County) -> Person:
    return people.person(county.communities[0], "蒋某", birth_date=timezone.localdate() - timedelta(days=9 * 365))


@pytest.fixture
def lesson(county: County, lead: Standing) -> Activity:
    return activities.activity(county.communities[0], lead.actor, kind="after_school", closes_at=time(18, 0))


@pytest.fixture
def guest(lesson: Activity, child: Person, lead: Standing) -> Guest:
    return actions.welcome(lesson, child, by=lead.actor)


def kin(child: Person, county: County, lead: Standing, kind: str, name: str, **facts: object) -> Person:
    other = people.person(county.communities[0], name, **facts)
    relate(child, other, by=lead.actor, kind=kind)
    return other


def at(hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time(hour, minute)))


def test_a_stranger_takes_no_child_along(guest: Guest, county: County, lead: Standing) -> None:
    with pytest.raises(Refused, match="不在可以接的名单里"):
        actions.fetch_child(guest, people.person(county.communities[0], "路人"), by=lead.actor)


def test_whoever_is_suspected_of_harming_her_does_not_fetch_her_and_the_sentence_is_the_same(
    guest: Guest, child: Person, county: County, lead: Standing
) -> None:
    father = kin(child, county, lead, "parent", "蒋父")
    mark_harm(child, father, by=lead.actor, reason="身上有伤")
    with pytest.raises(Refused, match="不在可以接的名单里"):
        actions.fetch_child(guest, father, by=lead.actor)
    assert may_fetch(child, timezone.localdate()) == []


def test_grown_up_kin_may_fetch_her_from_either_side(child: Person, county: County, lead: Standing) -> None:
    mother = kin(child, county, lead, "parent", "蒋母")
    kin(child, county, lead, "sibling", "蒋弟", birth_date=timezone.localdate() - timedelta(days=12 * 365))
    kin(child, county, lead, "other", "邻居")
    grandmother = people.person(county.communities[0], "外婆")
    relate(grandmother, child, by=lead.actor, kind="grandchild")
    assert {one.pk for one, _called in may_fetch(child, timezone.localdate())} == {mother.pk, grandmother.pk}


def test_to_whom_and_when_stands_in_the_book_once(guest: Guest, child: Person, county: County, lead: Standing) -> None:
    mother = kin(child, county, lead, "parent", "蒋母")
    done = actions.fetch_child(guest, mother, by=lead.actor)
    assert (done.fetched_by_id, done.fetched_at is not None) == (mother.pk, True)
    with pytest.raises(Refused, match="已经接走了"):
        actions.fetch_child(guest, mother, by=lead.actor)


def test_nobody_but_the_clock_says_that_a_child_waits(guest: Guest, lead: Standing) -> None:
    with pytest.raises(Refused, match="由系统来发"):
        actions.tell_of_waiting(at(18, 5), by=lead.actor)


def test_after_closing_time_a_child_still_there_is_a_todo_once(
    guest: Guest, child: Person, county: County, lead: Standing, lesson: Activity
) -> None:
    by = system_actor()
    assert actions.tell_of_waiting(at(17, 55), by=by) == 0
    assert [actions.tell_of_waiting(at(18, 5), by=by) for _ in range(2)] == [1, 0]
    todo = Task.objects.get(kind="child_waiting")
    assert (todo.title, todo.owner_id, todo.subject) == (
        "四点半课堂还有1个孩子没人接，请打电话", lead.post.pk, lesson.pk,
    )  # fmt: skip
    actions.fetch_child(guest, kin(child, county, lead, "parent", "蒋母"), by=lead.actor)
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_where_all_were_fetched_nothing_is_said(guest: Guest, child: Person, county: County, lead: Standing) -> None:
    actions.fetch_child(guest, kin(child, county, lead, "parent", "蒋母"), by=lead.actor)
    assert actions.tell_of_waiting(at(18, 5), by=system_actor()) == 0


def test_at_the_door(guest: Guest, child: Person, county: County, lead: Standing, sign_in: SignIn) -> None:
    mother, father = (kin(child, county, lead, "parent", name) for name in ("蒋母", "蒋父"))
    mark_harm(child, father, by=lead.actor, reason="身上有伤")
    client = sign_in(lead)
    page = client.get(f"/w/activities/guests/{guest.pk}/").content.decode()
    assert ("蒋母" in page, "蒋父" in page) == (True, False)
    client.post(f"/w/activities/guests/{guest.pk}/", {"person": mother.pk})
    guest.refresh_from_db()
    assert guest.fetched_by_id == mother.pk
