"""Accounts: opened, locked, given a new start, signed in to."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts import policies
from linli.accounts.models import User
from linli.accounts.phones import e164
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy_name


@action
def open_account(
    name: str, phone: str, password: str | None = None, totp_secret: str | None = None, *, by: Actor
) -> User:
    """Open an account for somebody known by name and telephone; returns the one she has already, untouched.

    ``phone`` as people write it; ``password`` None leaves the account without one (a link sets it later, or she signs
    in by code); ``totp_secret`` is base32. Raises ``Refused`` for a number that is none, or one of another name.
    """
    require(policies.open_account(by))
    return opened(name, phone, password, totp_secret, by=by)


def opened(name: str, phone: str, password: str | None = None, totp_secret: str | None = None, *, by: Actor) -> User:
    """Write the account of :func:`open_account`; for verbs that have asked their own policy."""
    number, called = e164(phone), tidy_name(name)
    if number is None:
        raise Refused(_("这个号码不像电话号码，再看一眼？"), "phone")
    if not called:
        raise Refused(_("请写上姓名。"), "name")
    if held := User.objects.by_phone(number):
        if held.name != called:
            raise Refused(_("这个号码已经登记在另一个姓名下，请核对。"), "name")
        return held
    user = User(name=called, handle=new_handle())
    user.set_phone(number)
    user.set_password(password)
    user.save()
    if totp_secret:
        TOTP.activate(user, totp_secret)
    audit.record("account.opened", user, by=by)
    return user


@action
def sign_in(user: User, way: str, *, factor: bool, by: Actor) -> None:
    """Note that somebody has come in; ``way`` is how (code, password), ``factor`` whether she showed a second one."""
    require(policies.sign_in(by, user))
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    audit.record("account.signed_in", user, by=by, way=way, factor=factor)


@action
def set_password(user: User, password: str, *, by: Actor) -> None:
    """Give an account a password of its holder's choice; all its other sittings end with the old one."""
    require(policies.set_password(by, user))
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("account.password_set", user, by=by)


@action
def end_other_sessions(user: User, *, by: Actor) -> datetime:
    """End every sitting of an account; returns the moment, so that the one who asks may keep hers."""
    require(policies.end_other_sessions(by, user))
    user.sessions_since = timezone.now()
    user.save(update_fields=["sessions_since"])
    audit.record("account.sessions_ended", user, by=by)
    return user.sessions_since


@action
def lock(user: User, *, by: Actor) -> None:
    """Shut an account: its next request, on any device, is a stranger's."""
    require(policies.lock(by, user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("account.locked", user, by=by)


@action
def close_for_good(user: User, *, by: Actor) -> bool:
    """Close the account of somebody who is erased: no name, number or way in is left. One that holds a post stays."""
    require(policies.close_for_good(by))
    if user.posts.exists():
        return False
    user.name, user.email, user.is_active = str(_("已删除")), "", False
    user.set_phone("")
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "is_active", "phone_sealed", "phone_blind", "password"])
    Authenticator.objects.filter(user=user).delete()
    audit.record("account.closed", user, by=by)
    return True


@action
def unlock(user: User, *, by: Actor) -> None:
    """Open a locked account again."""
    require(policies.unlock(by, user))
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("account.unlocked", user, by=by)


@action
def reset_login(user: User, *, by: Actor) -> None:
    """Take password and second factors away (a lost phone): the holder sets both anew from a one-time link."""
    require(policies.reset_login(by, user))
    user.set_unusable_password()
    user.sessions_since = timezone.now()
    user.save(update_fields=["password", "sessions_since"])
    Authenticator.objects.filter(user=user).delete()
    audit.record("account.login_reset", user, by=by)


def new_handle() -> str:
    """Return a login name nobody has: a letter and seven digits, easy to read over the telephone."""
    while User.objects.filter(handle=(handle := f"L{secrets.randbelow(9_000_000) + 1_000_000}")).exists():
        continue
    return handle
