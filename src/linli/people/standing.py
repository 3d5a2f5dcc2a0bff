"""For whom a resident's request acts: herself, or somebody who agreed to it; asked once, before any page."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from linli.accounts.standing import NOBODY, Standing
from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, enter
from linli.people.models import Proxy
from linli.people.queries import in_force, person_of

ACTING = "acting_for"


def resident(request: HttpRequest, actor: Actor) -> Standing:
    """Say who somebody signed in without a post is, or whom she acts for just now."""
    if actor.user is None or actor.post is not None:
        return NOBODY
    chosen: Any = request.session.get(ACTING)
    if chosen and (proxy := proxy_in_force(actor.user, chosen)) is not None:
        return Standing(proxy.person_id, on_behalf_of=proxy.person_id, called=proxy.called, may=frozenset(proxy.may))
    person = person_of(actor.user)
    return Standing(person) if person else NOBODY


def agreed(day: object) -> Q:
    """Return the filter for proxies that hold on a day: asked, agreed to by the person, not ended."""
    return in_force(day) & Q(confirmed_at__isnull=False, ended_at=None)  # type: ignore[arg-type]


def proxy_in_force(user: UUID, pk: str) -> Proxy | None:
    """Return a proxy of an account's own that holds today."""
    enter(Scope(user=user))
    return Proxy.objects.filter(agreed(timezone.localdate()), pk=pk, user_id=user).first()
