"""What is read about people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from linli.kernel.actor import Actor
from linli.kernel.paging import Page, page, read_key, write_key
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.people import numbers, search
from linli.people.consents import may as may
from linli.people.models import (
    DocumentKind,
    Household,
    HouseholdMember,
    IdentityDocument,
    KinshipLink,
    Merge,
    Person,
    PriorityTag,
    Telephone,
    document_indexes,
    tail_indexes,
    telephone_indexes,
)
from linli.people.packs import age_band, age_bands
from linli.places.models import Division, Level

ORDER = ("sort_key", "id")
COLUMNS = {Level.COUNTY: "county_id", Level.TOWN: "town_id", Level.COMMUNITY: "community_id", Level.GRID: "grid_id"}


class Frozen(NamedTuple):
    """What a record keeps of a person as she was on a day, so that nothing later changes a sealed figure."""

    age_band: str
    sex: str
    categories: tuple[str, ...]
    town: int
    community: int


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to. ``text`` is what somebody typed; ``band`` an age band's code."""

    text: str = ""
    place: Division | None = None
    category: str = ""
    band: str = ""


def person_of(user: UUID) -> UUID | None:
    """Return the person an account belongs to, whatever the asker's own reach; None when it belongs to nobody yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_account_of(%s)", [user])
        found: UUID | None = cursor.fetchone()[0]
    return found


def is_withheld(person: UUID, viewer: UUID) -> bool:
    """Tell whether somebody is suspected of harming a person, so that neither trail nor address leads to her."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_is_withheld(%s, %s)", [person, viewer])
        return bool(cursor.fetchone()[0])


def number_is_withheld(person: UUID, phone: str) -> bool:
    """Tell whether a number (E.164) is the own telephone of somebody suspected of harming a person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_number_is_withheld(%s, %s)", [person, telephone_indexes(phone)])
        return bool(cursor.fetchone()[0])


def is_restricted(person: UUID) -> bool:
    """Tell whether a person's data is stored and not used."""
    return Person.objects.filter(pk=person, restricted_at__isnull=False).exists()


def is_kept_away(user: UUID | None, person: UUID) -> bool:
    """Tell whether an account's own person is kept from another whom she acts for."""
    viewer = person_of(user) if user else None
    return viewer is not None and viewer != person and is_withheld(person, viewer)


