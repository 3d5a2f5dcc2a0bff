"""Signing in with a code sent to one's telephone."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts import actions
from linli.accounts.models import LoginCode, User
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel.actor import STRANGER
from linli.kernel.policy import Refused
from tests.accounts.conftest import PASSWORD

Codes = Callable[[], list[dict[str, str]]]
PHONE, UNKNOWN = "13900000001", "13911112222"


@pytest.fixture
def ask(client: Client, codes: Codes, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Ask for a code on the page and return the page that follows."""

    def asked(phone: str = PHONE, **headers: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/login/", {"phone": phone}, follow=True, **headers)

    return asked


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_an_unknown_number_gets_the_same_answer(resident: User, ask: Any, codes: Codes, client: Client) -> None:
    known = ask(PHONE).content.decode()
    client.cookies.clear()
    unknown = ask(UNKNOWN).content.decode()
    assert len(codes()) == 1
    assert "139****0001" in known and "139****2222" in unknown
    assert _plain(known) == _plain(unknown.replace("139****2222", "139****0001"))


def _plain(page: str) -> str:
    return re.sub(r'(value|nonce)="[^"]{16,}"', "", page)


def test_an_unknown_number_costs_the_same_work(resident: User, codes: Codes) -> None:
    work = []
    for phone in ("+8613900000001", "+8613911112222"):
        with CaptureQueriesContext(connection) as seen:
            actions.ask_code(phone, "127.0.0.1", by=STRANGER)
        work.append([query["sql"].split()[0] for query in seen.captured_queries])
    assert work[0] == work[1]


def test_a_wrong_code_is_answered_alike_for_known_and_unknown_numbers(
    resident: User, ask: Any, codes: Codes, client: Client
) -> None:
    for phone in (PHONE, UNKNOWN):
        client.cookies.clear()
        ask(phone)
        page = client.post("/login/code/", {"code": wrong(codes()[0]["code"])})
        assert page.status_code == 422
        assert "这个号码对不上，再看一眼短信？" in page.content.decode()


def test_the_right_digits_of_a_number_nobody_has_open_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.accounts.actions.codes.secrets.randbelow", lambda _: 42)
    code = actions.ask_code("+8613911112222", "127.0.0.1", by=STRANGER)
    assert actions.use_code(code.pk, "000042", by=STRANGER) is None
    code.refresh_from_db()
    assert code.used_at is None


def test_a_code_is_refused_after_ten_minutes(resident: User, ask: Any, codes: Codes, client: Client) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as clock:
        ask()
        clock.shift(timedelta(minutes=10, seconds=1))
        page = client.post("/login/code/", {"code": codes()[0]["code"]})
    assert page.status_code == 422
    assert "过了十分钟" in page.content.decode()


def test_after_five_wrong_tries_the_right_code_is_refused_too(
    resident: User, ask: Any, codes: Codes, client: Client
) -> None:
    ask()
    code = codes()[0]["code"]
    for _ in range(5):
        client.post("/login/code/", {"code": wrong(code)})
    page = client.post("/login/code/", {"code": code})
    assert page.status_code == 422
    assert "试了五次" in page.content.decode()
    assert LoginCode.objects.get().tries == 5


def test_a_used_code_is_refused(resident: User, codes: Codes, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        code = actions.ask_code("+8613900000001", "127.0.0.1", by=STRANGER)
    digits = codes()[0]["code"]
    assert actions.use_code(code.pk, digits, by=STRANGER) == resident
    with pytest.raises(Refused, match="已经用过"):
        actions.use_code(code.pk, digits, by=STRANGER)


def test_a_code_works_only_in_the_browser_that_asked(resident: User, ask: Any, codes: Codes) -> None:
    ask()
    page = Client().post("/login/code/", {"code": codes()[0]["code"]})
    assert page.status_code == 302
    assert page["Location"] == "/login/"


@pytest.mark.parametrize(
    ("spread", "most", "sentence"),
    [
        (timedelta(seconds=30), 1, "过一分钟"),
        (timedelta(minutes=8), 5, "过一小时"),
        (timedelta(minutes=62), 20, "明天"),
    ],
)
def test_a_number_cannot_ask_without_end(db: None, spread: timedelta, most: int, sentence: str) -> None:
    with time_machine.travel("2026-03-02 00:10:00+08:00", tick=False) as clock:
        for _ in range(most):
            actions.ask_code("+8613911112222", "127.0.0.1", by=STRANGER)
            clock.shift(spread)
        with pytest.raises(Refused, match=sentence):
            actions.ask_code("+8613911112222", "127.0.0.1", by=STRANGER)


def test_an_address_cannot_ask_for_everybody(db: None) -> None:
    for number in range(30):
        actions.ask_code(f"+86139111100{number:02d}", "192.0.2.7", by=STRANGER)
    with pytest.raises(Refused, match="从这里"):
        actions.ask_code("+8613911112222", "192.0.2.7", by=STRANGER)
    actions.ask_code("+8613911112222", "192.0.2.8", by=STRANGER)


def test_the_limit_is_said_on_the_page(resident: User, ask: Any, client: Client) -> None:
    ask()
    page = client.post("/login/", {"phone": PHONE})
    assert page.status_code == 422
    assert "请过一分钟再试" in page.content.decode()
    assert PHONE in page.content.decode()


@pytest.mark.parametrize("text", ["", "12345", "电话", "110120119114", "-1"])
def test_what_is_no_telephone_number_is_told_so(client: Client, db: None, text: str) -> None:
    assert client.post("/login/", {"phone": text}).status_code == 422
    assert not LoginCode.objects.exists()


@pytest.mark.parametrize("dressed", ["{0}", " {0} ", "{0:.3} {0:3}", "full"])
def test_the_code_may_be_pasted_as_it_comes(
    resident: User, ask: Any, codes: Codes, client: Client, dressed: str
) -> None:
    ask("139 0000-0001")
    code = codes()[0]["code"]
    pasted = {
        "full": "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        "{0:.3} {0:3}": f"{code[:3]} {code[3:]}",
    }.get(dressed, dressed.format(code))
    page = client.post("/login/code/", {"code": pasted})
    assert page.status_code == 302
    assert page["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_signing_in_leaves_a_trace_and_turns_the_key(resident: User, ask: Any, codes: Codes, client: Client) -> None:
    ask()
    before = client.session.session_key
    client.post("/login/code/", {"code": codes()[0]["code"]})
    assert client.session.session_key != before
    event = Event.objects.get(verb="account.signed_in")
    assert (event.subject, event.facts) == (resident.pk, {"way": "code", "factor": False})


def test_the_page_asked_for_opens_afterwards(resident: User, ask: Any, codes: Codes, client: Client) -> None:
    client.get("/login/?next=/me/")
    ask()
    assert client.post("/login/code/", {"code": codes()[0]["code"]})["Location"] == "/me/"


def test_another_site_does_not_open_afterwards(resident: User, ask: Any, codes: Codes, client: Client) -> None:
    client.get("/login/?next=https://example.org/")
    ask()
    assert client.post("/login/code/", {"code": codes()[0]["code"]})["Location"] == "/"


def test_a_post_with_a_second_factor_is_shown_the_other_door_only_after_the_right_code(
    worker: User, ask: Any, codes: Codes, client: Client
) -> None:
    first = ask("13900000002").content.decode()
    assert "密码，再加第二道" not in first
    code = codes()[0]["code"]
    assert "这个号码对不上" in client.post("/login/code/", {"code": wrong(code)}).content.decode()
    page = client.post("/login/code/", {"code": code})
    assert page.status_code == 422
    assert "您的岗位要用密码登录" in page.content.decode()
    assert client.get("/me/").status_code == 302


def test_a_grid_worker_comes_in_by_code(county: Any, ask: Any, codes: Codes, client: Client, post: Any) -> None:
    standing = post("grid_worker", county.grids[0])
    ask(standing.user.phone)
    client.post("/login/code/", {"code": codes()[0]["code"]})
    assert client.get("/me/").context["request"].actor.role == "grid_worker"


def test_a_locked_account_gets_no_code(resident: User, ask: Any, codes: Codes) -> None:
    actions.lock(resident, by=system_actor())
    assert ask().status_code == 200
    assert codes() == []


def test_a_code_is_kept_as_a_keyed_hash_only(resident: User, ask: Any, codes: Codes) -> None:
    ask()
    kept = LoginCode.objects.get()
    assert codes()[0]["code"] not in kept.code_hash
    assert PHONE.encode() not in bytes(kept.phone_blind)


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_the_same_moment_one_opens(codes: Codes) -> None:
    actions.open_account("示范居民", PHONE, PASSWORD, by=system_actor())
    code = actions.ask_code("+8613900000001", "127.0.0.1", by=STRANGER)
    digits, gate, found = codes()[0]["code"], Barrier(4), []

    def use() -> None:
        gate.wait()
        try:
            found.append(actions.use_code(code.pk, digits, by=STRANGER))
        except Refused as refused:
            found.append(refused.sentence)
        finally:
            connection.close()

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(one, User) for one in found) == [False, False, False, True]
    assert LoginCode.objects.get().tries == 1


@pytest.mark.django_db(transaction=True)
def test_a_burst_of_asking_passes_the_limit_once() -> None:
    gate, made, refused = Barrier(4), [], []

    def ask() -> None:
        gate.wait()
        try:
            made.append(actions.ask_code("+8613911112222", "127.0.0.1", by=STRANGER))
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 3)
    assert LoginCode.objects.filter(asked_at__lte=timezone.now()).count() == 1
