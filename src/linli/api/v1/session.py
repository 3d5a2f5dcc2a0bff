"""Who comes in through the API: the signed-in session and its post; what changes something shows its CSRF token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from linli.accounts.middleware import Request


class Session(APIKeyCookie):
    """The session cookie of the web pages; a work post must be held."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the post, or None (401)."""
        return getattr(request, "post", None)


def actor_request(request: HttpRequest) -> Request:
    """Return the request as the middleware left it."""
    assert hasattr(request, "actor")
    return request  # type: ignore[return-value]
