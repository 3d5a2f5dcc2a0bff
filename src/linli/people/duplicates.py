"""疑似重复: which files may be of one person, found by what the database can join on and weighed by ``matching``."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.crypto import compared
from linli.kernel.text import pinyin, tidy_name
from linli.matching.duplicates import File, Likeness, likeness
from linli.people.models import IdentityDocument, Person, Sex, Telephone, telephone_index, telephone_indexes

WORDS: dict[tuple[str, str], str | Promise] = {
    ("name", "same"): _("姓名相同"),
    ("name", "sounds"): _("姓名同音"),
    ("name", "one_off"): _("姓名差一个字"),
    ("born", "same"): _("生日相同"),
    ("born", "turned"): _("生日的月和日对调"),
    ("born", "digit"): _("生日差一个数字"),
    ("born", "year"): _("生日差几年"),
    ("born", "month"): _("生日同年同月"),
    ("document", "two"): _("证件号不同"),
    ("document", "same"): _("证件号相同"),
    ("document", "slip"): _("证件号差一点"),
    ("document", "other"): _("证件号不同"),
    ("telephone", "same"): _("电话相同"),
    ("telephone", "family"): _("家人电话相同"),
    ("home", "same"): _("住址相同"),
    ("sex", "other"): _("性别不同"),
}
# Pairs that share a reading and a birthday, a telephone, a household or an address; the rest is never compared.
BLOCKS = """
    WITH p AS (
        SELECT id, split_part(sort_key, chr(31), 1) AS read, birth_date AS born, household_id AS home,
            nullif(actual_address, '') AS address
        FROM people_person WHERE county_id = %(county)s AND merged_into_id IS NULL AND restricted_at IS NULL
            AND erased_at IS NULL
    ), t AS (SELECT DISTINCT person_id, {number} AS number FROM people_telephone WHERE county_id = %(county)s)
    SELECT a.id, b.id FROM p a JOIN p b ON a.read = b.read AND a.born = b.born AND a.id < b.id
    UNION SELECT a.id, b.id FROM p a JOIN p b ON a.home = b.home AND a.born = b.born AND a.id < b.id
    UNION SELECT a.id, b.id FROM p a JOIN p b ON a.address = b.address AND a.read = b.read AND a.id < b.id
    UNION SELECT a.id, b.id FROM p a JOIN t s ON s.person_id = a.id JOIN t o ON o.number = s.number
        JOIN p b ON b.id = o.person_id AND a.id < b.id AND (a.read = b.read OR a.born = b.born)
"""
NEAR = """
    SELECT t.at, p.id
    FROM unnest(%(low)s::text[], %(high)s::text[], %(born)s::date[], %(home)s::text[])
        WITH ORDINALITY AS t(low, high, born, home, at)
    CROSS JOIN LATERAL (
        SELECT id FROM people_person
        WHERE {reach} AND merged_into_id IS NULL AND sort_key >= t.low AND sort_key < t.high
            AND (birth_date = t.born OR (t.home <> '' AND actual_address = t.home))
        LIMIT %(most)s
    ) p
"""
REACH = {column: f"{column} = ANY (%(areas)s::int[])" for column in ("county_id", "town_id", "community_id", "grid_id")}
OFFERED, MOST_NEAR = 5, 50


class Alike(NamedTuple):
    """Somebody known who may be meant: the person, and how alike."""

    person: Person
    likeness: Likeness


def words(levels: dict[str, str]) -> list[str]:
    """Return in words what two files share, and what speaks against it."""
    return [str(told) for (what, level), told in WORDS.items() if levels.get(what) == level]


def pairs(county: int) -> list[tuple[UUID, UUID]]:
    """Return the pairs of a county worth comparing, as far as the transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS.format(number=compared("number_blind")), {"county": county})
        return [(first, second) for first, second in cursor.fetchall()]


def files(persons: Iterable[UUID]) -> dict[UUID, File]:
    """Return what the files of persons say, ready to be compared; numbers of documents are opened for it only."""
    wanted = list(persons)
    phones: dict[UUID, dict[str, str]] = {}
    number = compared("number_blind")
    for row in Telephone.objects.filter(person__in=wanted).only("person_id", number, "label"):
        phones.setdefault(row.person_id, {})[bytes(getattr(row, number) or b"").hex()] = row.label
    papers: dict[UUID, str] = {}
    for paper in IdentityDocument.objects.filter(person__in=wanted).order_by("-id"):
        papers[paper.person_id] = paper.number or papers.get(paper.person_id, "")
    rows = Person.objects.filter(pk__in=wanted).defer("search")
    return {row.pk: _file(row, papers.get(row.pk, ""), phones.get(row.pk, {})) for row in rows}


