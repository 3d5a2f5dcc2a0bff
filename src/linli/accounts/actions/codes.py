"""Login codes: asked for and used."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from linli.accounts import newcomers, policies
from linli.accounts.actions.accounts import new_handle
from linli.accounts.models import LoginCode, User, phone_index, phone_indexes
from linli.accounts.phones import masked
from linli.accounts.senders import sender
from linli.audit import actions as audit
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require

FORGOTTEN_AFTER = timedelta(days=2)
"""Spent codes are counted for a day (``policies.PER_NUMBER``); a day more, and nothing of them is kept."""


@action
def ask_code(phone: str, address: str, *, by: Actor, welcome: bool = False) -> LoginCode:
    """Make a code for a number (E.164) asked from ``address``; it is sent when somebody signs in with this number.

    A number nobody has gets the same row, the same work and the same answer; one that a room above knows as a
    resident's own (``newcomers``), or any where newcomers are ``welcome``, gets its code, and its account with the
    first right one. Raises ``Refused`` above the limits.
    """
    index = phone_index(phone)
    _one_at_a_time(index)
    require(policies.ask_code(by, phone_indexes(phone), address))
    now, digits = timezone.now(), f"{secrets.randbelow(1_000_000):06d}"
    code = LoginCode(phone_blind=index, asked_at=now, address=address)
    code.code_hash = _hashes(code, digits)[0]
    code.save()
    LoginCode.objects.filter(asked_at__lt=now - FORGOTTEN_AFTER).delete()
    user, newcomer = User.objects.by_phone(phone), newcomers.known(phone) or welcome
    audit.record("code.asked", code, by=by)
    if user.is_active if user else newcomer:
        transaction.on_commit(lambda: sender().send_code(phone, digits))
    return code


@action
def use_code(code: UUID, digits: str, *, by: Actor, phone: str = "", welcome: bool = False) -> User | None:
    """Use a code once; returns whose it is, or None when the digits are wrong (the try counts).

    ``phone`` is the number it was asked for: a newcomer's first right code opens her account, where she is known or
    ``welcome``.

    Of two uses at the same moment one comes first: the row is locked. Raises ``Refused`` when the code is spent.
    """
    row = LoginCode.objects.select_for_update().get(pk=code)
    require(policies.use_code(by, row))
    row.tries += 1
    right = any(hmac.compare_digest(row.code_hash, one) for one in _hashes(row, digits))
    hers = bytes(row.phone_blind or b"") in phone_indexes(phone)
    user = User.objects.by_phone(phone) if hers else User.objects.filter(phone_blind=row.phone_blind).first()
    if user is None and right and hers and (welcome or newcomers.known(phone)):
        user = _welcome(phone, by)
    user = user if user is not None and user.is_active else None
    if right and user is not None:
        row.used_at = timezone.now()
    row.save(update_fields=["tries", "used_at"])
    audit.record("code.used" if row.used_at else "code.missed", row, by=by, tries=row.tries)
    return user if right else None


def _welcome(phone: str, by: Actor) -> User:
    """Open the account of a resident who has shown that the number is in her hand; her name is not asked."""
    user = User(name=masked(phone), handle=new_handle())
    user.set_phone(phone)
    user.set_unusable_password()
    user.save()
    audit.record("account.opened", user, by=by)
    return user


def _hashes(code: LoginCode, digits: str) -> list[str]:
    """Return what digits are compared as, the key in force first."""
    return [one.hex() for one in crypto.blinds(f"{code.pk}|{digits}", "accounts.logincode.code")]


def _one_at_a_time(index: bytes) -> None:
    """Let one request at a time count and add codes of one number, so that a burst cannot pass the limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])
