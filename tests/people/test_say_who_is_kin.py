"""亲属: said once, seen from both sides, ended with a date; never across an area."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people import actions, queries
from linli.people.models import KinshipLink, Person
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def daughter(county: County, worker: Standing) -> Person:
    return actions.register(by=worker.actor, community=county.communities[1], name="王晓晓")


def test_kin_out_of_the_area_is_refused(county: County, post: Post, worker: Standing, person: Person) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    far = actions.register(by=other.actor, community=county.communities[2], name="远方人")
    with pytest.raises(Refused, match="不在您负责的范围内"):
        actions.relate(person, far, by=worker.actor, kind="child")


def test_a_relation_is_said_once_and_not_of_oneself(worker: Standing, person: Person, daughter: Person) -> None:
    actions.relate(person, daughter, by=worker.actor, kind="child")
    for one, other in ((person, daughter), (daughter, person)):
        with pytest.raises(Refused, match="已经记过"):
            actions.relate(one, other, by=worker.actor, kind="sibling")
    with pytest.raises(Refused, match="另一位"):
        actions.relate(person, person, by=worker.actor, kind="other")
    with pytest.raises(Refused, match="什么关系"):
        actions.relate(person, daughter, by=worker.actor, kind="boss")


def test_it_is_seen_from_both_sides(worker: Standing, person: Person, daughter: Person) -> None:
    actions.relate(person, daughter, by=worker.actor, kind="child")
    assert [(other.pk, kind) for _link, other, kind in queries.kin(person)] == [(daughter.pk, "子女")]
    assert [(other.pk, kind) for _link, other, kind in queries.kin(daughter)] == [(person.pk, "父母")]


def test_kin_out_of_sight_are_not_shown(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person, daughter: Person
) -> None:
    actions.relate(person, daughter, by=worker.actor, kind="child")
    neighbour = post(Role.COMMUNITY_WORKER, county.communities[0])
    see(county.communities[0])
    body = sign_in(neighbour).get(reverse("person_family", args=[person.pk])).content.decode()
    assert "王晓晓" not in body


def test_kin_are_found_said_and_ended_on_the_pages(
    sign_in: SignIn, worker: Standing, person: Person, daughter: Person
) -> None:
    client = sign_in(worker)
    address = reverse("kin_new", args=[person.pk])
    assert "王晓晓" in client.get(address, {"q": "wxx"}).content.decode()
    refused = client.post(address, {"kind": "child"})
    assert refused.status_code == 422
    assert "请在找到的人里选一位" in refused.content.decode()
    assert client.post(address, {"other": daughter.pk, "kind": "child"}).status_code == 302
    assert "子女 · 王晓晓" in client.get(reverse("person_family", args=[person.pk])).content.decode()
    link = KinshipLink.objects.get()
    end = reverse("kin_end", args=[link.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {}).status_code == 302
    assert "王晓晓" not in client.get(reverse("person_family", args=[person.pk])).content.decode()
    with pytest.raises(Refused, match="已经结束"):
        actions.unrelate(link, by=worker.actor)


def test_a_relation_does_not_end_before_it_began(worker: Standing, person: Person, daughter: Person) -> None:
    link = actions.relate(person, daughter, by=worker.actor, kind="spouse", starts_on=date(2020, 5, 1))
    with pytest.raises(Refused, match="2020-05-01"):
        actions.unrelate(link, by=worker.actor, ends_on=date(2020, 4, 30))
