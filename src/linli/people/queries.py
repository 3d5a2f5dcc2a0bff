"""What is read about people."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from linli.people.models import Person, PriorityTag
from linli.people.packs import age_band


class Frozen(NamedTuple):
    """What a record keeps of a person as she was on a day, so that nothing later changes a sealed figure."""

    age_band: str
    sex: str
    categories: tuple[str, ...]
    town: int
    community: int


def in_force(day: date) -> Q:
    """Return the filter for dated rows (``starts_on``, ``ends_on``) that hold on a day."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def frozen(persons: Iterable[UUID], day: date) -> dict[UUID, Frozen]:
    """Return the frozen facts of persons on a day, by their ids, in two queries however many they are.

    Only persons in sight are in the answer. ``categories`` are codes of the pack, sorted, whatever their basis.
    """
    wanted = set(persons)
    if not wanted:
        return {}
    carried: dict[UUID, set[str]] = {}
    tags = PriorityTag.objects.filter(in_force(day), person__in=wanted)
    for person, category in tags.values_list("person_id", "category"):
        carried.setdefault(person, set()).add(category)
    rows = Person.objects.filter(pk__in=wanted).values_list("pk", "birth_date", "sex", "town_id", "community_id")
    return {
        pk: Frozen(age_band(born, day), sex, tuple(sorted(carried.get(pk, ()))), town, community)
        for pk, born, sex, town, community in rows
    }
