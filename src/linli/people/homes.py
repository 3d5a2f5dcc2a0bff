"""What is read about households: found by address or name, and the kin of those who live together."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.text import tidy
from linli.people.models import Household, KinshipLink, Person


def households(text: str, *, near: Person, by: Actor, size: int = 20) -> list[Household]:
    """Return households of a person's community whose address or name holds what was typed, but not her own."""
    rows = Household.objects.visible_to(by).filter(community_id=near.community_id)
    if near.household_id is not None:
        rows = rows.exclude(pk=near.household_id)
    return _told(text, rows, size)


def households_beside(text: str, home: Household, *, by: Actor, size: int = 20) -> list[Household]:
    """Return the other households of a household's community whose address or name holds what was typed."""
    rows = Household.objects.visible_to(by).filter(community_id=home.community_id).exclude(pk=home.pk)
    return _told(text, rows, size)


def _told(text: str, rows: QuerySet[Household], size: int) -> list[Household]:
    for word in tidy(text).split()[:5]:
        rows = rows.filter(Q(address__icontains=word) | Q(name__icontains=word))
    return list(rows.order_by("address", "id")[:size])


def kin_of_home(persons: Iterable[UUID]) -> list[KinshipLink]:
    """Return the relations of people who live together that stand, and those that a death has ended."""
    ids = list(persons)
    stands = Q(ends_on=None) | Q(person__died_on__isnull=False) | Q(other__died_on__isnull=False)
    rows = KinshipLink.objects.filter(stands, Q(person__in=ids) | Q(other__in=ids))
    rows = rows.filter(person__merged_into=None, other__merged_into=None).select_related("person", "other")
    return list(rows.defer("person__search", "other__search").order_by("id"))
