"""``./linli appoint``: the first administrator comes from the console; nothing has a default password."""

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from linli.accounts.models import Post, User
from linli.audit.models import Event
from tests.accounts.conftest import PASSWORD

ASKED = ["--phone", "13900000005", "--name", "第一位", "--role", "system_admin", "--place", "990722"]


def appoint(*words: str) -> str:
    out = io.StringIO()
    call_command("appoint", *words, stdout=out)
    return out.getvalue()


def test_the_console_hands_over_a_one_time_link(county: Any) -> None:
    said = appoint(*ASKED)
    user = User.objects.get()
    assert not user.has_usable_password()
    path = re.search(r"http://localhost:\d+(/login/new-password/\S+)", said)
    assert path is not None
    client = Client()
    assert client.post(path[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get(path[1]).status_code == 404
    assert Event.objects.get(verb="post.filled").by_role == "system"


def test_a_password_may_come_from_standard_input(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    said = appoint(*ASKED, "--password-stdin")
    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in said and "new-password" not in said


def test_a_weak_password_makes_no_account(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678901\n"))
    with pytest.raises(CommandError):
        appoint(*ASKED, "--password-stdin")
    assert not User.objects.exists()


def test_an_unknown_place_and_a_bad_number_are_told(county: Any) -> None:
    with pytest.raises(CommandError, match="000000"):
        appoint(*ASKED[:-1], "000000")
    with pytest.raises(CommandError, match="不像电话号码"):
        appoint("--phone", "12345", *ASKED[2:])


def test_a_second_branch_is_refused_on_the_console_too(county: Any) -> None:
    appoint(*ASKED)
    with pytest.raises(CommandError, match="不能由同一个人担任"):
        appoint(*[word if word != "system_admin" else "audit_admin" for word in ASKED])
    assert Post.objects.count() == 1


def test_said_twice_it_changes_nothing(county: Any) -> None:
    appoint(*ASKED)
    appoint(*ASKED)
    assert (User.objects.count(), Post.objects.count()) == (1, 1)
