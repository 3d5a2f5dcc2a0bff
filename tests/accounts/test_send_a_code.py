"""Codes reach the console or a file; a gateway is named by a setting; addresses are not taken on trust."""

import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from linli.accounts.addresses import client_address
from linli.accounts.checks import codes_leave_the_house
from linli.accounts.phones import e164, masked
from linli.accounts.senders import ConsoleSender, FileSender, sender


def test_the_console_shows_the_code_and_hides_the_number(caplog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("linli"), "propagate", True)
    with caplog.at_level(logging.INFO):
        ConsoleSender().send_code("+8613800138000", "004213")
    assert "004213" in caplog.text and "138****8000" in caplog.text
    assert "13800138000" not in caplog.text


def test_the_file_is_its_owners_only(settings: Any, tmp_path: Path) -> None:
    settings.LOGIN_CODE_FILE = tmp_path / "codes.jsonl"
    FileSender().send_code("+8613800138000", "004213")
    FileSender().send_code("+8613800138000", "004214")
    lines = [json.loads(line) for line in settings.LOGIN_CODE_FILE.read_text().splitlines()]
    assert [line["code"] for line in lines] == ["004213", "004214"]
    assert stat.S_IMODE(settings.LOGIN_CODE_FILE.stat().st_mode) == 0o600


def test_a_gateway_is_named_by_a_setting(settings: Any) -> None:
    settings.LOGIN_CODE_SENDER = "linli.accounts.senders.FileSender"
    assert isinstance(sender(), FileSender)


def test_an_open_site_that_only_prints_its_codes_is_warned(settings: Any) -> None:
    assert codes_leave_the_house(None) == []
    settings.BEHIND_TLS = True
    assert [warning.id for warning in codes_leave_the_house(None)] == ["accounts.W001"]
    settings.LOGIN_CODE_SENDER = "gateway.Sender"
    assert codes_leave_the_house(None) == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1"),
        (1, "nonsense", "0.0.0.0"),
        (1, "", "192.0.2.1"),
    ],
)
def test_an_address_the_visitor_wrote_is_not_believed(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013-8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+85291234567", "+85291234567"),
        ("12345", None),
        ("0990-1234567", None),
        ("138001380001", None),
        ("", None),
        ("电话", None),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, kept: str | None) -> None:
    assert e164(written) == kept


def test_a_number_is_shown_masked() -> None:
    assert masked("+8613800138000") == "138****8000"
    assert masked("+123456") == "****"
