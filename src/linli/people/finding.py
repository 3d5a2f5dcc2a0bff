"""What else leads to a person: a card that is scanned or read out, and a door."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.kernel.actor import Actor
from linli.people.models import Household, Person, ResidentCard, token_indexes
from linli.people.search import folded
from linli.places.keys import asked
from linli.places.queries import MOST_FOUND, doors_found


@dataclass(frozen=True)
class Home:
    """A door or a house, the households registered there, and who lives in them."""

    address: str
    households: tuple[Household, ...]
    people: tuple[UUID, ...]


def is_card(text: str) -> bool:
    """Tell whether a card was scanned, or its whole number was typed: such a thing must not stand in an address."""
    return "/p/" in text or bool(_card_number(text))


def _card_number(text: str) -> str:
    typed = re.sub(r"[\s-]", "", folded(text))
    return typed if re.fullmatch("[0-9]{8}", typed) else ""


def by_card(text: str, *, by: Actor) -> Person | None:
    """Return whose card in force was scanned (the address in its code) or read out (eight digits), within reach."""
    rows = ResidentCard.objects.visible_to(by).filter(revoked_at=None)
    if "/p/" in text:
        rows = rows.filter(token_blind__in=token_indexes(text.strip().rstrip("/").rpartition("/")[2]))
    elif number := _card_number(text):
        rows = rows.filter(number=number)
    else:
        return None
    found = rows.values_list("person_id", flat=True).first()
    return Person.objects.visible_to(by).defer("search").filter(pk=found).first() if found else None


def homes(text: str, *, by: Actor, size: int) -> list[Home]:
    """Return doors and houses within reach whose address holds every word that was typed, by address.

    Numbers are taken whole (2 is not 12), several together in their order: 3-2-502 is 3栋2单元502.
    """
    if by.scope.organisation is not None:
        return []
    found = doors_found(text, by=by, size=size)
    alone = _houses(text, by, size)
    behind: dict[UUID, list[Household]] = {}
    for home in Household.objects.visible_to(by).filter(dwelling__in=found).order_by("id"):
        behind.setdefault(home.dwelling_id or home.pk, []).append(home)
    told = [(door.address, tuple(behind.get(door.pk, ()))) for door in found]
    told += [(home.address, (home,)) for home in alone]
    living = _living((home.pk for _address, here in told for home in here), by)
    made = [Home(address, here, tuple(pk for home in here for pk in living.get(home.pk, ()))) for address, here in told]
    return sorted(made, key=lambda home: home.address)[:size]


def _living(households: Iterable[UUID], by: Actor) -> dict[UUID, list[UUID]]:
    rows = Person.objects.visible_to(by).filter(household__in=list(households), died_on=None)
    found: dict[UUID, list[UUID]] = {}
    for pk, home in rows.order_by("pk").values_list("pk", "household_id"):
        if home is not None:
            found.setdefault(home, []).append(pk)
    return found


def _houses(text: str, by: Actor, size: int) -> list[Household]:
    """Return the households in reach without a listed door whose address holds every word."""
    wanted = asked(text)
    if not wanted.keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM houses_found(%s::text[], %s::text[], %s) ORDER BY address, id LIMIT %s",
            [list(wanted.keys), list(wanted.patterns), MOST_FOUND, size],
        )
        found = [pk for (pk,) in cursor.fetchall()]
    return list(Household.objects.visible_to(by).filter(pk__in=found).order_by("address", "id"))