def holder(phone: str) -> tuple[UUID, int] | None:
    """Return the one person whose own number (E.164) this is, and her community; None when it is not one person's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, community FROM people_holder(%s)", [telephone_indexes(phone)])
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


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


def people(wanted: Wanted, *, by: Actor, day: date, after: str = "", size: int = 30) -> Page[Person]:
    """Return one page of the people an actor sees, in the order of their names.

    A whole telephone, its last four digits or a whole document number is looked up by its blind index; anything else
    is looked for in names (characters or pinyin) and addresses.
    """
    rows = Person.objects.visible_to(by).defer("search")
    wanted = replace(wanted, text=tidy(wanted.text))
    if wanted.text:
        holders = _holders(wanted.text, by)
        if holders is None:
            return _found(rows, wanted, day=day, after=after, size=size)
        rows = rows.filter(pk__in=holders)
    return page(_narrowed(rows, wanted, day), *ORDER, after=after, size=size)


def _narrowed(rows: QuerySet[Person], wanted: Wanted, day: date) -> QuerySet[Person]:
    if wanted.place is not None:
        rows = rows.filter(**{COLUMNS[Level(wanted.place.level)]: wanted.place.pk})
    if limits := born_between(wanted.band, day):
        rows = rows.filter(birth_date__range=limits)
    if wanted.category:
        tags = PriorityTag.objects.filter(in_force(day), category=wanted.category)
        if wanted.place is not None:
            tags = tags.filter(**{COLUMNS[Level(wanted.place.level)]: wanted.place.pk})
        rows = rows.filter(pk__in=tags.values("person_id"))
    return rows


def born_between(band: str, day: date) -> tuple[date, date] | None:
    """Return the first and last birthday of those who are in an age band on a day; None for no band."""
    limits = age_bands().get(band)
    if limits is None:
        return None
    first, last = limits
    return max(numbers.years_before(day, last + 1) + timedelta(days=1), numbers.OLDEST), numbers.years_before(
        day, first
    )


def is_number(text: str) -> bool:
    """Tell whether a whole telephone or document number was typed: such a thing must not stand in an address."""
    typed = numbers.plain(text)
    return bool(re.fullmatch(r"\+?[0-9]{7,}|[A-Z0-9]{7,20}", typed) and re.search("[0-9]{4}", typed))


def _holders(text: str, by: Actor) -> list[UUID] | None:
    """Return the holders of a number that was typed; None when it is not a number, or four digits nobody has."""
    typed = numbers.plain(text)
    if re.fullmatch(r"[0-9]{4}", typed):
        return _by_telephone(Q(tail_blind__in=tail_indexes(typed)), by) or None
    if re.fullmatch(r"\+?[0-9]{7,13}", typed):
        try:
            return _by_telephone(Q(number_blind__in=telephone_indexes(numbers.telephone(typed))), by)
        except Refused:
            return None
    if re.fullmatch(r"[A-Z0-9]{7,20}", typed) and re.search("[0-9]{4}", typed):
        indexes = [index for kind in DocumentKind.values for index in document_indexes(kind, typed)]
        documents = IdentityDocument.objects.visible_to(by).filter(number_blind__in=indexes)
        return _canonical(documents) or None
    return None


def _by_telephone(numbered: Q, by: Actor) -> list[UUID]:
    return _canonical(Telephone.objects.visible_to(by).filter(numbered))[:500]


def _canonical(rows: QuerySet[Any]) -> list[UUID]:
    """Return whose the numbers are, each person by the file that stands for her."""
    found = rows.values_list(Coalesce("person__merged_into", "person"), flat=True)
    return list(dict.fromkeys(found[:500]))


def _found(rows: QuerySet[Person], wanted: Wanted, *, day: date, after: str, size: int) -> Page[Person]:
    terms = search.query(wanted.text)
    if not terms:
        return page(_narrowed(rows, wanted, day), *ORDER, after=after, size=size)
    key, last = _after(after) or (search.start(wanted.text), UUID(int=0))
    born_from, born_to = born_between(wanted.band, day) or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, sort_key FROM people_found(%s::tsquery, %s::text[], %s, %s, %s, %s, %s, %s, %s::uuid, %s)",
            [
                terms, search.rechecked(wanted.text), wanted.place.pk if wanted.place else None, wanted.category, day,
                born_from, born_to, key, last, size + 1,
            ],
        )  # fmt: skip
        keys = cursor.fetchall()
    shown = {row.pk: row for row in rows.filter(pk__in=[pk for pk, _key in keys[:size]])}
    more = keys[size - 1] if len(keys) > size else None
    found = [shown[pk] for pk, _key in keys[:size] if pk in shown]
    return Page(found, write_key([more[1], more[0]]) if more else "")


def _after(after: str) -> tuple[str, UUID] | None:
    key = read_key(after)
    try:
        return (key[0], UUID(key[1])) if len(key) == 2 else None
    except ValueError:
        return None


def communities(by: Actor) -> QuerySet[Division]:
    """Return the communities an actor reaches, by code (a grid's worker reaches the one her grid lies in)."""
    rows = Division.objects.current().filter(level=Level.COMMUNITY).order_by("code")
    within = {
        "county_id": Q(county__in=by.scope.areas),
        "town_id": Q(town__in=by.scope.areas),
        "community_id": Q(pk__in=by.scope.areas),
        "grid_id": Q(children__in=by.scope.areas),
    }
    if by.scope.organisation is not None:
        return rows.none()
    return rows.filter(within[by.scope.column])


def selves(person: UUID) -> list[UUID]:
    """Return every id a person was written under: her own, and those of the files that were merged into hers."""
    return [person, *Person.objects.filter(merged_into=person).order_by("pk").values_list("pk", flat=True)]


def merges(person: Person, by: Actor) -> list[Merge]:
    """Return the merges that stand in a person's file, the last first."""
    rows = Merge.objects.visible_to(by).filter(kept=person, undone_at=None).select_related("other")
    return list(rows.defer("other__search", "before_sealed").order_by("-made_at", "-id"))


def meant(persons: Iterable[UUID | str], *, by: Actor) -> dict[UUID, Person]:
    """Return whom ids mean, as far as the actor sees: an id written down before a merge means the file that is kept."""
    rows = Person.objects.even_merged(by).filter(pk__in=list(persons)).select_related("merged_into")
    return {row.pk: row.canonical for row in rows.defer("search", "merged_into__search").order_by("pk")}


def members(household: Household) -> QuerySet[HouseholdMember]:
    """Return everybody who lives or lived in a household, those of today first; merged files are left to the kept."""
    rows = HouseholdMember.objects.filter(household=household, person__merged_into=None)
    rows = rows.select_related("person").defer("person__search")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "starts_on", "id")


def narrower(by: Actor, chosen: str = "") -> list[Division]:
    """Return the places a list may be narrowed to, by code: the county its towns, the town its communities.

    Once the county has ``chosen`` a town, or a community (ids as typed), the communities of that town are offered too.
    """
    if by.scope.organisation is not None or by.scope.column not in ("county_id", "town_id"):
        return []
    if by.scope.column == "town_id":
        return list(communities(by))
    offered = Q(level=Level.TOWN)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        offered |= Q(level=Level.COMMUNITY, town=int(chosen)) | Q(level=Level.COMMUNITY, town__children=int(chosen))
    rows = Division.objects.current().filter(offered, county__in=by.scope.areas)
    return list(rows.order_by("code").distinct())


def kin(person: Person) -> list[tuple[KinshipLink, Person, str]]:
    """Return the relations that stand, with the other person and what she is to this one, said from either side."""
    rows = KinshipLink.objects.filter(
        Q(person=person) | Q(other=person), ends_on=None, person__merged_into=None, other__merged_into=None
    ).order_by("id")
    found = []
    for link in rows.select_related("person", "other").defer("person__search", "other__search"):
        if link.person_id == person.pk:
            found.append((link, link.other, str(link.get_kind_display())))
        else:
            found.append((link, link.person, str(link.seen_from_the_other_side)))
    return found
