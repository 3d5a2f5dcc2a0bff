"""Whatever is typed comes back as it was tidied, or is refused with a sentence; nothing breaks."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from linli.kernel.text import tidy, tidy_name
from linli.people import actions, queries
from linli.people.models import Person
from linli.people.queries import Wanted
from tests.conftest import Standing
from tests.factories.places import County
from tests.support.hostile import chinese, payloads, strings

SignIn = Callable[[Standing], Client]
LIMITS = {"name": 100, "preferred_name": 50, "registered_address": 200, "actual_address": 200, "note": 200}


def one_line(text: str) -> str:
    """Return the declared normalisation of a one-line field."""
    return " ".join(part.strip() for part in tidy(text).splitlines())


def value_in(body: str, name: str) -> str:
    """Return what a form shows in a text field."""
    tag = re.search(rf'<input [^>]*name="{name}"[^>]*>', body, re.S)
    assert tag is not None, name
    value = re.search(r' value="([^"]*)"', tag.group(0), re.S)
    return html.unescape(value.group(1)) if value else ""


def amended(client: Client, person: Person, text: str) -> Any:
    """Post one text into every text field of a person, as long as each takes."""
    person.refresh_from_db(fields=["version"])
    fields = {name: text[:limit].encode(errors="ignore").decode() for name, limit in LIMITS.items()}
    return client.post(reverse("person_edit", args=[person.pk]), fields | {"version": person.version, "sex": "0"})


def unharmed(client: Client, person: Person, text: str) -> None:
    """Fail unless a text was kept as tidied and is shown as it is kept, or was refused with a sentence."""
    response: HttpResponse = amended(client, person, text)
    body = response.content.decode()
    if response.status_code == 422:
        assert "form-errors" in body, repr(text)
        return
    assert response.status_code == 302, repr(text)
    person.refresh_from_db(fields=list(LIMITS))
    page = client.get(reverse("person_edit", args=[person.pk])).content.decode()
    for name, limit in LIMITS.items():
        typed = text[:limit].encode(errors="ignore").decode()
        expected = tidy_name(typed) if name.endswith("name") else one_line(typed)
        if name == "name" and not expected:
            expected = tidy_name(text[:50])
        assert getattr(person, name) == expected, (name, text)
        assert value_in(page, name) == expected, (name, text)


def test_a_sample_goes_through_every_text_field_of_a_person(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    for text in strings()[::17]:
        unharmed(client, person, text)


@pytest.mark.slow
def test_all_go_through_every_text_field_of_a_person(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    for text in [*strings(), *payloads()]:
        unharmed(client, person, text)


def test_no_page_shows_markup_that_was_typed(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    markup = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{1234567*9}}{% now %}'
    assert amended(client, person, markup).status_code == 302
    actions.tag(person, actions.Mark("orphan", "recognised", markup, markup, markup), by=worker.actor)
    names = ("person", "person_family", "person_records", "person_edit", "person_numbers", "tag_new", "household_move")
    for address in [*(reverse(name, args=[person.pk]) for name in names), reverse("people"),
                    reverse("household", args=[person.household_id])]:  # fmt: skip
        body = client.get(address).content.decode()
        assert "<img src=x" not in body
        assert "<script>alert" not in body
        assert "11111103" not in body


def test_search_takes_anything(worker: Standing, person: Person) -> None:
    for text in strings()[::3]:
        queries.people(Wanted(text), by=worker.actor, day=person.created_at.date())


def test_categories_take_anything(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    address = reverse("tag_new", args=[person.pk])
    for text in strings()[::20]:
        form = {"category": "orphan", "basis": "recognised", "authority": text[:100], "document": text[:100],
                "reason": text[:200]}  # fmt: skip
        form = {name: value.encode(errors="ignore").decode() for name, value in form.items()}
        response = client.post(address, form)
        if response.status_code == 422:
            assert "form-errors" in response.content.decode()
            continue
        tag = person.tags.get(category="orphan", ends_on=None)
        assert (tag.authority, tag.reason) == (one_line(form["authority"]), one_line(form["reason"]))
        actions.untag(tag, by=worker.actor)


def test_households_take_anything(county: County, worker: Standing) -> None:
    for text in strings()[::10]:
        typed = text[:60].encode(errors="ignore").decode()
        if not one_line(typed):
            continue
        home = actions.open_household(by=worker.actor, community=county.communities[0], name=typed, address=typed)
        home.refresh_from_db()
        assert (home.name, home.address) == (one_line(typed), one_line(typed))


def test_numbers_dates_and_choices_take_anything(
    county: County, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    lists = chinese()
    client, community = sign_in(worker), county.communities[0].pk
    plain = {"name": "王小七", "community": community}
    for field, kinds in {
        "document_number": "id_numbers_invalid", "phone": "phones", "birth_date": "dates", "community": "identifiers",
        "categories": "identifiers", "sex": "identifiers", "document_kind": "identifiers",
    }.items():  # fmt: skip
        for text in lists[kinds][::3]:
            response = client.post(reverse("person_new"), plain | {field: text.encode(errors="ignore").decode()})
            assert response.status_code in (302, 422), (field, text)
    for text in lists["identifiers"]:
        address = f"{reverse('person_new')}?household={text}"
        assert client.get(address).status_code in (200, 404)
        assert client.post(reverse("household_move", args=[person.pk]), {"household": text}).status_code in (404, 422)


@pytest.mark.parametrize("dot", list("·•‧・･∙⋅●．"))
def test_look_alike_dots_in_a_name_become_one(county: County, worker: Standing, dot: str) -> None:
    person = actions.register(by=worker.actor, community=county.communities[0], name=f"阿依古丽{dot}买买提")
    assert person.name == "阿依古丽·买买提"
    found = queries.people(Wanted(f"古丽{dot}买"), by=worker.actor, day=person.created_at.date()).rows
    assert [row.pk for row in found] == [person.pk]
