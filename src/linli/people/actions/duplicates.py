"""Verbs of 疑似重复: pairs are found at night, and parted by a person who knows."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.matching.duplicates import likeness
from linli.people import duplicates, policies
from linli.people.models import DuplicatePair, Person
from linli.places.models import Division

BATCH = 2000


@action
def find_duplicates(county: Division, *, by: Actor) -> int:
    """Compare the files of a county and keep the pairs a person should look at; return how many stand.

    Pairs that no longer look alike go; those somebody has parted stay parted. Runs twice without harm.
    """
    require(policies.find_duplicates(by))
    started = timezone.now()
    parted = set(
        DuplicatePair.objects.filter(county_id=county.pk).exclude(parted_at=None).values_list("first", "second")
    )
    met = [pair for pair in duplicates.pairs(county.pk) if pair not in parted]
    for start in range(0, len(met), BATCH):
        _keep(met[start : start + BATCH])
    open_pairs = DuplicatePair.objects.filter(county_id=county.pk, parted_at=None)
    open_pairs.filter(found_at__lt=started).delete()
    return open_pairs.count()


@action
def part(first: Person, second: Person, *, by: Actor) -> DuplicatePair:
    """Say that two files are of two people; they are not offered again. Raises ``Refused``."""
    require(policies.part(by, first, second))
    one, other = sorted((first, second), key=lambda person: person.pk)
    now = timezone.now()
    pair, _made = DuplicatePair.objects.update_or_create(
        first=one,
        second=other,
        defaults={"parted_at": now, "parted_by": by.user},
        create_defaults={
            "weight": 0.0, "found_at": now, "parted_at": now, "parted_by": by.user,
            **duplicates.shared_areas(one, other),
        },
    )  # fmt: skip
    audit.record("person.parted", one, by=by, other=str(other.pk))
    return pair


def _keep(met: Sequence[tuple[UUID, UUID]]) -> None:
    ids = {pk for pair in met for pk in pair}
    files, now = duplicates.files(ids), timezone.now()
    likely = {(a, b): found for a, b in met if (found := likeness(files[a], files[b])).is_likely}
    people = Person.objects.defer("search").in_bulk([pk for pair in likely for pk in pair])
    rows = [
        DuplicatePair(
            first_id=a, second_id=b, weight=found.weight, levels=found.levels, found_at=now,
            **duplicates.shared_areas(people[a], people[b]),
        )
        for (a, b), found in likely.items()
    ]  # fmt: skip
    DuplicatePair.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["first", "second"],
        update_fields=["weight", "levels", "found_at", "county_id", "town_id", "community_id", "grid_id"],
    )  # fmt: skip
