"""Who comes in through the API: the signed-in session and its post; what changes something shows its CSRF token."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja.security import APIKeyCookie

from linli.accounts.doors import OFFICERS, WORKERS
from linli.accounts.middleware import Request
from linli.accounts.models import Role

OPENS_TO = frozenset({*WORKERS, *OFFICERS, Role.EVALUATOR})


class Session(APIKeyCookie):
    """The session cookie of the web pages; a work post must be held. Other posts find nothing here."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the post, or None (401); raises Http404 for a post that this is not opened to."""
        if actor_request(request).actor.is_stranger:
            return None
        if actor_request(request).actor.role not in OPENS_TO:
            raise Http404
        return actor_request(request).post


def actor_request(request: HttpRequest) -> Request:
    """Return the request as the middleware left it."""
    assert hasattr(request, "actor")
    return request  # type: ignore[return-value]
