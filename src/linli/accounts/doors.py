"""Who may open a page at all: every view says it, and a law test reads it from the router."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBase

from linli.accounts.middleware import Request
from linli.accounts.models import Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

WORKERS = (Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD)
OFFICERS = (Role.STREET_OFFICER, Role.COUNTY_OFFICER)
INBOXES = (*WORKERS, *OFFICERS, Role.SUPERVISOR, Role.PURCHASER, Role.PROVIDER_LEAD)  # have a page of todos
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def staff(*roles: str) -> Callable[[View], View]:
    """Open a view to posts of these roles. A stranger is asked to sign in; anybody else meets 404."""
    allowed = frozenset(roles)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor.is_stranger:
                return redirect_to_login(request.get_full_path())
            if request.actor.role not in allowed:
                raise Http404
            return view(request, *args, **kwargs)

        guarded.__dict__["door"] = allowed
        return guarded  # type: ignore[return-value]

    return mark


def signed_in(view: View) -> View:
    """Open a view to anybody who has signed in."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.is_stranger:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.__dict__["door"] = frozenset(Role.values)
    return guarded  # type: ignore[return-value]


def resident(view: View) -> View:
    """Open a view to residents: by account, or by the paper card. A stranger is asked to sign in; a post meets 404."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.is_stranger and not request.actor.scope.persons:
            return redirect_to_login(request.get_full_path())
        if request.actor.role != Role.RESIDENT:
            raise Http404
        return view(request, *args, **kwargs)

    guarded.__dict__["door"] = frozenset({Role.RESIDENT})
    return guarded  # type: ignore[return-value]


def public(why: str) -> Callable[[View], View]:
    """Open a view to strangers, with the reason written beside it."""

    def mark(view: View) -> View:
        @wraps(view)
        def opened(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.__dict__["door"] = why
        return opened  # type: ignore[return-value]

    return mark
