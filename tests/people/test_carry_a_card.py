"""居民卡: no PIN at a staffed counter, a PIN at home, five tries, and worthless from the moment it is revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.actor import STRANGER
from linli.kernel.policy import Refused
from linli.people.actions import cards
from linli.people.actions.cards import Issued
from linli.people.models import Person, ResidentCard
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories.places import County

WRONG = "对不上。连着错五次卡会锁住，到社区就能打开。"


@pytest.fixture
def issued(person: Person, worker: Standing) -> Issued:
    cache.clear()
    return cards.issue_cards([person], by=worker.actor)[0]


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04d}"


def test_a_worker_of_another_town_issues_and_revokes_nothing(
    county: County, post: Callable[..., Standing], person: Person, issued: Issued
) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围内"):
        cards.issue_cards([person], by=other.actor)
    with pytest.raises(Refused, match="不在您负责的范围内"):
        cards.revoke_card(issued.card, by=other.actor)


def test_neither_token_nor_pin_lies_anywhere_in_clear(issued: Issued) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(c::text, ' ') FROM people_residentcard c")
        kept = cursor.fetchone()[0]
    assert issued.token not in kept and issued.token.encode().hex() not in kept
    assert issued.card.pin.startswith("argon2")
    assert str(issued.card.person_id) not in issued.token


@pytest.mark.parametrize("token", ["nothing-known", "x" * 200])
def test_an_unknown_code_and_a_wrong_pin_are_answered_alike(client: Client, issued: Issued, token: str) -> None:
    asked = client.get(f"/p/{token}/")
    assert asked.status_code == 200
    assert "王" not in asked.content.decode()
    for address in (f"/p/{token}/", f"/p/{issued.token}/"):
        page = client.post(address, {"pin": wrong(issued.pin)})
        assert page.status_code == 422
        assert WRONG in page.content.decode()


def test_after_five_wrong_pins_the_right_one_is_refused_until_the_counter_unlocks(
    county: County, worker: Standing, client: Client, issued: Issued
) -> None:
    for _try in range(5):
        assert cards.show_pin(wrong(issued.pin), token=issued.token, by=STRANGER) is None
    assert cards.show_pin(issued.pin, token=issued.token, by=STRANGER) is None
    see(county.division)
    card = ResidentCard.objects.get()
    cards.unlock_card(card, by=worker.actor)
    assert cards.show_pin(issued.pin, token=issued.token, by=STRANGER) == card


def test_a_worker_in_her_post_shows_no_pin(worker: Standing, issued: Issued) -> None:
    with pytest.raises(Refused, match="扫卡就行"):
        cards.show_pin(issued.pin, token=issued.token, by=worker.actor)


def test_a_new_card_makes_the_old_one_worthless_at_the_next_request(
    county: County, worker: Standing, person: Person, client: Client, issued: Issued
) -> None:
    assert client.post(f"/p/{issued.token}/", {"pin": issued.pin})["Location"] == "/"
    assert client.get("/my/progress/").status_code == 200
    see(county.division)
    (fresh,) = cards.issue_cards([person], by=worker.actor)
    assert client.get("/my/progress/")["Location"].startswith("/login/")
    assert cards.show_pin(issued.pin, token=issued.token, by=STRANGER) is None
    assert cards.show_pin(fresh.pin, token=fresh.token, by=STRANGER) is not None


def test_one_address_tries_no_more_than_thirty_times_an_hour(client: Client, issued: Issued) -> None:
    for _try in range(30):
        client.post("/p/nothing-known/", {"pin": "0000"})
    assert client.post(f"/p/{issued.token}/", {"pin": issued.pin}).status_code == 422
    assert client.post(f"/p/{issued.token}/", {"pin": issued.pin}, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_the_hour_runs_from_the_first_try_and_not_from_the_last(client: Client, issued: Issued) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        for minutes in range(0, 60, 2):
            clock.move_to(begun + timedelta(minutes=minutes))
            client.post("/p/nothing-known/", {"pin": "0000"})
        clock.move_to(begun + timedelta(minutes=59))
        assert client.post(f"/p/{issued.token}/", {"pin": issued.pin}).status_code == 422
        clock.move_to(begun + timedelta(minutes=61))
        assert client.post(f"/p/{issued.token}/", {"pin": issued.pin}).status_code == 302


def test_a_house_with_many_addresses_of_its_own_is_one_address(client: Client, issued: Issued) -> None:
    for device in range(30):
        client.post("/p/nothing-known/", {"pin": "0000"}, REMOTE_ADDR=f"2001:db8:0:7::{device:x}")
    told = {"pin": issued.pin}
    assert client.post(f"/p/{issued.token}/", told, REMOTE_ADDR="2001:db8:0:7:ffff::1").status_code == 422
    assert client.post(f"/p/{issued.token}/", told, REMOTE_ADDR="2001:db8:0:8::1").status_code == 302


def test_full_width_digits_open_it_too(client: Client, issued: Issued) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in issued.pin)
    assert client.post(f"/p/{issued.token}/", {"pin": wide}).status_code == 302


def test_what_is_written_by_card_says_for_whom(county: County, client: Client, person: Person, issued: Issued) -> None:
    client.post(f"/p/{issued.token}/", {"pin": issued.pin})
    assert "王奶奶" in client.get("/").content.decode()
    client.post("/my/call/")
    see(county.division)
    assert Task.objects.get().person == person.pk
    event = Event.objects.get(verb="task.opened")
    assert (event.by_user, event.on_behalf_of, event.channel) == (None, person.pk, "web")
    assert client.post("/p/leave/")["Location"] == "/"
    assert client.get("/my/progress/")["Location"].startswith("/login/")


def test_at_the_counter_the_card_opens_without_a_pin(
    worker: Standing, sign_in: Callable[[Standing], Client], person: Person, issued: Issued
) -> None:
    client = sign_in(worker)
    assert client.get(f"/p/{issued.token}/")["Location"] == f"/w/counter/{person.pk}/"
    page = client.get(f"/w/counter/{person.pk}/").content.decode()
    assert "您在替 王奶奶 办" in page


def test_a_worker_of_another_town_is_told_nothing_of_the_card(
    county: County, post: Callable[..., Standing], sign_in: Callable[[Standing], Client], issued: Issued
) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    page = client.get(f"/p/{issued.token}/", follow=True).content.decode()
    assert "不在您负责的范围里" in page
    assert "王" not in page


def test_the_sheet_is_a_paper_and_a_sheet_for_many_leaves_out_who_has_one(
    county: County,
    worker: Standing,
    sign_in: Callable[[Standing], Client],
    person: Person,
    issued: Issued,
    settings: Any,
) -> None:
    client = sign_in(worker)
    made = client.post(f"/w/people/{person.pk}/card/issue/")
    assert made.content.startswith(b"%PDF")
    assert "王小明" not in client.get("/w/cards/").content.decode()
    client.post(f"/w/people/{person.pk}/card/end/", {"do": "revoke"})
    assert "王小明" in client.get("/w/cards/").content.decode()
    assert client.post("/w/cards/").content.startswith(b"%PDF")
