"""Verbs of paper cards: issued, revoked, unlocked, and opened at home by their PIN."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.fields import put_indexes
from linli.kernel.policy import action, require
from linli.kernel.scope import seeing
from linli.people.actions import areas
from linli.people.actions.doors import at
from linli.people.models import Person, ResidentCard, token_indexes
from linli.people.policies import cards as policies

TRIES = 5
"""Tries of a PIN until the card is locked: four digits hold one in two thousand against five guesses."""
MOST_FROM_ONE_ADDRESS, AN_HOUR = 30, 3600
"""Tries of cards from one address in an hour (seconds), at both doors; a house behind one router stays inside."""
EASY = frozenset({"1234", "4321", *(digit * 4 for digit in "0123456789")})


@dataclass(frozen=True)
class Issued:
    """A new card with what is printed on it; no page shows token or PIN again."""

    card: ResidentCard
    token: str
    pin: str


@action
def issue_cards(persons: Sequence[Person], *, by: Actor) -> list[Issued]:
    """Give each person a new card; the one she had is revoked with it."""
    require(policies.issue_cards(by, persons))
    return [_issue(person, by) for person in persons]


def _issue(person: Person, by: Actor) -> Issued:
    for earlier in ResidentCard.objects.filter(person=person, revoked_at=None):
        _revoke(earlier, by)
    token, pin = secrets.token_urlsafe(16), _digits(4)
    while pin in EASY:
        pin = _digits(4)
    card = ResidentCard(
        person=person, number=_digits(8), pin=make_password(pin), issued_at=timezone.now(), issued_by=by.user,
        **areas.of_row(person),
    )  # fmt: skip
    card.token = token
    put_indexes(card)
    card.save(force_insert=True)
    audit.record("card.issued", card, by=by, person=str(person.pk))
    return Issued(card, token, pin)


def _digits(length: int) -> str:
    return f"{secrets.randbelow(10**length):0{length}d}"


def _revoke(card: ResidentCard, by: Actor) -> None:
    card.revoked_at = timezone.now()
    card.save(update_fields=["revoked_at"])
    audit.record("card.revoked", card, by=by, person=str(card.person_id))


@action
def revoke_card(card: ResidentCard, *, by: Actor) -> None:
    """Make a card worthless: who is inside by it is outside at the next request."""
    require(policies.revoke_card(by, card))
    with seeing(at(card.community_id)):
        _revoke(card, by)


@action
def unlock_card(card: ResidentCard, *, by: Actor) -> None:
    """Open a card that five wrong PINs have locked, with the person before a worker."""
    require(policies.unlock_card(by, card))
    card.tries, card.locked_at = 0, None
    card.save(update_fields=["tries", "locked_at"])
    audit.record("card.unlocked", card, by=by, person=str(card.person_id))


@action
def show_pin(pin: str, *, by: Actor, token: str = "", number: str = "") -> ResidentCard | None:
    """Open a card at home by the token in its code, or by its number. None says no more than that it does not open.

    An unknown, a revoked and a locked card cost the same slow hash as a wrong PIN.
    """
    require(policies.show_pin(by))
    found = find(token=token, number=number)
    if found is None:
        make_password(pin)
        return None
    with seeing(at(found[1])):
        return _shown(ResidentCard.objects.select_for_update().get(pk=found[0]), pin, by)


def _shown(card: ResidentCard, pin: str, by: Actor) -> ResidentCard | None:
    right = check_password(pin, card.pin)
    if card.locked_at is not None:
        return None
    card.tries = 0 if right else card.tries + 1
    card.locked_at = timezone.now() if card.tries >= TRIES else None
    card.save(update_fields=["tries", "locked_at"])
    audit.record("card.opened" if right else "card.missed", card, by=by, tries=card.tries, person=str(card.person_id))
    return card if right else None


def find(*, token: str = "", number: str = "") -> tuple[UUID, int] | None:
    """Return id and community of a card in force that somebody holds the token or the number of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT card, community FROM people_card(%s, %s)", [token_indexes(token), number])
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found
