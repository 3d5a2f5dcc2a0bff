"""One request, one transaction, one actor: what it may see is told to the database before the view runs."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.translation import gettext as _

from linli.accounts import sittings, standing
from linli.accounts.models import Post, User
from linli.accounts.sight import actor_of, posts_today
from linli.audit.actions import Unwritten
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import enter

log = logging.getLogger("linli.accounts")
POST_KEY = "post"
OWN_DOOR = "own"  # kept in place of a post: she stands at her own door, as the resident she is
# What opens to somebody who has yet to set up the second factor her post demands.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "second_factor", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_reauthenticate",
        "account_logout", "find_help", "text_size", "elder_mode",
    }
)  # fmt: skip
# The form a worker fills in at a door comes back without signal after her telephone closed it.
KEPT_AT_HAND = frozenset({"record_draft"})


class Request(HttpRequest):
    """A request after :class:`ActorMiddleware`: views type against this."""

    actor: Actor
    user: User
    post: Post | None
    posts: list[Post]
    withheld: list[Post]
    standing: standing.Standing


class ActorMiddleware:
    """Set ``request.actor`` and the row scope, and keep the whole request in one transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Run the request; a failure (500) or a refusal that reaches here undoes what it wrote."""
        with transaction.atomic():
            identify(request)
            request.standing = standing.told(request, request.actor)
            request.actor = standing.widened(request.actor, request.standing)
            enter(request.actor.scope)
            response = self.get_response(request)
            _leave_no_copy(request, response)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead somebody whose post demands a second factor to setting it up, before anything else opens."""
        if not request.withheld or request.session.get(sittings.WAY) != sittings.PASSWORD:
            return None
        match = request.resolver_match
        return None if match and match.url_name in BEFORE_SECOND_FACTOR else redirect("second_factor")

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        """Turn a refusal nobody caught into its sentence, and a look that was not written into an empty 503."""
        if isinstance(error, Unwritten):
            transaction.set_rollback(True)
            log.error("a look could not be written: %s", error)
            return HttpResponse(get_template("503.html").render(), status=503)
        if not isinstance(error, Refused):
            return None
        transaction.set_rollback(True)
        return render(request, "refused.html", {"sentence": error.sentence, "title": _("现在还不行")}, status=422)


def identify(request: Request) -> None:
    """Set ``actor``, ``post``, ``posts`` and ``withheld`` from the session.

    ``withheld`` are the posts that stay shut because no second factor was shown in this sitting.
    """
    request.post, request.posts, request.withheld, request.actor = None, [], [], STRANGER
    if not getattr(request.user, "is_authenticated", False):
        return
    held = posts_today(request.user)
    factor = bool(request.session.get(sittings.FACTOR))
    request.posts = [post for post in held if factor or not post.demands_second_factor]
    request.withheld = [post for post in held if post not in request.posts]
    if sittings.is_over(request.session, request.user, held) or _passed_by(request):
        request.posts, request.withheld = [], []
        logout(request)
        messages.info(request, _("离开有一会儿了，为了安全请重新登录。写到一半的都还在。"))
        return
    sittings.touch(request.session)
    chosen = request.session.get(POST_KEY)
    if chosen != OWN_DOOR:
        request.post = next((post for post in request.posts if str(post.pk) == chosen), None)
        request.post = request.post or (request.posts[0] if request.posts else None)
    request.actor = actor_of(request.user, request.post, request=str(new_id()))


def _leave_no_copy(request: Request, response: HttpResponse) -> None:
    """Let no browser keep a page of somebody signed in: the next at a shared desk goes back, and sees nothing."""
    known = not request.actor.is_stranger or request.actor.scope.persons
    name = request.resolver_match.url_name if request.resolver_match else ""
    if known and name not in KEPT_AT_HAND and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"


def _passed_by(request: Request) -> bool:
    """Tell whether a second factor was set up elsewhere after this sitting began with a password alone."""
    alone = request.withheld and request.session.get(sittings.WAY) == sittings.PASSWORD
    return bool(alone and is_mfa_enabled(request.user))


def choose(request: Request, post: UUID) -> bool:
    """Act in another of one's posts from now on; False when it is not one's own."""
    if post not in {held.pk for held in request.posts}:
        return False
    request.session.cycle_key()
    request.session[POST_KEY] = str(post)
    return True


def stand_at_own_door(request: Request) -> bool:
    """Be the resident she is from now on, in no post; False for somebody who holds none and is that already."""
    if not request.posts:
        return False
    request.session.cycle_key()
    request.session[POST_KEY] = OWN_DOOR
    return True
