"""合并 on the pages: found, compared, merged, undone; whoever may not is not shown the way."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.people import actions
from linli.people.models import Merge, Person
from tests.conftest import Standing
from tests.factories.places import County
from tests.people.cards import PHONE

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def again(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王小明", phones=[(PHONE, "")], note="耳背",
        dwelling=county.dwellings[1],
    )  # fmt: skip


def test_a_grid_worker_is_not_shown_the_way(
    county: County, post: Post, sign_in: SignIn, person: Person, again: Person
) -> None:
    client = sign_in(post(Role.GRID_WORKER, county.communities[0]))
    assert "还有一份档案" not in client.get(reverse("person", args=[person.pk])).content.decode()
    assert client.get(reverse("person_merge", args=[person.pk, again.pk])).status_code == 404


def test_a_file_out_of_reach_is_not_compared(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    far = actions.register(by=other.actor, community=county.communities[2], name="王小明")
    for pair in ((person.pk, far.pk), (far.pk, person.pk)):
        assert sign_in(worker).get(reverse("person_merge", args=pair)).status_code == 404


def test_both_stand_side_by_side_with_numbers_masked_and_the_look_is_noted(
    sign_in: SignIn, worker: Standing, person: Person, again: Person
) -> None:
    body = sign_in(worker).get(reverse("person_merge", args=[person.pk, again.pk])).content.decode()
    assert "先打电话" in body
    assert "耳背" in body
    assert "999***********" in body
    assert PHONE not in body
    look = Look.objects.get(kind="person.compared")
    assert sorted(look.persons) == sorted([person.pk, again.pk])


def test_it_is_found_merged_and_undone(sign_in: SignIn, worker: Standing, person: Person, again: Person) -> None:
    client = sign_in(worker)
    same = client.get(reverse("person_same", args=[person.pk])).content.decode()
    address = reverse("person_merge", args=[person.pk, again.pk])
    assert address in same
    assert client.post(address, {"note": "nobody's"}).status_code == 422
    assert client.post(address, {"note": "other"})["Location"] == reverse("person", args=[person.pk])
    page = client.get(reverse("person", args=[person.pk])).content.decode()
    assert "耳背" in page
    undo = reverse("merge_undo", args=[Merge.objects.get().pk])
    assert undo in page
    for name in ("person", "person_family", "person_records", "person_looks"):
        led = client.get(reverse(name, args=[again.pk]))
        assert (led.status_code, led["Location"]) == (302, reverse(name, args=[person.pk]))
    assert client.get(undo).status_code == 200
    assert client.post(undo)["Location"] == reverse("person", args=[again.pk])
    assert client.get(reverse("person", args=[again.pk])).status_code == 200
    refused = client.post(undo)
    assert refused.status_code == 422
    assert "已经撤销" in refused.content.decode()


def test_the_pages_ask_a_fixed_number_of_questions(
    sign_in: SignIn, worker: Standing, person: Person, again: Person
) -> None:
    client = sign_in(worker)
    asked = []
    for name, args in (
        ("person_same", [person.pk]), ("person_merge", [person.pk, again.pk]), ("person", [person.pk])
    ):  # fmt: skip
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=args))
        asked.append(len(queries))
    assert asked == [14, 16, 12]
