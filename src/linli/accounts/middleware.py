"""One request, one transaction, one actor: what it may see is told to the database before the view runs."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.accounts.models import Post, User
from linli.accounts.sight import actor_of, posts_today
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import enter

POST_KEY = "post"


class Request(HttpRequest):
    """A request after :class:`ActorMiddleware`: views type against this."""

    actor: Actor
    user: User
    post: Post | None
    posts: list[Post]


class ActorMiddleware:
    """Set ``request.actor`` and the row scope, and keep the whole request in one transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Run the request; a failure (500) or a refusal that reaches here undoes what it wrote."""
        with transaction.atomic():
            identify(request)
            enter(request.actor.scope)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        """Turn a refusal nobody caught into its sentence."""
        if not isinstance(error, Refused):
            return None
        from django.shortcuts import render

        transaction.set_rollback(True)
        return render(request, "refused.html", {"sentence": error.sentence, "title": _("现在还不行")}, status=422)


def identify(request: Request) -> None:
    """Set ``actor``, ``post`` and ``posts`` from the session."""
    request.post, request.posts, request.actor = None, [], STRANGER
    if not getattr(request.user, "is_authenticated", False):
        return
    request.posts = posts_today(request.user)
    chosen = request.session.get(POST_KEY)
    held = {str(post.pk): post for post in request.posts}
    request.post = held.get(str(chosen)) or (request.posts[0] if request.posts else None)
    request.actor = actor_of(request.user, request.post, request=str(new_id()))


def choose(request: Request, post: UUID) -> bool:
    """Act in another of one's posts from now on; False when it is not one's own."""
    if str(post) not in {str(held.pk) for held in request.posts}:
        return False
    request.session[POST_KEY] = str(post)
    return True
