"""People as a list shows them: age, place, one telephone masked, running categories; in four queries for any number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.models import IdentityDocument, Person, PriorityTag, Sex, Telephone
from linli.people.numbers import age, mask_document, mask_telephone
from linli.people.packs import category_name
from linli.people.queries import in_force
from linli.places.models import Division


@dataclass(frozen=True)
class Carried:
    """One running category; ``official`` tells recognition from a worker's observation."""

    name: str
    official: bool


@dataclass
class Card:
    """One person on a list. ``telephone`` is masked; the whole number never reaches a page unasked."""

    person: Person
    age: int | None
    place: str
    telephone: str = ""
    shut: bool = False
    carried: list[Carried] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The address with its community before it, said once."""
        return told_once(self.place, self.person.actual_address)

    @property
    def sex(self) -> str:
        """男 or 女; nothing when it is not known."""
        return "" if self.person.sex == Sex.UNKNOWN else self.person.get_sex_display()


@dataclass(frozen=True)
class Masked:
    """A number on a person's page: what it is, masked, and the key to ask for it."""

    kind: str
    id: UUID
    label: str
    number: str


def told_once(community: str, address: str) -> str:
    """Return community and address; an address that begins with its community stands alone."""
    return address if address.startswith(community) else f"{community} {address}".strip()


def cards(people: Sequence[Person], day: date, *, by: Actor) -> list[Card]:
    """Return the cards of people, in their order; those whose files are shut to the actor tell a surname only."""
    kept = locks.shut(people, by, day=day)
    wanted = [person.pk for person in people if person.pk not in kept]
    names = dict(Division.objects.filter(pk__in={row.community_id for row in people}).values_list("pk", "name"))
    phones: dict[UUID, list[Telephone]] = {}
    for phone in Telephone.objects.filter(person__in=wanted):
        phones.setdefault(phone.person_id, []).append(phone)
    tags: dict[UUID, list[PriorityTag]] = {}
    for tag in PriorityTag.objects.filter(in_force(day), person__in=wanted):
        tags.setdefault(tag.person_id, []).append(tag)
    found = {}
    for person in people:
        place = names.get(person.community_id, "")
        if person.pk in kept:
            found[person.pk] = Card(locks.veiled(person), None, place, shut=True)
        else:
            found[person.pk] = card(person, place, phones.get(person.pk, ()), tags.get(person.pk, ()), day)
    return list(found.values())


def card(person: Person, place: str, phones: Iterable[Telephone], tags: Iterable[PriorityTag], day: date) -> Card:
    """Return the card of somebody whose file is open; ``tags`` may hold those that have ended."""
    made = Card(person, age(person.birth_date, day) if person.birth_date else None, place)
    for phone in sorted(phones, key=lambda row: row.pk)[:1]:
        made.telephone = mask_telephone(phone.number)
    for tag in sorted(tags, key=lambda row: (row.starts_on, row.pk)):
        carried = Carried(category_name(tag.category), tag.basis == PriorityTag.Basis.RECOGNISED)
        if tag.starts_on <= day and (tag.ends_on is None or tag.ends_on >= day) and carried not in made.carried:
            made.carried.append(carried)
    return made


def masked(person: Person) -> list[Masked]:
    """Return a person's telephones and documents, masked, in the order they were added."""
    phones = sorted(person.telephones.all(), key=lambda row: row.pk)
    documents: list[IdentityDocument] = sorted(person.documents.all(), key=lambda row: row.pk)
    return [Masked("telephone", row.pk, row.label, mask_telephone(row.number)) for row in phones] + [
        Masked("document", row.pk, str(row.get_kind_display()), mask_document(row.number)) for row in documents
    ]


@dataclass(frozen=True)
class Whole:
    """One person as her own page shows her. ``selves`` are all ids she was written under, her own first."""

    person: Person
    card: Card
    selves: tuple[UUID, ...]


def whole(
    pk: UUID, day: date, *, by: Actor, also: Sequence[str] = (), told_too: Mapping[str, Combinable] | None = None
) -> Whole | None:
    """Return a person in reach with her card, in three queries (one more for each relation in ``also``).

    ``told_too`` are further columns of her row, by name: what rooms above know of her, without a query of their own.
    Whether her file is shut is for the caller to ask (``locks.demand``). Telephones and categories, ended ones too,
    are fetched: ``.all()`` of them costs nothing.
    """
    place = Division.objects.filter(pk=OuterRef("community_id")).values("name")
    others = Person.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    rows = Person.objects.visible_to(by).select_related("household").defer("search")
    found = rows.annotate(place_name=Subquery(place), others=ArraySubquery(others), **(told_too or {})).filter(pk=pk)
    for person in found.prefetch_related("telephones", "tags", *also):
        fetched = vars(person)
        told = card(person, fetched["place_name"] or "", person.telephones.all(), person.tags.all(), day)
        return Whole(person, told, (person.pk, *fetched["others"]))
    return None
