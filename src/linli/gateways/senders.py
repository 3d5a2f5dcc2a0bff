"""Senders of short messages and WeChat messages: what they take, and the two that need no contract with anybody."""

import json
import logging
import os
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


class NotSent(Exception):
    """A gateway did not take a message; it may be tried again."""


class Sender(Protocol):
    """Takes a message once: ``key`` is the same when it is tried again, and a gateway that knows it sends nothing."""

    def send(self, address: str, text: str, key: str) -> None:
        """Have ``text`` delivered to ``address``. Raises :class:`NotSent`."""


class ConsoleSender:
    """Says where the server runs that a message has left; the words and the address stay out of the log."""

    def send(self, address: str, text: str, key: str) -> None:
        """Note that a message has left."""
        log.info("消息 %s 已发出（%d 个字）", key, len(text))


class FileSender:
    """Adds a line of JSON to ``MESSAGE_FILE`` (readable by its owner only); a key that stands there is not added."""

    def send(self, address: str, text: str, key: str) -> None:
        """Write address and text, once per key."""
        path = Path(settings.MESSAGE_FILE)
        if path.exists() and any(json.loads(line)["key"] == key for line in path.read_text().splitlines()):
            return
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(json.dumps({"address": address, "text": text, "key": key}, ensure_ascii=False) + "\n")


def sender(rung: str) -> Sender:
    """Return the sender of a rung (``MESSAGE_SENDERS``)."""
    made: Sender = import_string(settings.MESSAGE_SENDERS[rung])()
    return made
