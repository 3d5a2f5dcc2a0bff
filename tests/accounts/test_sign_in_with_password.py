"""Staff sign in with a password and a second factor; wrong tries are counted."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client

from linli import settings as installed
from linli.accounts import actions
from linli.accounts.models import User
from linli.accounts.sight import system_actor
from tests.accounts.conftest import PASSWORD, SECRET
from tests.support.login import totp

WRONG = "登录名和密码对不上"


def show_password(client: Client, login: str = "13900000002", password: str = PASSWORD, **headers: Any) -> Any:
    return client.post("/login/password/", {"login": login, "password": password}, **headers)


def test_a_password_alone_opens_nothing(worker: User, client: Client) -> None:
    page = show_password(client)
    assert (page.status_code, page["Location"]) == (302, "/login/second/")
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("dressed", ["13900000002", "139 0000 0002", "+86 13900000002", "handle", "HANDLE"])
def test_password_and_app_open_by_telephone_or_login_name(worker: User, client: Client, dressed: str) -> None:
    login = {"handle": worker.handle.lower(), "HANDLE": worker.handle}.get(dressed, dressed)
    show_password(client, login)
    page = client.post("/login/second/", {"code": totp(SECRET)})
    assert page.status_code == 302
    assert client.get("/me/").context["request"].actor.role == "social_worker"


@pytest.mark.parametrize("later", [0, 45, 58])
def test_the_digits_of_the_app_work_once(worker: User, client: Client, later: int) -> None:
    with time_machine.travel("2026-03-02 09:00:01+08:00", tick=False) as clock:
        digits = totp(SECRET)
        show_password(client)
        assert client.post("/login/second/", {"code": digits}).status_code == 302
        clock.shift(timedelta(seconds=later))
        other = Client()
        show_password(other)
        page = other.post("/login/second/", {"code": digits})
    assert page.status_code == 200
    assert "这个数对不上" in page.content.decode()


def test_a_recovery_code_opens_once(worker: User, client: Client) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(worker).get_unused_codes()[0]
    show_password(client)
    assert client.post("/login/second/", {"code": code}).status_code == 302
    other = Client()
    show_password(other)
    assert other.post("/login/second/", {"code": code}).status_code == 200


def test_passwords_are_kept_with_argon2() -> None:
    assert installed.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")


def test_the_secret_is_sealed_in_the_database(worker: User) -> None:
    assert SECRET not in str(Authenticator.objects.get(user=worker).data)


@pytest.mark.parametrize("login", ["13900000002", "13911112222", "L9999999", "张三"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(worker: User, client: Client, login: str) -> None:
    page = show_password(client, login, "不是这个密码-不是")
    assert WRONG in page.content.decode()
    assert page.status_code == 200


def test_a_locked_account_is_answered_like_a_wrong_password(worker: User, client: Client) -> None:
    actions.lock(worker, by=system_actor())
    page = show_password(client)
    assert WRONG in page.content.decode()
    assert client.get("/me/").status_code == 302


def test_an_unknown_name_costs_a_hashing_too(worker: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    made = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: (hashed.append(raw), made(self, raw))[1])
    show_password(client, "13911112222", "不是这个密码-不是")
    assert hashed == ["不是这个密码-不是"]


def test_after_five_wrong_passwords_the_right_one_is_refused_for_a_quarter_of_an_hour(
    worker: User, client: Client
) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as clock:
        logins = ["13900000002", "139 0000 0002", worker.handle, worker.handle.lower(), "+8613900000002"]
        pages = [show_password(client, login, "不是这个密码-不是") for login in logins]
        assert pages[-1].status_code == 429
        locked = show_password(client)
        assert locked.status_code == 429
        assert "请过一刻钟再来" in locked.content.decode()
        clock.shift(timedelta(minutes=16))
        assert show_password(client)["Location"] == "/login/second/"


def test_a_name_nobody_has_is_locked_alike(worker: User, client: Client) -> None:
    pages = [show_password(client, "13911112222", "不是这个密码-不是") for _ in range(5)]
    assert pages[-1].status_code == 429


def test_another_address_is_not_locked_out(worker: User, client: Client) -> None:
    for _ in range(5):
        show_password(client, password="不是这个密码-不是", REMOTE_ADDR="192.0.2.7")
    assert show_password(client, REMOTE_ADDR="192.0.2.8")["Location"] == "/login/second/"


def test_guessing_from_many_addresses_ends_after_ten_tries(worker: User, client: Client) -> None:
    pages = [
        show_password(client, password="不是这个密码-不是", REMOTE_ADDR=f"192.0.2.{number}") for number in range(12)
    ]
    assert WRONG in pages[9].content.decode()
    assert "试的次数太多了" in pages[11].content.decode()
    assert "试的次数太多了" in show_password(client, REMOTE_ADDR="192.0.2.99").content.decode()


def test_the_count_of_tries_names_nobody(worker: User, client: Client) -> None:
    show_password(client, password="不是这个密码-不是")
    kept = AccessAttempt.objects.get()
    assert kept.username == str(worker.pk)
    assert "13900000002" not in f"{kept.post_data}{kept.get_data}{kept.username}{kept.path_info}"


def test_guessing_the_second_factor_ends(worker: User, client: Client) -> None:
    show_password(client)
    pages = [client.post("/login/second/", {"code": "000000"}).content.decode() for _ in range(12)]
    assert "试的次数太多了" in pages[-1]


def test_the_page_asked_for_opens_afterwards(worker: User, client: Client) -> None:
    client.post("/login/password/?next=/me/", {"login": "13900000002", "password": PASSWORD, "next": "/me/"})
    assert client.post("/login/second/", {"code": totp(SECRET)})["Location"] == "/me/"


def test_no_page_of_the_library_but_ours_is_open(client: Client, db: None) -> None:
    for path in ("signup", "password/reset", "email", "confirm-email", "inactive"):
        for root in ("", "/accounts", "/login", "/me"):
            assert client.get(f"{root}/{path}/").status_code == 404
