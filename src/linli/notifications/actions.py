"""Verbs of the room: told once, delivered rung by rung, read."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.gateways.senders import NotSent, sender
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.notifications import ladder, policies
from linli.notifications.models import Delivery, Message, Preference, Rung

AREAS = ("county_id", "town_id", "community_id", "grid_id")
CHOSEN = (Rung.WECHAT, Rung.SMS, Rung.CALL, Rung.PAPER)  # what may be chosen; 站内 is always there
DISTURBING = frozenset({Rung.WECHAT, Rung.SMS, Rung.CALL})
TRIES, AGAIN, A_DAY = 3, timedelta(minutes=5), timedelta(days=1)
log = logging.getLogger("linli.notifications")


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told: a rung first, rungs not at all, kinds declined, quiet hours (None: the pack's)."""

    first: str = ""
    without: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    quiet: tuple[time, time] | None = None


def _at(place: object) -> Scope:
    return Scope(column="community_id", areas=(getattr(place, "community_id"),))  # noqa: B009 - any row with areas


@action
def tell(key: str, template: str, person: UUID, *, by: Actor, place: object, **values: Any) -> Message | None:
    """Write a message to a person; the same ``key`` again, or somebody to be left alone, writes nothing: None.

    ``place`` is anything with the area columns (hers); ``values`` fill the words of the template.
    """
    require(policies.tell(by, person))
    kind, now = ladder.template(template), timezone.now()
    with seeing(_at(place)):
        if ladder.is_silent(template, person):
            return None
        preference = Preference.objects.filter(pk=person).first()
        message = Message(
            key=key, person=person, template=template, urgent=kind.urgent, made_at=now, next_at=now,
            rungs=ladder.rungs_for(kind, preference),
            **{name: getattr(place, name, None) for name in AREAS},
        )  # fmt: skip
        message.text = kind.text.format(**values)
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError:
            return None
        audit.record("message.told", message, by=by, template=template, person=str(person))
    return message


@action
def deliver(*, by: Actor, now: datetime | None = None, most: int = 100) -> int:
    """Take the messages whose time has come one rung further; return how many. Two workers never take the same one.

    A gateway is given a key made of message and rung, so that a try whose end was lost is not sent twice.
    """
    require(policies.deliver(by))
    now = now or timezone.now()
    due = Message.objects.select_for_update(skip_locked=True).filter(next_at__lte=now, read_at=None)
    taken = list(due.order_by("next_at", "id")[:most])
    for message in taken:
        try:
            with transaction.atomic():
                _step(message, now, by)
        except (DatabaseError, ObjectDoesNotExist, ValueError, OSError):
            log.exception("message %s stumbled", message.pk)
            _stumbled(message, now)
    return len(taken)


def _stumbled(message: Message, now: datetime) -> None:
    """Count a step that broke off as one that did not reach her, so that the messages behind it are not kept back."""
    message.refresh_from_db(fields=["at", "attempts"])
    rung = message.rungs[message.at]
    Delivery.objects.create(message=message, rung=rung, outcome=Delivery.Outcome.FAILED, tried_at=now)
    _onwards(message, rung, Delivery.Outcome.FAILED, now)
    message.save(update_fields=["at", "attempts", "next_at"])


def _step(message: Message, now: datetime, by: Actor) -> None:
    if message.at >= len(message.rungs):
        message.next_at = None
        message.save(update_fields=["next_at"])
        return
    rung = message.rungs[message.at]
    preference = Preference.objects.filter(pk=message.person).first()
    quiet = ladder.after_the_quiet(now, preference) if rung in DISTURBING and not message.urgent else None
    if ladder.is_silent(message.template, message.person):
        message.next_at = now + A_DAY
    elif quiet is not None:
        message.next_at = quiet
    else:
        outcome = _try(message, rung, by)
        Delivery.objects.create(message=message, rung=rung, outcome=outcome, tried_at=now)
        _onwards(message, rung, outcome, now)
    message.save(update_fields=["at", "attempts", "next_at"])


def _try(message: Message, rung: str, by: Actor) -> str:
    """Tell on one rung and say what became of it."""
    if rung == Rung.INBOX:
        return Delivery.Outcome.SENT
    if (hand := ladder.hand_of(rung)) is not None:
        hand(message, by)
        return Delivery.Outcome.SENT
    if not (address := ladder.address_of(rung, message.person)):
        return Delivery.Outcome.NO_ADDRESS
    try:
        sender(rung).send(address, message.text, f"{message.pk}-{rung}")
    except NotSent:
        return Delivery.Outcome.FAILED
    return Delivery.Outcome.SENT


def _onwards(message: Message, rung: str, outcome: str, now: datetime) -> None:
    """Set what comes next: the same rung again, the next at once, or the next when this was not read in time."""
    message.attempts += 1
    if outcome == Delivery.Outcome.FAILED and message.attempts < TRIES:
        message.next_at = now + AGAIN
        return
    message.at, message.attempts = message.at + 1, 0
    message.next_at = now + ladder.patience(rung) if outcome == Delivery.Outcome.SENT else now
    if message.at >= len(message.rungs):
        message.next_at = None


@action
def forget(persons: Sequence[UUID], *, by: Actor) -> int:
    """Empty the messages to somebody who is erased, and take away how she wants to be told; return how many rows."""
    require(policies.forget(by))
    gone = Preference.objects.filter(person__in=persons).delete()[0]
    return gone + Message.objects.filter(person__in=persons).update(text_sealed=None, next_at=None)


@action
def read(message: Message, *, by: Actor) -> None:
    """Note that she has seen it; no further rung is tried."""
    require(policies.read(by, message))
    with seeing(_at(message)):
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now(), next_at=None)
        audit.record("message.read", message, by=by, person=str(message.person))


@action
def silence(person: UUID, *, by: Actor, place: object) -> int:
    """Try no further rung of what a person was still to be told (she has died); return how many messages stopped."""
    require(policies.silence(by, place))
    stopped = Message.objects.filter(person=person, next_at__isnull=False).update(next_at=None)
    if stopped:
        county = getattr(place, "county_id", None)
        audit.record("message.silenced", None, by=by, county=county, person=str(person), messages=stopped)
    return stopped


@action
def prefer(person: UUID, wish: Wish, *, by: Actor, place: object) -> Preference:
    """Keep how somebody wants to be told. Raises ``Refused`` naming the field when a choice is not offered."""
    require(policies.prefer(by, person))
    _offered(wish)
    start, end = wish.quiet or (None, None)
    told = {
        "first": wish.first, "without": list(wish.without), "declined": list(wish.declined), "quiet_from": start,
        "quiet_to": end, **{name: getattr(place, name, None) for name in AREAS},
    }  # fmt: skip
    with seeing(_at(place)):
        kept, _made = Preference.objects.update_or_create(person=person, defaults=told)
        audit.record("message.preferred", None, by=by, county=kept.county_id, person=str(person))
    return kept


def _offered(wish: Wish) -> None:
    known = {one.code for one in ladder.templates() if one.may_decline}
    if wish.first and wish.first not in CHOSEN or not set(wish.without) <= set(CHOSEN):
        raise Refused(_("请在列出的几种里选。"), "without")
    if wish.first and wish.first in wish.without:
        raise Refused(_("先用的这一种，不能又不要。"), "without")
    if not set(wish.declined) <= known:
        raise Refused(_("这一类消息要告诉您，不能不收。"), "declined")
    if wish.quiet is not None and wish.quiet not in ladder.quiet_choices():
        raise Refused(_("请在列出的时间里选。"), "quiet")
