"""疑似重复: told while registering, found at night, parted by who knows; nobody learns of a file out of her sight."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused
from linli.people import actions
from linli.people.models import DuplicatePair, Person
from linli.places.models import Division
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import NUMBER, PHONE, card

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
BORN = date(1951, 2, 3)


def register(by: Standing, place: Division, name: str, **facts: object) -> Person:
    return actions.register(by=by.actor, community=place, name=name, **{"birth_date": BORN, "sex": "2"} | facts)  # type: ignore[arg-type]


def told(county: County, **facts: object) -> dict[str, object]:
    return {"name": "王小明", "community": county.communities[0].pk, "birth_date": "1951-02-03", "sex": "2"} | facts


def test_only_the_system_compares_a_county(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="每天夜里"):
        actions.find_duplicates(county.division, by=worker.actor)


def test_somebody_out_of_sight_is_never_offered(county: County, post: Post, sign_in: SignIn, worker: Standing) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    register(other, county.communities[2], "王小明", documents=[("id_card", NUMBER)])
    client = sign_in(worker)
    assert client.post(reverse("person_alike"), told(county)).content.strip() == b""
    refused = client.post(reverse("person_new"), told(county, document_number=NUMBER)).content.decode()
    assert "请找站点协调员核对" in refused
    assert Event.objects.filter(verb="document.collided").count() == 1


def test_who_looks_alike_is_told_before_saving_and_may_be_registered_all_the_same(
    county: County, sign_in: SignIn, worker: Standing
) -> None:
    known = register(worker, county.communities[0], "王晓明", phones=[(PHONE, "")])
    client = sign_in(worker)
    fragment = client.post(reverse("person_alike"), told(county, phone=PHONE)).content.decode()
    assert "姓名同音、生日相同、电话相同" in fragment
    assert PHONE not in fragment
    assert list(Look.objects.get(kind="people.duplicates").persons) == [known.pk]
    asked = client.post(reverse("person_new"), told(county))
    assert asked.status_code == 422
    assert "像是已经登记过" in asked.content.decode()
    assert Person.objects.count() == 1
    assert client.post(reverse("person_new"), told(county, anyway="1")).status_code == 302
    see(county.division)
    assert Person.objects.count() == 2


def test_a_namesake_of_another_birthday_is_not_offered(county: County, sign_in: SignIn, worker: Standing) -> None:
    register(worker, county.communities[0], "王小明", birth_date=date(1990, 7, 7))
    assert sign_in(worker).post(reverse("person_alike"), told(county)).content.strip() == b""


def test_the_night_finds_pairs_and_leaves_twins_and_namesakes_alone(county: County, worker: Standing) -> None:
    home = county.dwellings[0]
    first = register(worker, county.communities[0], "王小明", phones=[(PHONE, "")], dwelling=home)
    again = register(worker, county.communities[1], "王晓明", phones=[(PHONE, "")])
    for serial, name in (("002", "李小红"), ("004", "李小梅")):
        register(
            worker, county.communities[0], name, dwelling=home, documents=[("id_card", card("20100506", serial))],
            birth_date=None, phones=[("13911112222", "母亲")],
        )  # fmt: skip
    register(worker, county.communities[0], "王小明", birth_date=date(1990, 1, 1))
    for _night in range(2):
        assert actions.find_duplicates(county.division, by=system_actor()) == 1
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {first.pk, again.pk}
    assert (pair.town_id, pair.community_id) == (first.town_id, 0)
    assert pair.levels["name"] == "sounds"


def test_a_pair_is_seen_by_who_sees_both(county: County, post: Post, sign_in: SignIn, worker: Standing) -> None:
    for place in county.communities[:2]:
        register(worker, place, "王小明")
    actions.find_duplicates(county.division, by=system_actor())
    address = reverse("people_duplicates")
    assert "姓名相同、生日相同" in sign_in(worker).get(address).content.decode()
    see(county.communities[0])
    assert "没有疑似重复" in sign_in(post(Role.COMMUNITY_WORKER, county.communities[0])).get(address).content.decode()


def test_two_who_were_parted_are_not_offered_again(county: County, sign_in: SignIn, worker: Standing) -> None:
    first, second = (register(worker, county.communities[0], "王小明") for _ in range(2))
    actions.find_duplicates(county.division, by=system_actor())
    client = sign_in(worker)
    assert client.post(reverse("person_part", args=[second.pk, first.pk])).status_code == 302
    see(county.division)
    assert actions.find_duplicates(county.division, by=system_actor()) == 0
    assert "没有疑似重复" in client.get(reverse("people_duplicates")).content.decode()


def test_a_pair_goes_when_the_files_are_merged_or_no_longer_alike(county: County, worker: Standing) -> None:
    first, second = (register(worker, county.communities[0], "王小明") for _ in range(2))
    actions.find_duplicates(county.division, by=system_actor())
    actions.merge(first, second, by=worker.actor)
    assert actions.find_duplicates(county.division, by=system_actor()) == 0


def test_the_list_asks_as_often_for_one_pair_as_for_three(county: County, sign_in: SignIn, worker: Standing) -> None:
    client, asked = sign_in(worker), []
    for names in (("王小明",), ("李小红", "张小华")):
        for name in names:
            for _ in range(2):
                register(worker, county.communities[0], name)
        actions.find_duplicates(county.division, by=system_actor())
        client.get(reverse("people_duplicates"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("people_duplicates"))
        asked.append(len(queries))
        see(county.division)
    assert asked[0] == asked[1]
