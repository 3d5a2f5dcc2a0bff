"""Many people at once, household by household, with the same checks and the same columns as one registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.fields import put_indexes
from linli.kernel.policy import action, require
from linli.kernel.text import sort_key
from linli.people import policies
from linli.people.actions import areas
from linli.people.models import (
    DocumentKind,
    Household,
    HouseholdMember,
    IdentityDocument,
    Person,
    PriorityTag,
    Telephone,
)
from linli.people.numbers import document, telephone
from linli.people.search import terms, vector
from linli.people.words import called, line
from linli.places.models import Division, Dwelling

BATCH = 1000


@dataclass(frozen=True)
class Resident:
    """One person as she is told: documents, telephone and categories with the day they began."""

    name: str
    id_number: str
    relation: str
    phone: str = ""
    preferred_name: str = ""
    note: str = ""
    categories: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Home:
    """One household in a dwelling, with who lives there since a day."""

    community: Division
    dwelling: Dwelling
    name: str
    residents: tuple[Resident, ...]
    since: date


@dataclass
class Batch:
    """The rows to be written, table by table."""

    households: list[Household]
    persons: list[Person]
    documents: list[IdentityDocument]
    telephones: list[Telephone]
    members: list[HouseholdMember]
    tags: list[PriorityTag]


@action
def load_people(homes: Sequence[Home], *, by: Actor) -> list[Person]:
    """Register the people of many dwellings; a dwelling that has a household already is left as it is.

    Raises :class:`~linli.kernel.policy.Refused` for a number that is none. Leaves one event for the batch.
    """
    require(policies.load_people(by))
    taken = set(
        Household.objects.filter(dwelling__in=[home.dwelling for home in homes]).values_list("dwelling_id", flat=True)
    )
    batch = Batch([], [], [], [], [], [])
    for home in homes:
        if home.dwelling.pk not in taken:
            _settle(home, batch)
    Household.objects.bulk_create(batch.households, BATCH)
    Person.objects.bulk_create(batch.persons, BATCH)
    IdentityDocument.objects.bulk_create(batch.documents, BATCH)
    Telephone.objects.bulk_create(batch.telephones, BATCH)
    HouseholdMember.objects.bulk_create(batch.members, BATCH)
    PriorityTag.objects.bulk_create(batch.tags, BATCH)
    if batch.persons:
        county = batch.persons[0].county_id
        audit.record(
            "people.loaded", None, by=by, county=county, people=len(batch.persons), households=len(batch.households)
        )
    return batch.persons


def _settle(home: Home, batch: Batch) -> None:
    household = Household(dwelling=home.dwelling, name=line(home.name, 60, "name"), address=home.dwelling.address)
    areas.put(household, home.community, home.dwelling.grid_id)
    batch.households.append(household)
    for resident in home.residents:
        _register(resident, home, household, batch)


def _register(resident: Resident, home: Home, household: Household, batch: Batch) -> None:
    paper = document(DocumentKind.ID_CARD, resident.id_number, today=timezone.localdate())
    name = called(resident.name, 100, "name")
    person = Person(
        household=household,
        name=name,
        preferred_name=called(resident.preferred_name, 50, "preferred_name"),
        sort_key=sort_key(name),
        sex=paper.sex,
        birth_date=paper.birth_date,
        actual_address=household.address,
        note=line(resident.note, 200, "note"),
    )
    place = areas.of_row(household)
    areas.put(person, home.community, household.grid_id)
    person.search = vector(terms(person.name, person.preferred_name, "", person.actual_address))
    batch.persons.append(person)
    kept = IdentityDocument(person=person, kind=paper.kind, **place)
    kept.number = paper.number
    put_indexes(kept)
    batch.documents.append(kept)
    if resident.phone:
        number = telephone(resident.phone)
        phone = Telephone(person=person, **place)
        phone.number = number
        put_indexes(phone)
        batch.telephones.append(phone)
    batch.members.append(
        HouseholdMember(
            household=household,
            person=person,
            relation=line(resident.relation, 20, "relation"),
            starts_on=home.since,
            **place,
        )
    )
    batch.tags += [
        PriorityTag(person=person, category=code, basis=PriorityTag.Basis.OBSERVED, starts_on=day, **place)
        for code, day in resident.categories
    ]
