"""How a login code reaches its owner. A gateway implements one method and returns at once (it queues, never waits)."""

import json
import logging
import os
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from linli.accounts.phones import masked

log = logging.getLogger(__name__)


class Sender(Protocol):
    """Takes a number in E.164 form and six digits, and has them delivered."""

    def send_code(self, phone: str, code: str) -> None:
        """Have ``code`` delivered to ``phone``."""


class ConsoleSender:
    """Prints the code where the server runs: everything is usable before a short-message account is approved."""

    def send_code(self, phone: str, code: str) -> None:
        """Print the code; the number stays masked."""
        log.info("登录码 %s → %s(10 分钟内有效)", code, masked(phone))


class FileSender:
    """Adds a line of JSON to the file ``LOGIN_CODE_FILE`` (readable by its owner only)."""

    def send_code(self, phone: str, code: str) -> None:
        """Write number and code."""
        path = Path(settings.LOGIN_CODE_FILE)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(json.dumps({"phone": phone, "code": code}) + "\n")


def sender() -> Sender:
    """Return the sender this installation uses (``LOGIN_CODE_SENDER``)."""
    made: Sender = import_string(settings.LOGIN_CODE_SENDER)()
    return made
