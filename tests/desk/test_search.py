"""查找: people, doors and cards by whatever somebody remembers of them; in reach only, masked, and without a trace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.people import actions as people
from linli.people.actions.cards import Issued, issue_cards, revoke_card
from linli.people.models import Household, Person
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
PHONE = "13812345521"


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def person(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王小明", phones=[(PHONE, "")],
        actual_address=county.dwellings[0].address,
    )  # fmt: skip


@pytest.fixture
def home(county: County, worker: Standing, person: Person) -> Household:
    made = people.open_household(
        by=worker.actor, community=county.communities[0], dwelling=county.dwellings[0], name="王家"
    )
    people.join_household(person, made, by=worker.actor, relation="本人")
    return made


@pytest.fixture
def issued(worker: Standing, person: Person) -> Issued:
    return issue_cards([person], by=worker.actor)[0]


def ask(client: Client, typed: str) -> str:
    """Search as the form does it, and follow to where it leads."""
    answer = client.post("/w/search/", {"q": typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/search/").status_code == 302


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.EVALUATOR])
def test_who_keeps_no_files_has_no_search(county: County, post: Post, sign_in: SignIn, role: str) -> None:
    assert sign_in(post(role, county.division)).get("/w/search/").status_code == 404


def test_nothing_of_elsewhere_is_found(
    county: County, post: Post, sign_in: SignIn, person: Person, home: Household, issued: Issued
) -> None:
    client = sign_in(post(Role.COMMUNITY_WORKER, county.communities[-1]))
    ways = (
        "王小明",
        "wxm",
        "5521",
        PHONE,
        "3栋2单元501",
        issued.card.number,
        f"https://linli.example/p/{issued.token}/",
    )
    for typed in ways:
        page = ask(client, typed)
        assert str(person.pk) not in page and str(home.pk) not in page
        assert ("没有找到" in page) is (typed != "3栋2单元501")  # a door of the same name stands in her own community
    assert not Look.objects.filter(kind="search").exists()


@pytest.mark.parametrize("typed", ["王小明", "小明", "wxm", "wangxm"[:4], "5521", PHONE, "3栋2单元501"])
def test_a_person_is_found_by_what_is_remembered_of_her(
    sign_in: SignIn, worker: Standing, person: Person, typed: str
) -> None:
    page = ask(sign_in(worker), typed)
    assert f"/w/people/{person.pk}/" in page and "138****5521" in page
    assert PHONE not in page.replace(f'value="{typed}"', "")
    assert Look.objects.get(kind="search").persons == [person.pk]


@pytest.mark.parametrize("typed", ["3-2-501", "示范家苑 501", "3栋2单元501", "3/2/501"])
def test_a_door_is_found_by_its_numbers_with_who_is_registered_there(
    sign_in: SignIn, worker: Standing, person: Person, home: Household, typed: str
) -> None:
    page = ask(sign_in(worker), typed)
    assert f"/w/households/{home.pk}/" in page and "1 人" in page


@pytest.mark.parametrize("typed", ["3-2-50", "13-2-501", "3-501-2", "01"])
def test_a_number_of_a_door_is_taken_whole(sign_in: SignIn, worker: Standing, home: Household, typed: str) -> None:
    assert f"/w/households/{home.pk}/" not in ask(sign_in(worker), typed)


@pytest.mark.parametrize("typed", ["%", "_", "(", "\\", "3栋(", "[", "." * 200, "a\x00b", "'"])
def test_signs_with_a_meaning_elsewhere_are_searched_as_they_are(
    sign_in: SignIn, worker: Standing, home: Household, typed: str
) -> None:
    assert f"/w/households/{home.pk}/" not in ask(sign_in(worker), typed)


def test_a_card_is_found_scanned_or_read_out_and_no_more_once_it_is_revoked(
    sign_in: SignIn, worker: Standing, person: Person, issued: Issued
) -> None:
    client, spoken = sign_in(worker), issued.card.spoken
    ways = (issued.card.number, spoken, f"https://linli.example/p/{issued.token}/")
    for typed in ways:
        assert f"/w/people/{person.pk}/" in ask(client, typed)
    revoke_card(issued.card, by=worker.actor)
    for typed in ways:
        assert f"/w/people/{person.pk}/" not in ask(client, typed)


def test_an_officer_reads_no_cards(county: County, post: Post, sign_in: SignIn, person: Person, issued: Issued) -> None:
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    assert f"/w/people/{person.pk}/" in ask(client, "王小明")
    assert f"/w/people/{person.pk}/" not in ask(client, issued.card.number)


def test_neither_a_whole_number_nor_a_card_stands_in_an_address(
    sign_in: SignIn, worker: Standing, person: Person, issued: Issued
) -> None:
    client = sign_in(worker)
    for typed in (PHONE, issued.card.number, f"/p/{issued.token}/"):
        assert client.post("/w/search/", {"q": typed}).status_code == 200
        led = client.get("/w/search/", {"q": typed})
        assert led.status_code == 302 and led["Location"] == "/w/search/"
    assert client.post("/w/search/", {"q": "王小明"})["Location"].startswith("/w/search/?q=")


def test_a_child_whose_file_is_shut_is_a_surname(county: County, sign_in: SignIn, worker: Standing) -> None:
    born = timezone.localdate() - timedelta(days=4000)
    child = people.register(by=worker.actor, community=county.communities[0], name="金丝雀", birth_date=born)
    people.tag(child, people.Mark("orphan"), by=worker.actor)
    page = ask(sign_in(worker), "金丝")
    assert "金某" in page and "金丝雀" not in page


def test_what_is_found_costs_the_same_for_one_and_for_many(
    county: County, sign_in: SignIn, worker: Standing, person: Person, home: Household
) -> None:
    client, counts = sign_in(worker), []
    for n in range(2):
        ask(client, "示范家苑")
        with CaptureQueriesContext(connection) as caught:
            client.get("/w/search/", {"q": "示范家苑"})
        counts.append(len(caught))
        for dwelling in county.dwellings[:2]:
            made = people.open_household(
                by=worker.actor, community=county.communities[0], dwelling=dwelling, name=f"{n}家"
            )
            other = people.register(
                by=worker.actor, community=county.communities[0], name=f"李{n}", actual_address=dwelling.address
            )
            people.join_household(other, made, by=worker.actor, relation="本人")
    assert counts[0] == counts[1] <= 18
    see(county.division)
