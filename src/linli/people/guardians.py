"""Who may speak for a child: guardians and parents among her kin, never one who is suspected of harming her."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor
from linli.people.models import KinshipLink, Person, SuspectedHarm
from linli.people.numbers import age

OWN_VOICE, GROWN_UP = 14, 18  # 个人信息保护法 31; 未成年人保护法 2


def guardians(person: Person, day: date) -> list[Person]:
    """Return who stands as guardian or parent of a person on a day, by kinship said from either side.

    Whoever is marked as suspected of harming her speaks for her no more until the mark is lifted; nobody is told why.
    """
    runs = (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gt=day))
    told = Q(person=person, kind__in=["guardian", "parent"]) | Q(other=person, kind="child")
    feared = SuspectedHarm.objects.filter(Q(by_whom=OuterRef("person")) | Q(by_whom=OuterRef("other")), person=person)
    links = KinshipLink.objects.filter(runs, told).exclude(Exists(feared.filter(until=None)))
    links = links.select_related("person", "other").order_by("id")
    found = [link.other if link.person_id == person.pk else link.person for link in links.defer(
        "person__search", "other__search"
    )]  # fmt: skip
    return list({one.pk: one for one in found}.values())


def ward_and_guardian(link: KinshipLink) -> tuple[Person, Person] | None:
    """Return whom a relation gives a guardian, and the guardian; None for any other kind of kin."""
    if link.kind in ("guardian", "parent"):
        return link.person, link.other
    return (link.other, link.person) if link.kind == "child" else None


def voice_changes_on(person: Person, day: date) -> date | None:
    """Return the first day after ``day`` on which she turns 14 or 18 and speaks for herself anew; None for neither."""
    born = person.birth_date
    if born is None:
        return None
    turns = (_turns(born, years) for years in (OWN_VOICE, GROWN_UP))
    return next((turned for turned in turns if turned > day), None)


def _turns(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def years(person: Person, day: date) -> int | None:
    """Return a person's age on a day, or None when her birthday is not known."""
    return age(person.birth_date, day) if person.birth_date else None


def is_herself(by: Actor, person: Person) -> bool:
    """Tell whether somebody stands at her own door, by account or by card and PIN.

    A relative who acts for her does not: she may look and ask for her, and agree to nothing.
    """
    return person.pk in by.scope.persons and (by.on_behalf_of is None or by.user is None)
