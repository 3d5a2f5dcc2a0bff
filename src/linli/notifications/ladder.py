"""The ladder as the data pack tells it, and what rooms above know: addresses, and rungs that are done by a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from linli.kernel import packs
from linli.kernel.actor import Actor
from linli.notifications.models import Message, Preference, Rung

Address = Callable[[UUID], str]
Hand = Callable[[Message, Actor], None]
Silent = Callable[[UUID], bool]
_silent: list[Silent] = []
_addresses: dict[str, Address] = {}
_hands: dict[str, Hand] = {}


@dataclass(frozen=True)
class Template:
    """One kind of message: its words, its rungs, whether it may break the quiet, and a silence that is asked for."""

    code: str
    name: str
    text: str
    rungs: tuple[str, ...]
    urgent: bool
    may_decline: bool
    always: bool


def address(rung: str, find: Address) -> None:
    """Say how a person is reached on a rung; '' when she is not."""
    _addresses[rung] = find


def by_hand(rung: str, hand: Hand) -> None:
    """Say what is done on a rung that needs a person: a todo is made."""
    _hands[rung] = hand


def silent(asked: Silent) -> None:
    """Say who is told nothing for now (her data is restricted)."""
    if asked not in _silent:
        _silent.append(asked)


def is_silent(template_code: str, person: UUID) -> bool:
    """Tell whether a message of a kind waits, because nothing of its person is used for now."""
    return not template(template_code).always and any(asked(person) for asked in _silent)


def address_of(rung: str, person: UUID) -> str:
    """Return where a person is reached on a rung, or ''."""
    return _addresses[rung](person) if rung in _addresses else ""


def hand_of(rung: str) -> Hand | None:
    """Return what is done by a person on a rung."""
    return _hands.get(rung)


def _pack() -> dict[str, Any]:
    return packs.load("messages", settings.REGION)


def template(code: str) -> Template:
    """Return a kind of message; an unknown one is a fault of the caller."""
    return next(one for one in templates() if one.code == code)


def templates() -> list[Template]:
    """Return every kind of message, in the pack's order."""
    return [
        Template(
            row["code"], row.get("name", row["code"]), row["text"], tuple(row["rungs"]), bool(row.get("urgent", False)),
            bool(row.get("may_decline", False)), bool(row.get("always", False)),
        )
        for row in _pack()["messages"]
    ]  # fmt: skip


def rungs_for(kind: Template, wish: Preference | None) -> list[str]:
    """Return on which rungs somebody is told, in her order; what is urgent goes the pack's own way."""
    if wish is None or kind.urgent:
        return list(kind.rungs)
    if kind.may_decline and kind.code in wish.declined:
        return [Rung.INBOX]
    left = [rung for rung in kind.rungs if rung not in wish.without] or [str(Rung.INBOX)]
    return sorted(left, key=lambda rung: (rung != Rung.INBOX, rung != wish.first))


def quiet_choices() -> list[tuple[time, time]]:
    """Return the quiet hours that may be chosen, the pack's own first."""
    pack = _pack()
    told = [pack["quiet"], *pack["quiet_choices"]]
    return [(time.fromisoformat(one["from"]), time.fromisoformat(one["to"])) for one in told]


def patience(rung: str) -> timedelta:
    """Return how long a rung waits to be read before the next is tried."""
    return timedelta(hours=float(_pack()["wait_hours"].get(rung, 24)))


def after_the_quiet(now: datetime, preference: Preference | None) -> datetime | None:
    """Return when a person may be disturbed again, or None when she may be now."""
    quiet = _pack()["quiet"]
    start = (preference and preference.quiet_from) or time.fromisoformat(quiet["from"])
    end = (preference and preference.quiet_to) or time.fromisoformat(quiet["to"])
    local = timezone.localtime(now)
    inside = start <= local.time() or local.time() < end if start > end else start <= local.time() < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= end else 0)
    return timezone.make_aware(datetime.combine(day, end), local.tzinfo)
