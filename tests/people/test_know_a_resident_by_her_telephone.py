"""A resident comes in by her own telephone, answers one question, and sees her own rows and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from linli.accounts.models import User
from linli.accounts.sight import actor_of
from linli.kernel.actor import STRANGER
from linli.kernel.policy import Refused
from linli.kernel.scope import NOWHERE, Scope, enter
from linli.people import actions
from linli.people.actions import doors
from linli.people.models import Person, PersonAccount
from linli.people.queries import holder, person_of
from tests.conftest import Standing, see
from tests.factories import accounts
from tests.factories.places import County
from tests.people.cards import card
from tests.support.login import codes_to, last_code, sign_in

OWN, DAUGHTERS = "13800001950", "13800001975"


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    """王奶奶, born 1951; her own telephone, and her daughter's for the case of need."""
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
        documents=[("id_card", card(serial="006"))], phones=[(OWN, ""), (DAUGHTERS, "女儿")],
    )  # fmt: skip


def account(phone: str) -> User:
    return accounts.user("示范居民", f"+86{phone}")


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(("phone", "born"), [(OWN, 1950), (DAUGHTERS, 1951), ("13800009999", 1951)])
def test_a_wrong_year_anothers_number_and_an_unknown_one_are_answered_alike(
    elder: Person, client: Client, phone: str, born: int
) -> None:
    user = account(phone)
    sign_in(client, actor_of(user, None))
    page = client.post("/my/link/", {"born": str(born)})
    assert page.status_code == 422
    assert "请到社区，或者打个电话，让社区帮您办。" in page.content.decode()
    assert "王" not in page.content.decode()
    assert person_of(user.pk) is None


def test_a_number_that_stands_with_two_people_is_nobodys(county: County, worker: Standing, elder: Person) -> None:
    actions.register(by=worker.actor, community=county.communities[0], name="王大明", phones=[(OWN, "")])
    assert holder(f"+86{OWN}") is None


def test_the_fourth_guess_of_a_day_is_refused_even_when_it_is_right(elder: Person) -> None:
    user = account(OWN)
    by = actor_of(user, None)
    for born in (1948, 1949, 1950):
        assert doors.link_by_phone(user, born, by=by) is None
    assert doors.link_by_phone(user, 1951, by=by) is None


def test_a_worker_in_her_post_and_a_stranger_are_not_linked(elder: Person, worker: Standing) -> None:
    for by in (worker.actor, STRANGER):
        with pytest.raises(Refused, match="请用自己的手机号登录"):
            doors.link_by_phone(worker.user, 1951, by=by)


def test_the_right_year_links_her_and_the_database_shows_her_own_rows_only(
    county: County, worker: Standing, elder: Person, person: Person
) -> None:
    user = account(OWN)
    linked = doors.link_by_phone(user, 1951, by=actor_of(user, None))
    assert linked == elder
    assert person_of(user.pk) == elder.pk
    enter(Scope(user=user.pk, persons=(elder.pk,)))
    assert [row.pk for row in Person.objects.all()] == [elder.pk]
    assert count("people_telephone") == 2
    assert count("people_household") == 0
    enter(NOWHERE)
    assert (count("people_person"), count("people_personaccount"), count("people_telephone")) == (0, 0, 0)


def test_her_own_reach_lets_her_read_and_not_write(county: County, elder: Person) -> None:
    from linli.kernel.policy import acting

    enter(Scope(persons=(elder.pk,)))
    with acting():
        assert Person.objects.filter(pk=elder.pk).update(note="改了") == 0


def test_one_account_is_one_person_and_the_desk_can_open_and_end_it(
    county: County, worker: Standing, elder: Person, person: Person
) -> None:
    user = account("13800008888")
    link = doors.link_at_desk(elder, user, by=worker.actor)
    with pytest.raises(Refused, match="已经认在另一位名下"):
        doors.link_at_desk(person, user, by=worker.actor)
    doors.unlink(link, by=worker.actor)
    assert person_of(user.pk) is None
    assert doors.link_at_desk(person, user, by=worker.actor).person == person


def test_a_worker_of_another_town_opens_no_door(county: County, post: Callable[..., Standing], elder: Person) -> None:
    other = post("social_worker", county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围内"):
        doors.link_at_desk(elder, account("13800007777"), by=other.actor)


def test_a_resident_without_an_account_comes_in_with_the_first_right_code(
    elder: Person, client: Client, tmp_path: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    codes_to(tmp_path / "codes.jsonl")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/login/", {"phone": OWN})
    page = client.post("/login/code/", {"code": last_code(tmp_path / "codes.jsonl")})
    assert page.status_code == 302
    assert client.post("/my/link/", {"born": "1951"})["Location"] == "/"
    see_all = PersonAccount.objects.get()
    assert (see_all.person_id, see_all.how) == (elder.pk, "phone")


def test_a_number_nobody_has_gets_no_code_and_a_family_number_neither(
    elder: Person, client: Client, tmp_path: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    codes_to(tmp_path / "codes.jsonl")
    for phone in ("13800009999", DAUGHTERS):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/login/", {"phone": phone})
    assert not (tmp_path / "codes.jsonl").exists()


def test_control_another_scope_that_names_her_sees_her(county: County, elder: Person) -> None:
    see(county.towns[1])
    assert not Person.objects.filter(pk=elder.pk).exists()
    enter(Scope(column="town_id", areas=(county.towns[1].pk,), persons=(elder.pk,)))
    assert Person.objects.filter(pk=elder.pk).exists()
