"""What happens by itself when somebody comes in, or shows a new second factor."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from linli.accounts import actions, sittings
from linli.accounts.models import User
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import acting


def connect() -> None:
    """Listen. Under the name of the framework's own note of the last sign-in, ours takes its place (first come)."""
    user_logged_in.connect(came_in, dispatch_uid="update_last_login")
    authenticator_added.connect(factor_added, dispatch_uid="linli.factor_added")
    authenticator_removed.connect(factor_removed, dispatch_uid="linli.factor_removed")


def came_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Start the sitting: a password or a passkey was shown when allauth has noted it, else a code."""
    methods = {record["method"] for record in get_authentication_records(request, user)}
    way, factor = sittings.PASSWORD if methods else sittings.CODE, "mfa" in methods
    sittings.begin(request.session, way, factor=factor)
    actions.sign_in(user, way, factor=factor, by=Actor(user=user.pk, name=user.name))


def factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A second factor set up in this sitting has been shown in it; beside a code it stays the only one."""
    by_password = request.session.get(sittings.WAY) == sittings.PASSWORD
    if by_password and authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[sittings.FACTOR] = True
    _note("account.factor_added", user, authenticator)


def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Leave a trace of a second factor taken away."""
    _note("account.factor_removed", user, authenticator)


def _note(verb: str, user: User, authenticator: Authenticator) -> None:
    with acting():
        audit.record(verb, user, by=Actor(user=user.pk, name=user.name), type=str(authenticator.type))
