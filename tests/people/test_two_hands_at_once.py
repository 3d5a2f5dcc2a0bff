"""Real threads: a double tap registers one person, one home, one telephone, one relation."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.people import actions
from linli.people.models import Household, KinshipLink, Person, Telephone
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import PHONE, card
from tests.support.threads import race

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
threads = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hand(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def two(county: County, worker: Standing) -> list[Person]:
    with transaction.atomic():
        enter(worker.actor.scope)
        return [
            actions.register(by=worker.actor, community=county.communities[0], name=name) for name in ("王一", "王二")
        ]


@threads
@pytest.mark.parametrize("documents", [[], [("id_card", card())]])
def test_a_double_tap_registers_one_person(county: County, hand: Standing, documents: list[tuple[str, str]]) -> None:
    key = new_id()
    tap = lambda: actions.register(  # noqa: E731
        by=hand.actor, community=county.communities[0], name="王小明", documents=documents, key=key
    ).pk  # fmt: skip
    assert race(hand.actor.scope, tap, tap, tap) == [key, key, key]
    with transaction.atomic():
        enter(hand.actor.scope)
        assert [person.name for person in Person.objects.all()] == ["王小明"]


@threads
def test_without_a_key_two_requests_are_two_persons(county: County, hand: Standing) -> None:
    tap = lambda: actions.register(by=hand.actor, community=county.communities[0], name="王小明").pk  # noqa: E731
    assert len(set(race(hand.actor.scope, tap, tap))) == 2


@threads
def test_two_people_of_one_door_registered_at_once_share_the_household(county: County, hand: Standing) -> None:
    def register(name: str) -> Callable[[], object]:
        where = {"community": county.communities[0], "dwelling": county.dwellings[0]}
        return lambda: actions.register(by=hand.actor, name=name, **where).household_id  # type: ignore[arg-type]

    found = race(hand.actor.scope, register("王一"), register("王二"), register("王三"))
    with transaction.atomic():
        enter(hand.actor.scope)
        assert set(found) == {Household.objects.get().pk}


@threads
def test_a_telephone_added_twice_at_once_is_one(county: County, hand: Standing) -> None:
    person, _other = two(county, hand)
    tap = lambda: actions.add_telephone(person, by=hand.actor, number=PHONE)  # noqa: E731
    race(hand.actor.scope, tap, tap, tap)
    with transaction.atomic():
        enter(hand.actor.scope)
        assert Telephone.objects.count() == 1


@threads
def test_of_two_who_say_a_relation_at_once_one_is_told_that_it_is_known(county: County, hand: Standing) -> None:
    one, other = two(county, hand)
    found = race(
        hand.actor.scope,
        lambda: actions.relate(one, other, by=hand.actor, kind="child"),
        lambda: actions.relate(other, one, by=hand.actor, kind="parent"),
    )
    assert [str(told) for told in found if isinstance(told, Refused)] == ["两位的关系已经记过了。"]
    with transaction.atomic():
        enter(hand.actor.scope)
        assert KinshipLink.objects.count() == 1


def filled(client: Client, county: County) -> dict[str, object]:
    form = client.get(reverse("person_new")).context["form"]
    return {"name": "王小明", "community": county.communities[0].pk, "key": form["key"].value()}


def test_the_second_submit_of_the_form_lands_on_the_same_person(
    county: County, sign_in: SignIn, hand: Standing
) -> None:
    client = sign_in(hand)
    form = filled(client, county)
    first, second = (client.post(reverse("person_new"), form) for _tap in range(2))
    assert first["Location"] == second["Location"]
    see(county.division)
    assert Person.objects.count() == 1


def test_a_form_used_again_for_somebody_else_asks_and_then_registers_both(
    county: County, sign_in: SignIn, hand: Standing
) -> None:
    client = sign_in(hand)
    form = filled(client, county)
    client.post(reverse("person_new"), form)
    asked = client.post(reverse("person_new"), form | {"name": "李小红"})
    assert asked.status_code == 422
    assert "这张表刚才登记了“王小明”" in asked.content.decode()
    new_key = asked.context["form"]["key"].value()
    assert client.post(reverse("person_new"), form | {"name": "李小红", "key": new_key}).status_code == 302
    see(county.division)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["李小红", "王小明"]


def test_a_key_that_belongs_to_somebody_out_of_sight_tells_nothing(county: County, hand: Standing, post: Post) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    key = actions.register(by=other.actor, community=county.communities[2], name="远方的人").pk
    see(county.towns[0])
    with pytest.raises(Refused, match="这张表已经用过了"):
        actions.register(by=hand.actor, community=county.communities[0], name="远方的人", key=key)
