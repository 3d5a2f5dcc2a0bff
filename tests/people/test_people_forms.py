"""The forms of the people room: what was typed is never lost, and every refusal says why."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.people import actions
from linli.people.models import Person
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import NUMBER, card

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


def test_a_person_is_registered_on_the_page(county: County, sign_in: SignIn, worker: Standing) -> None:
    client = sign_in(worker)
    form = {
        "name": "李小红", "community": county.communities[0].pk, "door": "3栋2单元501", "document_kind": "id_card",
        "document_number": card("19600101"), "phone": "138 0000 1234", "other_phone": "0990-2234567",
        "other_label": "儿子", "categories": ["elder_alone"],
    }  # fmt: skip
    response = client.post(reverse("person_new"), form, follow=True)
    assert "女，1960-01-01出生" in response.content.decode()
    see(county.division)
    person = Person.objects.get(name="李小红")
    assert person.household and person.household.dwelling == county.dwellings[0]
    assert {phone.label for phone in person.telephones.all()} == {"", "儿子"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("document_number", "11010519491231002", "现在是17位"),
        ("phone", "1380000", "座机请加上区号"),
        ("name", "", "至少写一个"),
        ("community", "", "请选"),
        ("birth_date", "1960-13-01", "日期没看懂"),
        ("door", "50", "登记"),
    ],
)
def test_what_was_typed_stays_when_one_answer_is_wrong(
    county: County, sign_in: SignIn, worker: Standing, field: str, value: str, sentence: str
) -> None:
    form = {
        "name": "李小红", "community": county.communities[0].pk, "registered_address": "原籍地址很长很长", "phone": "",
        "door": "", "note": "说话慢一点", field: value,
    }  # fmt: skip
    response = sign_in(worker).post(reverse("person_new"), form)
    body = response.content.decode()
    if field == "door":  # a door that is in no list is kept as it was written
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert sentence in body
    assert "原籍地址很长很长" in body
    assert "说话慢一点" in body
    assert not Person.objects.exists()


def test_a_number_known_elsewhere_is_noted_and_not_told(
    county: County, post: Post, sign_in: SignIn, person: Person
) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    form = {
        "name": "别人",
        "community": county.communities[2].pk,
        "document_kind": "id_card",
        "document_number": NUMBER,
    }
    body = client.post(reverse("person_new"), form).content.decode()
    assert "请找站点协调员核对" in body
    assert "王小明" not in body
    assert Event.objects.filter(verb="document.collided").count() == 1


def test_who_meets_unseen_numbers_too_often_types_no_more_of_them(
    county: County, post: Post, sign_in: SignIn, person: Person
) -> None:
    guesser = post(Role.SOCIAL_WORKER, county.towns[1])
    for _guess in range(10):
        actions.report_collision(by=guesser.actor, county=county.division.pk)
    client = sign_in(guesser)
    form = {"name": "别人", "community": county.communities[2].pk}
    fresh = {"document_kind": "id_card", "document_number": card(serial="998")}
    for number in (fresh, {"document_kind": "id_card", "document_number": NUMBER}):
        response = client.post(reverse("person_new"), form | number)
        assert response.status_code == 422
        assert "太多号码对不上" in response.content.decode()
    assert client.post(reverse("person_new"), form).status_code == 302


def test_two_who_edit_at_once_see_both_texts(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    address = reverse("person_edit", args=[person.pk])
    actions.amend(person, by=worker.actor, version=1, note="改成先发短信")
    form = {"name": "王小明", "preferred_name": "王奶奶", "sex": "2", "birth_date": "1951-02-03", "note": "晚上别打",
            "actual_address": "新地址", "registered_address": "", "version": 1}  # fmt: skip
    response = client.post(address, form)
    body = response.content.decode()
    assert response.status_code == 409
    for text in ("改成先发短信", "晚上别打", "新地址", "用我写的"):
        assert text in body
    person.refresh_from_db(fields=["note"])
    assert person.note == "改成先发短信"
    assert client.post(address, form | {"version": 2}).status_code == 302
    person.refresh_from_db(fields=["note", "actual_address", "version"])
    assert (person.note, person.actual_address, person.version) == ("晚上别打", "新地址", 3)


def test_a_category_is_marked_and_ended_on_its_pages(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    address = reverse("tag_new", args=[person.pk])
    refused = client.post(address, {"category": "disability", "basis": "recognised", "reason": "写了很久的话"})
    assert refused.status_code == 422
    assert "哪个机关" in refused.content.decode()
    assert "写了很久的话" in refused.content.decode()
    client.post(
        address, {"category": "disability", "basis": "recognised", "authority": "县残联", "starts_on": "2025-01-01"}
    )
    tag = person.tags.get(category="disability")
    end = reverse("tag_end", args=[tag.pk])
    assert client.post(end, {"ends_on": "2024-12-31"}).status_code == 422
    assert client.post(end, {"ends_on": "2025-06-30"}).status_code == 302
    tag.refresh_from_db()
    assert tag.ends_on == date(2025, 6, 30)
    assert client.post(end, {}).status_code == 422


def test_somebody_moves_into_another_household_and_out(
    county: County, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    client = sign_in(worker)
    home = actions.open_household(by=worker.actor, community=county.communities[0], dwelling=county.dwellings[1])
    move = reverse("household_move", args=[person.pk])
    assert home.address in client.get(move, {"q": "502"}).content.decode()
    assert client.post(move, {"household": home.pk, "relation": "母亲"}).status_code == 302
    person.refresh_from_db(fields=["household"])
    assert person.household == home
    assert [member.ends_on is None for member in person.memberships.order_by("id")] == [False, True]
    assert client.post(move, {"household": home.pk}).status_code == 422
    assert client.post(move, {"household": UUID(int=1)}).status_code == 404
    assert client.post(reverse("household_leave", args=[person.pk]), {}).status_code == 302
    person.refresh_from_db(fields=["household"])
    assert person.household is None


def test_telephones_and_documents_are_added_and_taken_away(sign_in: SignIn, worker: Standing, person: Person) -> None:
    client = sign_in(worker)
    address = reverse("person_numbers", args=[person.pk])
    assert client.post(address, {"add": "phone", "phone": "1380000"}).status_code == 422
    assert client.post(address, {"add": "phone", "phone": "13900001111", "label": "儿子"}).status_code == 302
    assert (
        client.post(address, {"add": "document", "document_kind": "passport", "document_number": "E1"}).status_code
        == 422
    )
    document = {"add": "document", "document_kind": "passport", "document_number": "E12345678"}
    assert client.post(address, document).status_code == 302
    assert (person.telephones.count(), person.documents.count()) == (2, 2)
    assert client.post(reverse("telephone_remove", args=[person.telephones.all()[0].pk])).status_code == 302
    assert person.telephones.count() == 1
