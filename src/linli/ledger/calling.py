"""Calling the functions that write the ledger, and their refusals in words.

A function that refuses ends the transaction of its action; nothing of the request is left behind.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, demand_action
from linli.ledger.models import MOST

# What the functions raise, by the code that stands in the database (migrations/0002).
SENTENCES: dict[str, str | Promise] = {
    "LD001": _("这个编号已经记过另一笔，这一笔没有记。"),
    "LD002": _("这个账户已经开了，条件不一样。"),
    "LD003": _("有一个账户没有找到，或者已经销户。"),
    "LD004": _("余额不够，没有记。"),
    "LD005": _("这笔预留已经了结，或者没有留这么多。"),
    "LD007": _("这一笔两边不相等，没有记。"),
    "LD008": _("到期的日子已经过了。"),
    "LD009": _("这一笔已经冲正过，或者不能冲正。"),
    "LD010": _("账户里还有余额或者预留，不能销户。"),
    "LD011": _("有一个账户不在您负责的范围内，没有记。"),
    "22003": _("数额太大，没有记。"),
}
LONGEST_KEY = 160


@dataclass(frozen=True)
class Leg:
    """One side of an entry: so much into an account (negative: out of it), good until a day where lots are kept."""

    account: UUID
    amount: int
    expires_on: date | None = None


@dataclass(frozen=True)
class Done:
    """What an entry became: its id, and whether it was made just now (False: the same request had made it before)."""

    transfer: UUID
    fresh: bool


def call(function: str, *arguments: Any) -> tuple[Any, ...]:
    """Call one function of the ledger and return its row. Raises ``Refused`` with a sentence, ``OutsideAction``."""
    demand_action()
    marks = ", ".join(["%s"] * len(arguments))
    try:
        with connection.cursor() as cursor:
            question = f"SELECT * FROM {function}({marks})"  # nosec B608
            cursor.execute(question, arguments)
            return tuple(cursor.fetchone())
    except DatabaseError as error:
        sentence = SENTENCES.get(getattr(error.__cause__, "sqlstate", None) or "")
        if sentence is None:
            raise
        raise Refused(sentence) from error


def amount_of(value: object) -> int:
    """Return an amount of the ledger: a whole number, in bounds. Raises ``Refused``, ``TypeError`` for a float."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"an amount of the ledger is an int, not {type(value).__name__}")
    if abs(value) > MOST:
        raise Refused(SENTENCES["22003"], "amount")
    return value


def positive(value: object) -> int:
    """Return an amount above nothing. Raises ``Refused``."""
    if (amount := amount_of(value)) <= 0:
        raise Refused(_("数额要大于零。"), "amount")
    return amount


def digest(by: Actor, *request: object) -> str:
    """Return what tells a request from another under the same key: who, and all that was asked."""
    told = json.dumps([str(by.user or ""), *request], default=str, ensure_ascii=False, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()


def key_of(key: str) -> str:
    """Return a key as it is kept. Raises ``ValueError``: a key is the caller's own and never typed by anybody."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError("a key has 1 to 160 characters")
    return key


def areas_of(place: object) -> list[Any]:
    """Return where an act is done, from anything with the area columns."""
    return [getattr(place, name, None) for name in ("county_id", "town_id", "community_id", "grid_id")]


def who(by: Actor) -> list[UUID | None]:
    """Return who enters it: account and post."""
    return [by.user, by.post]


def columns(legs: Sequence[Leg]) -> tuple[list[UUID], list[int], list[date | None]]:
    """Return legs as the functions take them."""
    return [leg.account for leg in legs], [leg.amount for leg in legs], [leg.expires_on for leg in legs]
