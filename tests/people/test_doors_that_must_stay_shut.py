"""Doors of the dead, of merged files, of a child who grows up, and of who is kept away: each way round them is shut."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role, User
from linli.accounts.sight import actor_of
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.policy import Refused
from linli.people import actions, queries
from linli.people.actions import cards, proxies
from linli.people.models import Person, Proxy, ResidentCard
from linli.people.queries import Wanted
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import accounts, doors, people
from tests.factories.places import County
from tests.support.login import sign_in

TODAY = timezone.localdate()
PHONE, HIS = "13800001950", "13800007777"
ASK: dict[str, Any] = {"called": "妈妈", "may": ["progress", "call", "records"]}


@pytest.fixture(autouse=True)
def _nobody_has_tried(db: None) -> None:
    cache.clear()


@pytest.fixture
def mother(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
        birth_date=date(1950, 5, 1), phones=[(PHONE, "")],
    )  # fmt: skip


@pytest.fixture
def again(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", birth_date=date(1951, 3, 2)
    )


@pytest.fixture
def himself(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="示范某", birth_date=date(1948, 1, 1), phones=[(HIS, "")]
    )


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def daughter(db: None) -> Actor:
    return actor_of(accounts.user("示范女儿"), None)


def died(person: Person, worker: Standing) -> Any:
    return actions.record_death(person, by=worker.actor, died_on=TODAY, source="家属电话")


def acting_for(client: Client, actor: Actor, proxy: Proxy) -> Client:
    sign_in(client, actor).post(f"/my/family/{proxy.pk}/act/")
    return client


def test_a_card_of_somebody_who_has_died_opens_nothing(
    county: County, worker: Standing, mother: Person, client: Client
) -> None:
    (issued,) = cards.issue_cards([mother], by=worker.actor)
    client.post(f"/p/{issued.token}/", {"pin": issued.pin})
    assert client.get("/my/progress/").status_code == 200
    see(county.division)
    death = died(mother, worker)
    assert client.get("/my/progress/")["Location"].startswith("/login/")
    assert cards.show_pin(issued.pin, token=issued.token, by=STRANGER) is None
    see(county.division)
    actions.take_back_death(death, by=worker.actor)
    assert cards.show_pin(issued.pin, token=issued.token, by=STRANGER) is not None


def test_nobody_acts_for_somebody_who_has_died_nor_asks_to(
    county: County, worker: Standing, mother: Person, daughter: Actor, client: Client
) -> None:
    acting_for(client, daughter, doors.proxy(mother, daughter))
    assert client.get("/my/told/").status_code == 200
    see(county.division)
    died(mother, worker)
    assert client.get("/my/told/")["Location"] == "/my/link/"
    client.post("/my/call/")
    other = accounts.user("示范儿子")
    proxies.ask_proxy(other, by=actor_of(other, None), name="王桂兰", phone=PHONE, **ASK)
    see(county.division)
    assert not Task.objects.exists()
    assert Proxy.objects.get().ended_at is not None


def test_to_somebody_who_has_died_no_card_is_given_and_no_account_linked(worker: Standing, mother: Person) -> None:
    died(mother, worker)
    mother.refresh_from_db()
    with pytest.raises(Refused, match="去世"):
        cards.issue_cards([mother], by=worker.actor)
    with pytest.raises(Refused, match="去世"):
        doors.account_of(mother, worker.actor)


def test_after_a_merge_the_card_opens_the_file_that_stands_and_a_second_one_nothing(
    county: County, worker: Standing, mother: Person, again: Person, client: Client
) -> None:
    (theirs,) = cards.issue_cards([again], by=worker.actor)
    merged = actions.merge(mother, again, by=worker.actor)
    client.post(f"/p/{theirs.token}/", {"pin": theirs.pin})
    assert "1950年5月1日" in client.get("/my/told/").content.decode()
    see(county.division)
    actions.unmerge(merged, by=worker.actor)
    (hers,) = cards.issue_cards([mother], by=worker.actor)
    actions.merge(mother, again, by=worker.actor)
    assert ResidentCard.objects.get(revoked_at=None).pk == hers.card.pk
    assert cards.show_pin(theirs.pin, token=theirs.token, by=STRANGER) is None


def test_a_new_card_after_a_merge_leaves_no_older_one(worker: Standing, mother: Person, again: Person) -> None:
    (theirs,) = cards.issue_cards([again], by=worker.actor)
    actions.merge(mother, again, by=worker.actor)
    mother.refresh_from_db()
    (fresh,) = cards.issue_cards([mother], by=worker.actor)
    assert cards.show_pin(theirs.pin, token=theirs.token, by=STRANGER) is None
    assert cards.show_pin(fresh.pin, token=fresh.token, by=STRANGER) is not None


def test_who_harmed_her_is_kept_away_by_whichever_of_her_files_he_comes(
    county: County, worker: Standing, lead: Standing, mother: Person, again: Person, himself: Person, client: Client
) -> None:
    he = doors.resident(himself, worker.actor)
    see(county.division)
    actions.mark_harm(again, himself, by=lead.actor, reason="打人")
    proxy = doors.proxy(mother, he)
    assert "妈妈的进度" in acting_for(client, he, proxy).get("/").content.decode()
    see(county.division)
    actions.merge(mother, again, by=worker.actor)
    assert queries.is_withheld(mother.pk, himself.pk) and queries.is_withheld(again.pk, himself.pk)
    assert "妈妈的进度" not in client.get("/").content.decode()


def test_who_harmed_her_is_known_under_the_file_his_was_merged_into(
    county: County, worker: Standing, lead: Standing, mother: Person, himself: Person
) -> None:
    twin = actions.register(by=worker.actor, community=county.communities[0], name="示范某")
    actions.mark_harm(mother, twin, by=lead.actor, reason="打人")
    assert not queries.is_withheld(mother.pk, himself.pk)
    actions.merge(himself, twin, by=worker.actor)
    assert queries.is_withheld(mother.pk, himself.pk)


@pytest.mark.parametrize(("phone", "finds"), [(HIS, False), ("13800008888", True)])
def test_who_harmed_her_is_known_by_his_telephone_though_his_account_is_linked_to_nobody(
    worker: Standing, lead: Standing, mother: Person, himself: Person, client: Client, phone: str, finds: bool
) -> None:
    actions.mark_harm(mother, himself, by=lead.actor, reason="打人")
    someone = actor_of(accounts.user("手机尾号", f"+86{phone}"), None)
    page = acting_for(client, someone, doors.proxy(mother, someone)).get("/").content.decode()
    assert ("妈妈的进度" in page) is finds


@pytest.mark.parametrize("years", [14, 18])
def test_a_proxy_for_a_child_ends_before_her_own_voice_begins(county: County, worker: Standing, years: int) -> None:
    turns = TODAY + timedelta(days=30)
    child = people.person(
        county.communities[0], "示范小", birth_date=turns.replace(year=turns.year - years, day=min(turns.day, 28))
    )
    (issued,) = cards.issue_cards([child], by=worker.actor)
    user = accounts.user("示范妈妈")
    made = proxies.prove_proxy(user, by=actor_of(user, None), number=issued.card.number, pin=issued.pin, **ASK)
    assert made is not None and child.birth_date is not None
    assert made.ends_on == child.birth_date.replace(year=child.birth_date.year + years) - timedelta(days=1)


def test_a_telephone_of_somebody_who_has_died_is_nobodys(county: County, worker: Standing, mother: Person) -> None:
    assert queries.holder(f"+86{PHONE}") is not None
    died(mother, worker)
    assert queries.holder(f"+86{PHONE}") is None
    see(county.division)
    found = queries.people(Wanted(text=PHONE), by=worker.actor, day=TODAY).rows
    assert [row.pk for row in found] == [mother.pk]


def test_the_sheet_for_those_without_a_card_leaves_out_the_dead(
    worker: Standing, mother: Person, again: Person, client: Client
) -> None:
    died(again, worker)
    made = sign_in(client, worker.actor).post("/w/cards/")
    assert made.content.startswith(b"%PDF")
    assert ResidentCard.objects.get().person_id == mother.pk


def test_when_a_proxy_is_over_it_is_asked_for_again(
    county: County, worker: Standing, mother: Person, daughter: Actor, client: Client
) -> None:
    over = doors.proxy(mother, daughter, starts_on=TODAY - timedelta(days=365), ends_on=TODAY - timedelta(days=1))
    assert daughter.user is not None
    user = User.objects.get(pk=daughter.user)
    proxies.ask_proxy(user, by=daughter, name="王桂兰", phone=PHONE, **ASK)
    see(county.division)
    over.refresh_from_db()
    assert over.ended_at is not None
    asked = Proxy.objects.get(ended_at=None)
    assert (asked.confirmed_at, Task.objects.get().subject) == (None, asked.pk)


def test_asked_again_before_an_answer_it_is_the_same_question_and_her_todo_comes_back(
    county: County, worker: Standing, mother: Person, daughter: Actor
) -> None:
    assert daughter.user is not None
    user = User.objects.get(pk=daughter.user)
    proxies.ask_proxy(user, by=daughter, name="王桂兰", phone=PHONE, **ASK | {"may": ["progress"]})
    see(county.division)
    tasks.finish_task(Task.objects.get(), by=worker.actor, outcome="没人接")
    proxies.ask_proxy(user, by=daughter, name="王桂兰", phone=PHONE, **ASK)
    see(county.division)
    assert Proxy.objects.get().may == ["progress"]
    assert Task.objects.get(done_at=None).subject == Proxy.objects.get().pk


def test_of_yes_and_no_the_first_is_the_answer(county: County, worker: Standing, mother: Person) -> None:
    someone = actor_of(accounts.user("示范"), None)
    asked = doors.proxy(mother, someone, how="", confirmed_at=None)
    opened_elsewhere = Proxy.objects.get(pk=asked.pk)
    proxies.decline_proxy(asked, by=worker.actor)
    with pytest.raises(Refused, match="已经有结果了"):
        proxies.confirm_proxy(opened_elsewhere, "phone", by=worker.actor)
    asked.refresh_from_db()
    assert asked.confirmed_at is None and asked.ended_at is not None
