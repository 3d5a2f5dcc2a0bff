"""For whom a resident's request acts: herself, or somebody who agreed to it; asked once, before any page."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from linli.accounts.standing import NOBODY, Standing
from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, enter
from linli.people.models import Person, Proxy, ResidentCard
from linli.people.queries import in_force, is_withheld, number_is_withheld, person_of

ACTING, CARD, HELPING = "acting_for", "card", "helping"
A_WHILE = 30 * 60  # seconds: a card on a borrowed telephone, a counter left alone


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
    rows = Proxy.objects.filter(agreed(timezone.localdate()), pk=pk, user_id=user)
    proxy = rows.select_related("user").first()
    return None if proxy is None or _must_not_find_her(proxy, user) else proxy


def _must_not_find_her(proxy: Proxy, user: UUID) -> bool:
    """Tell whether the one who acts is marked as having harmed her: nothing leads him to her, and nothing says so.

    He is known by the person his account is linked to, and by the telephone it was opened with.
    """
    himself = person_of(user)
    if himself is not None and is_withheld(proxy.person_id, himself):
        return True
    phone = str(proxy.user.phone or "")
    return bool(phone) and number_is_withheld(proxy.person_id, phone)


def mandated(person: Person, user: UUID | None) -> bool:
    """Tell whether an account (None: anybody's) may make requests about a person's data, by her own word."""
    rows = Proxy.objects.filter(agreed(timezone.localdate()), person=person, may__contains=["rights"])
    return (rows if user is None else rows.filter(user_id=user)).exists()


def by_card(request: HttpRequest, actor: Actor) -> Standing:
    """Say whose card was opened with its PIN in this sitting; revoked or locked, it is a stranger's at once."""
    kept: Any = request.session.get(CARD)
    if actor.user is not None or not kept or not fresh(request, CARD, kept):
        return NOBODY
    person = UUID(kept["person"])
    enter(Scope(persons=(person,)))
    card = ResidentCard.objects.filter(pk=kept["card"], person=person, revoked_at=None, locked_at=None).first()
    if card is None:
        return NOBODY
    return Standing(person, on_behalf_of=person, name=f"居民卡 {card.number[:4]}")


def fresh(request: HttpRequest, key: str, kept: dict[str, Any]) -> bool:
    """Tell whether what a sitting keeps under ``key`` still holds; in use it goes on, left alone it is forgotten."""
    now = timezone.now().timestamp()
    if now - kept["at"] > A_WHILE:
        del request.session[key]
        return False
    if now - kept["at"] > 60:
        request.session[key] = kept | {"at": now}
    return True
