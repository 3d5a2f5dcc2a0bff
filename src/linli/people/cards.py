"""People as a list shows them: age, place, one telephone masked, running categories; in four queries for any number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

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
    found = {
        person.pk: Card(
            locks.veiled(person) if person.pk in kept else person,
            age(person.birth_date, day) if person.birth_date and person.pk not in kept else None,
            names.get(person.community_id, ""),
            shut=person.pk in kept,
        )
        for person in people
    }
    for phone in Telephone.objects.filter(person__in=wanted).order_by("-id"):
        found[phone.person_id].telephone = mask_telephone(phone.number)
    for tag in PriorityTag.objects.filter(in_force(day), person__in=wanted).order_by("starts_on", "id"):
        carried = Carried(category_name(tag.category), tag.basis == PriorityTag.Basis.RECOGNISED)
        if carried not in (card := found[tag.person_id]).carried:
            card.carried.append(carried)
    return list(found.values())


def masked(person: Person) -> list[Masked]:
    """Return a person's telephones and documents, masked."""
    phones = [
        Masked("telephone", phone.pk, phone.label, mask_telephone(phone.number))
        for phone in person.telephones.order_by("id")
    ]
    documents: list[IdentityDocument] = list(person.documents.order_by("id"))
    return phones + [
        Masked("document", row.pk, str(row.get_kind_display()), mask_document(row.number)) for row in documents
    ]
