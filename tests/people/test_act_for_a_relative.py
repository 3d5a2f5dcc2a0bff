"""亲情代办: asked by the daughter, agreed to by the mother herself, visible on every page, over at the next request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from linli.accounts.models import Role, User
from linli.accounts.sight import actor_of
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, acting
from linli.people import actions
from linli.people.actions import cards, proxies
from linli.people.models import Person, Proxy
from linli.people.models.access import SuspectedHarm
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import accounts, doors
from tests.factories.people import areas
from tests.factories.places import County
from tests.support.login import sign_in

PHONE = "13800001950"
ASK = {"called": "妈妈", "may": ["progress", "call"]}


@pytest.fixture
def mother(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶", phones=[(PHONE, "")]
    )


@pytest.fixture
def daughter(db: None) -> User:
    return accounts.user("示范女儿")


@pytest.fixture
def her(daughter: User) -> Actor:
    return actor_of(daughter, None)


def the_proxy(county: County) -> Proxy:
    see(county.division)
    return Proxy.objects.get()


@pytest.mark.parametrize(
    "told",
    [{"name": "王桂兰", "phone": PHONE}, {"name": "王桂兰", "phone": "13800009999"}, {"name": "别人", "phone": PHONE}],
)
def test_who_asks_gets_one_answer_whether_she_is_known_or_not(
    mother: Person, her: Actor, client: Client, told: dict[str, str]
) -> None:
    page = sign_in(client, her).post("/my/family/new/", ASK | told, follow=True).content.decode()
    assert "收到了。姓名和电话对得上，社区就打电话问本人" in page
    assert "替妈妈办</" not in page


def test_the_sixth_question_of_a_day_is_refused(mother: Person, daughter: User, her: Actor) -> None:
    for _time in range(5):
        proxies.ask_proxy(daughter, by=her, name="别人", phone="13800009999", **ASK)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="今天提得太多次了"):
        proxies.ask_proxy(daughter, by=her, name="王桂兰", phone=PHONE, **ASK)  # type: ignore[arg-type]


def test_nothing_is_open_before_the_mother_has_agreed(
    county: County, mother: Person, daughter: User, her: Actor, client: Client
) -> None:
    proxies.ask_proxy(daughter, by=her, name="王桂兰", phone=PHONE, **ASK)  # type: ignore[arg-type]
    pk = the_proxy(county).pk
    assert sign_in(client, her).post(f"/my/family/{pk}/act/").status_code == 404


def test_the_worker_asks_by_telephone_and_her_todo_is_done_with_the_answer(
    county: County, post: Callable[..., Standing], worker: Standing, mother: Person, daughter: User, her: Actor
) -> None:
    proxies.ask_proxy(daughter, by=her, name="王桂兰", phone=PHONE, **ASK)  # type: ignore[arg-type]
    proxy = the_proxy(county)
    task = Task.objects.get()
    assert (task.role, task.subject, task.person) == (Role.SOCIAL_WORKER, proxy.pk, mother.pk)
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围内"):
        proxies.confirm_proxy(proxy, "phone", by=other.actor)
    with pytest.raises(Refused, match="请选是打电话问的"):
        proxies.confirm_proxy(proxy, "card", by=worker.actor)
    proxies.confirm_proxy(proxy, "phone", by=worker.actor)
    task.refresh_from_db()
    assert task.done_at is not None and proxy.confirmed_by == worker.user.pk
    with pytest.raises(Refused, match="已经有结果了"):
        proxies.decline_proxy(proxy, by=worker.actor)


def test_nobody_says_yes_to_what_she_asked_for_herself(worker: Standing, mother: Person) -> None:
    proxy = doors.proxy(mother, worker.actor, how="", confirmed_at=None)
    with pytest.raises(Refused, match="请让同事去问本人"):
        proxies.confirm_proxy(proxy, "phone", by=worker.actor)


def test_every_page_says_for_whom_and_every_write_too(
    county: County, mother: Person, her: Actor, client: Client
) -> None:
    proxy = doors.proxy(mother, her)
    sign_in(client, her).post(f"/my/family/{proxy.pk}/act/")
    page = client.get("/").content.decode()
    assert "您在替妈妈办" in page and "妈妈的进度" in page
    client.post("/my/call/")
    event = Event.objects.get(verb="task.opened")
    assert (event.by_user, event.on_behalf_of) == (her.user, mother.pk)


def test_what_was_not_agreed_on_stays_shut(mother: Person, her: Actor, client: Client) -> None:
    proxy = doors.proxy(mother, her, may=["progress"])
    sign_in(client, her).post(f"/my/family/{proxy.pk}/act/")
    assert client.get("/my/progress/").status_code == 200
    assert client.get("/my/told/").status_code == 404
    assert client.post("/my/call/").status_code == 404


def test_ended_by_the_mother_it_is_over_at_the_next_request(
    county: County, worker: Standing, mother: Person, her: Actor, client: Client
) -> None:
    proxy = doors.proxy(mother, her)
    hers = Client()
    sign_in(client, her).post(f"/my/family/{proxy.pk}/act/")
    see(county.division)
    sign_in(hers, doors.resident(mother, worker.actor))
    assert "不让他办了" in hers.get("/my/family/").content.decode()
    hers.post(f"/my/family/{proxy.pk}/end/")
    assert client.get("/my/progress/")["Location"] == "/my/link/"
    assert "您在替妈妈办" not in client.get("/my/family/").content.decode()


def test_a_proxy_cannot_end_what_the_mother_agreed_with_another(
    county: County, mother: Person, her: Actor, client: Client
) -> None:
    own, brothers = doors.proxy(mother, her), doors.proxy(mother, actor_of(accounts.user("示范儿子"), None))
    sign_in(client, her).post(f"/my/family/{own.pk}/act/")
    client.post(f"/my/family/{brothers.pk}/end/")
    see(county.division)
    brothers.refresh_from_db()
    assert brothers.ended_at is None


def test_with_card_and_pin_it_holds_at_once_and_a_wrong_pin_says_no_more(
    county: County, worker: Standing, mother: Person, her: Actor, client: Client
) -> None:
    (issued,) = cards.issue_cards([mother], by=worker.actor)
    sign_in(client, her)
    wrong = f"{(int(issued.pin) + 1) % 10_000:04d}"
    page = client.post("/my/family/new/", ASK | {"number": issued.card.spoken, "pin": wrong})
    assert page.status_code == 422 and "卡号和密码对不上" in page.content.decode()
    page = client.post("/my/family/new/", ASK | {"number": issued.card.spoken, "pin": issued.pin}, follow=True)
    assert "现在就能替妈妈办" in page.content.decode()
    assert the_proxy(county).how == "card"


def test_cards_are_not_guessed_one_after_the_other(
    county: County, worker: Standing, mother: Person, daughter: User, her: Actor
) -> None:
    (issued,) = cards.issue_cards([mother], by=worker.actor)
    for number in range(10_000_000, 10_000_005):
        assert proxies.prove_proxy(daughter, by=her, number=str(number), pin="0000", **ASK) is None  # type: ignore[arg-type]
    with pytest.raises(Refused, match="今天提得太多次了"):
        proxies.prove_proxy(daughter, by=her, number=issued.card.number, pin=issued.pin, **ASK)  # type: ignore[arg-type]


def test_one_address_tries_no_more_than_thirty_cards_an_hour_by_whatever_accounts(
    county: County, worker: Standing, mother: Person
) -> None:
    cache.clear()
    (issued,) = cards.issue_cards([mother], by=worker.actor)
    right = ASK | {"number": issued.card.number, "pin": issued.pin}
    for account in range(10):
        client = sign_in(Client(), actor_of(accounts.user(f"示范{account}"), None))
        for _try in range(3):
            assert client.post("/my/family/new/", right | {"number": "12345678"}).status_code == 422
    fresh = sign_in(Client(), actor_of(accounts.user("示范新"), None))
    page = fresh.post("/my/family/new/", right)
    assert page.status_code == 422 and "卡号和密码对不上" in page.content.decode()
    assert Client().post(f"/p/{issued.token}/", {"pin": issued.pin}).status_code == 422
    assert fresh.post("/my/family/new/", right, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_who_is_marked_as_having_harmed_her_finds_nothing_and_is_told_nothing(
    county: County, worker: Standing, mother: Person, daughter: User, her: Actor, client: Client
) -> None:
    himself = actions.register(by=worker.actor, community=county.communities[0], name="示范")
    doors.account_of(himself, worker.actor)
    with acting():
        from linli.people.actions import doors as verbs

        verbs.link_at_desk(himself, daughter, by=worker.actor)
        facts: dict[str, Any] = {"since": "2026-01-01", **areas(county.communities[0])}
        SuspectedHarm.objects.create(person=mother, by_whom=himself, **facts)
    proxy = doors.proxy(mother, her)
    sign_in(client, her).post(f"/my/family/{proxy.pk}/act/")
    page = client.get("/").content.decode()
    assert "妈妈的进度" not in page and "王奶奶" not in page
