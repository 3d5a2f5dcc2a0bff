"""What the tests of accounts share: codes written to a file instead of the console, accounts to sign in with."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from linli.accounts import actions
from linli.accounts.models import User
from linli.accounts.sight import system_actor
from tests.support import database

PASSWORD = "四个词-木头-星期-南瓜"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test keys of its own."""
    file = tmp_path / "field_keys.json"
    one = b64encode(bytes(32)).decode()
    file.write_text(json.dumps({"current": "k1", "keys": {"k1": one}, "index": one}))
    monkeypatch.setattr(settings, "FIELD_KEYS_FILE", file)
    return file


@pytest.fixture
def jobs() -> Iterator[None]:
    """Be the role of commands for a test."""
    with database.role("linli_jobs", str(connection.settings_dict["NAME"])):
        yield


@pytest.fixture
def codes(settings: Any, tmp_path: Path) -> Callable[[], list[dict[str, str]]]:
    """Return a reader of the codes sent so far."""
    settings.LOGIN_CODE_SENDER = "linli.accounts.senders.FileSender"
    settings.LOGIN_CODE_FILE = tmp_path / "codes.jsonl"

    def sent() -> list[dict[str, str]]:
        path = tmp_path / "codes.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return sent


@pytest.fixture
def resident(db: None) -> User:
    """A resident who signs in by code."""
    return actions.open_account("示范居民", "13900000001", by=system_actor())


@pytest.fixture
def worker(county: Any) -> User:
    """A social worker with password and authenticator app."""
    user = actions.open_account("示范社工", "13900000002", PASSWORD, SECRET, by=system_actor())
    actions.appoint(user, "social_worker", county.towns[0], by=system_actor())
    return user
