"""The list, a person's page and a household's page: shut to strangers, masked, few queries, looks left."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.people import actions
from linli.people.models import Person
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import NUMBER, PHONE

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


def pages(person: Person) -> list[str]:
    """Return the address of every page about a person."""
    telephone, document, tag = person.telephones.get(), person.documents.get(), person.tags.all()[0]
    assert person.household_id
    named = ["person", "person_family", "person_records", "person_looks", "person_edit", "person_numbers", "tag_new",
             "household_move", "household_leave"]  # fmt: skip
    return [
        *[reverse(name, args=[person.pk]) for name in named],
        reverse("household", args=[person.household_id]),
        reverse("number", args=["telephone", telephone.pk]),
        reverse("number", args=["document", document.pk]),
        reverse("tag_end", args=[tag.pk]),
        f"{reverse('person_new')}?household={person.household_id}",
    ]


def test_a_stranger_is_asked_to_sign_in(client: Client, person: Person) -> None:
    for address in [*pages(person), reverse("people"), reverse("person_new")]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.url.startswith(reverse("login"))  # type: ignore[attr-defined]


def test_a_worker_of_another_town_does_not_learn_that_the_person_exists(
    county: County, post: Post, sign_in: SignIn, person: Person
) -> None:
    addresses, telephone = pages(person), person.telephones.get().pk
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    for address in addresses:
        for response in (client.get(address), client.post(address, {"purpose": "看看", "version": 1})):
            assert response.status_code in (404, 405), address
            assert "王小明" not in response.content.decode()
    assert client.post(reverse("telephone_remove", args=[telephone])).status_code == 404
    listed = client.get(reverse("people"), {"q": "王小"}).content.decode()
    assert "王小明" not in listed
    see(county.division)
    assert person.telephones.count() == 1
    assert not Look.objects.filter(persons__contains=[person.pk]).exists()


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN])
def test_posts_that_need_nobodys_file_meet_404(
    county: County, post: Post, sign_in: SignIn, person: Person, role: str
) -> None:
    addresses = pages(person)
    client = sign_in(post(role, county.division))
    for address in [*addresses, reverse("people"), reverse("person_new")]:
        assert client.get(address).status_code == 404, address


def test_the_county_reads_but_neither_changes_nor_reveals(
    county: County, post: Post, sign_in: SignIn, person: Person
) -> None:
    number = reverse("number", args=["telephone", person.telephones.get().pk])
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    assert client.get(reverse("person", args=[person.pk])).status_code == 200
    assert client.post(number, {"purpose": "核对"}).status_code == 404
    assert client.get(reverse("person_edit", args=[person.pk])).status_code == 404


def test_numbers_are_masked_on_every_page(sign_in: SignIn, worker: Standing, person: Person) -> None:
    addresses = pages(person)
    client = sign_in(worker)
    seen = ""
    for address in [*addresses, reverse("people")]:
        response = client.get(address)
        assert response.status_code == 200, address
        body = response.content.decode()
        assert NUMBER not in body, address
        assert PHONE not in re.sub(r"\s", "", body), address
        seen += body
    assert "999***********" in seen
    assert "138****5521" in seen


def test_a_number_is_not_shown_without_a_reason(sign_in: SignIn, worker: Standing, person: Person) -> None:
    address = reverse("number", args=["document", person.documents.get().pk])
    response = sign_in(worker).post(address, {"purpose": " \u200b "})
    assert response.status_code == 422
    assert NUMBER not in response.content.decode()
    assert not Look.objects.filter(kind="person.number").exists()


def test_a_number_is_shown_for_a_reason_that_stays(sign_in: SignIn, worker: Standing, person: Person) -> None:
    address = reverse("number", args=["document", person.documents.get().pk])
    client = sign_in(worker)
    response = client.post(address, {"purpose": "办残疾证核对"})
    assert NUMBER in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    look = Look.objects.get(kind="person.number")
    assert (look.persons, look.fields, look.purpose, look.by_user) == (
        [person.pk], ["document"], "办残疾证核对", worker.user.pk,
    )  # fmt: skip
    shown = client.get(reverse("person_looks", args=[person.pk])).content.decode()
    assert "完整号码" in shown
    assert "办残疾证核对" not in shown


def test_the_page_tells_recognition_from_observation(sign_in: SignIn, worker: Standing, person: Person) -> None:
    body = sign_in(worker).get(reverse("person", args=[person.pk])).content.decode()
    official, observed = body.index("官方认定</h2>"), body.index("工作人员观察</h2>")
    assert official < body.index("青禾县民政局") < observed < body.rindex("独居老人")
    assert "先打电话" in body


def test_every_page_leaves_a_look(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    kinds = {
        "people": "people.list", "person": "person.view", "person_family": "person.family",
        "person_records": "person.records", "person_looks": "person.looks", "person_edit": "person.edit",
    }  # fmt: skip
    for name, kind in kinds.items():
        client.get(reverse(name, args=[] if name == "people" else [person.pk]))
        look = Look.objects.filter(kind=kind).first()
        assert look is not None, name
        assert (look.persons, look.county_id) == ([person.pk], person.county_id)


def queries_of(client: Client, address: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("query", ["", "?q=王小", "?q=5521", "?category=elder_alone", "?band=70-79"])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    county: County, sign_in: SignIn, worker: Standing, person: Person, query: str
) -> None:
    client = sign_in(worker)
    address = reverse("people") + query
    client.get(address)
    one = queries_of(client, address)
    for number in (4, 6):
        actions.register(
            by=worker.actor, community=county.communities[number // 5], name=f"王小{number}",
            birth_date=date(1951, 1, 1), phones=[(f"139{number:04d}5521", "")],
            categories=[actions.Mark("elder_alone")],
        )  # fmt: skip
    three = queries_of(client, address)
    assert (one, three) == (three, one)
    assert client.get(address).content.decode().count('<th scope="row">') == 3
    assert one <= 15


def test_the_household_page_takes_as_many_queries_for_three_as_for_one(
    county: County, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    client = sign_in(worker)
    address = reverse("household", args=[person.household_id])
    client.get(address)
    one = queries_of(client, address)
    for number in (4, 6):
        actions.register(
            by=worker.actor, community=county.communities[0], name=f"王小{number}", household=person.household,
            birth_date=date(1951, 1, 1),
        )  # fmt: skip
    assert queries_of(client, address) == one


def test_filters_live_in_the_address(county: County, sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    there, elsewhere = county.communities[0].pk, county.communities[1].pk
    assert "王小明" in client.get(reverse("people"), {"place": there, "category": "low_income"}).content.decode()
    assert "王小明" not in client.get(reverse("people"), {"place": elsewhere}).content.decode()
    assert "王小明" not in client.get(reverse("people"), {"category": "orphan"}).content.decode()
    assert "王小明" in client.get(reverse("people"), {"q": "wxm", "band": "70-79"}).content.decode()


@pytest.mark.parametrize(
    "query", ["place=999999999", "place=x", "category=x", "band=x", "after=%00", "q=%00", "q=%ED%A0%80"]
)
def test_an_odd_address_is_no_fault(sign_in: SignIn, worker: Standing, person: Person, query: str) -> None:
    assert sign_in(worker).get(f"{reverse('people')}?{query}").status_code == 200


def test_a_whole_number_never_stands_in_an_address(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    for typed in (NUMBER, NUMBER.lower(), "138 1234 5521", "+86" + PHONE, f"{NUMBER[:6]} {NUMBER[6:]}"):
        answered = client.post(reverse("people"), {"q": typed})
        assert answered.status_code == 200, typed
        assert "王小明" in answered.content.decode(), typed
    exposed = client.get(reverse("people"), {"q": NUMBER, "category": "elder_alone"}, follow=True)
    assert exposed.redirect_chain == [("/w/people/?category=elder_alone", 302)]
    assert NUMBER not in exposed.content.decode()
    assert "不放在网址里" in exposed.content.decode()


def test_what_is_no_number_is_sent_on_to_an_address(sign_in: SignIn, worker: Standing, person: Person) -> None:
    answered = sign_in(worker).post(reverse("people"), {"q": "王小", "category": "elder_alone"}, follow=True)
    assert answered.redirect_chain == [("/w/people/?q=%E7%8E%8B%E5%B0%8F&category=elder_alone", 302)]
    assert "王小明" in answered.content.decode()
    empty = sign_in(worker).post(reverse("people"), {"q": "5521"})
    assert empty["Location"] == "/w/people/?q=5521"


def test_the_county_narrows_to_towns_and_then_to_their_communities(
    county: County, post: Post, sign_in: SignIn, person: Person
) -> None:
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    town, community = county.towns[0], county.communities[0]
    bare = client.get(reverse("people")).content.decode()
    assert town.name in bare
    assert f"· {community.name}" not in bare
    for chosen in (town, community):
        body = client.get(reverse("people"), {"place": chosen.pk}).content.decode()
        assert f"· {community.name}" in body
        assert f"· {county.communities[2].name}" not in body
        assert "王小明" in body
    assert "王小明" not in client.get(reverse("people"), {"place": county.towns[1].pk}).content.decode()