def _file(row: Person, paper: str, phones: dict[str, str]) -> File:
    family = frozenset(number for number, label in phones.items() if label)
    sex = "" if row.sex == Sex.UNKNOWN else row.sex
    home = row.actual_address or str(row.household_id or "")
    return File(row.name, row.birth_date, sex, paper, frozenset(phones), family, home)


def alike(told: File, *, by: Actor, but: UUID | None = None) -> list[Alike]:
    """Return who in sight looks like somebody who is being told of, the most alike first.

    ``told.telephones`` and ``told.family`` are whole numbers in E.164 here.
    """
    return [one for one in alike_each([told], by=by)[0] if one.person.pk != but]


def alike_each(told: Sequence[File], *, by: Actor) -> list[list[Alike]]:
    """Return :func:`alike` for each of many, in six queries however many they are."""
    near = _near(told, by)
    found = files(set().union(*near))
    likely: list[list[tuple[UUID, Likeness]]] = []
    for one, beside in zip(told, near, strict=True):
        sealed = told_as_sealed(one)
        weighed = [(pk, likeness(sealed, found[pk])) for pk in beside if pk in found]
        ranked = sorted((pair for pair in weighed if pair[1].is_likely), key=lambda pair: -pair[1].weight)
        likely.append(ranked[:OFFERED])
    wanted = {pk for ranked in likely for pk, _likeness in ranked}
    people = {row.pk: row for row in Person.objects.visible_to(by).filter(pk__in=wanted).defer("search")}
    return [[Alike(people[pk], weight) for pk, weight in ranked if pk in people] for ranked in likely]


def told_as_sealed(told: File) -> File:
    """Return a told file with its telephones as the stored ones are compared."""
    phones = {number: telephone_index(number).hex() for number in told.telephones}
    return File(
        tidy_name(told.name), told.born, "" if told.sex == Sex.UNKNOWN else told.sex, told.document,
        frozenset(phones.values()), frozenset(phones[number] for number in told.family), told.home,
    )  # fmt: skip


def _near(told: Sequence[File], by: Actor) -> list[set[UUID]]:
    """Return for each the ids worth comparing: the same reading with a birthday or a home, or a shared telephone."""
    found: list[set[UUID]] = [set() for _one in told]
    if by.scope.organisation is not None:
        return found
    reach = "true" if by.scope.everywhere else REACH[by.scope.column]
    reads = [" ".join(pinyin(tidy_name(one.name))).lower() for one in told]
    with connection.cursor() as cursor:
        cursor.execute(
            NEAR.format(reach=reach),
            {
                "low": [f"{read}\x1f" for read in reads], "high": [f"{read} " for read in reads],
                "born": [one.born for one in told], "home": [one.home for one in told],
                "areas": list(by.scope.areas), "most": MOST_NEAR,
            },
        )  # fmt: skip
        for at, person in cursor.fetchall():
            found[at - 1].add(person)
    holders: dict[bytes, list[UUID]] = {}
    indexes = [[index for number in one.telephones for index in telephone_indexes(number)] for one in told]
    rows = Telephone.objects.visible_to(by).filter(number_blind__in=[index for one in indexes for index in one])
    for index, person in rows.filter(person__merged_into=None).values_list("number_blind", "person_id"):
        holders.setdefault(bytes(index or b""), []).append(person)
    for at, numbers in enumerate(indexes):
        for number in numbers:
            found[at].update(holders.get(number, [])[:MOST_NEAR])
    return found


def shared_areas(first: Person, second: Person) -> dict[str, Any]:
    """Return the areas two persons share; 0 where they differ, so that who sees one of them does not see the pair."""
    names: Sequence[str] = ("county_id", "town_id", "community_id")
    same = {name: getattr(first, name) if getattr(first, name) == getattr(second, name) else 0 for name in names}
    return same | {"grid_id": first.grid_id if first.grid_id == second.grid_id else None}
