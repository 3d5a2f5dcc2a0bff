"""What a page shows of a record to the one who looks: names where she may read them, bands and 受保护 where not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.models import Person, Sex
from linli.people.packs import category_name
from linli.people.policies import READERS
from linli.records import policies
from linli.records.models import Beneficiary, ServiceRecord


@dataclass(frozen=True)
class Line:
    """One record in a list. ``persons`` are those whose names stand in ``about``; ``at_home``: its home may be told."""

    record: ServiceRecord
    about: str
    persons: tuple[UUID, ...]
    at_home: bool


@dataclass(frozen=True)
class PersonRow:
    """One person served: the name (or ''), what was frozen on the day, the id when her page opens to the reader."""

    id: UUID | None
    name: str
    facts: str


def lines(records: Iterable[ServiceRecord], actor: Actor) -> list[Line]:
    """Return records as a list shows them to an actor; whether files are shut is asked once for all of them."""
    found = list(records)
    named = [record for record in found if policies.read_names(actor, record) is None]
    served = {record.pk: list(record.beneficiaries.all()) for record in named}
    hidden = veil((row for rows in served.values() for row in rows), actor)
    return [_line(record, served.get(record.pk), at_home=record.pk not in hidden) for record in found]


def own_lines(records: Iterable[ServiceRecord], actor: Actor) -> list[Line]:
    """Return what an actor recorded as a list shows it to her; rows of ``queries.lately``, which ask nothing more."""
    found = []
    for record in records:
        told: list[dict[str, Any]] = getattr(record, "served", [])
        rows = [_served(record, facts) for facts in told] if policies.read_names(actor, record) is None else None
        kept = [facts["shut"] or facts["restricted_at"] for facts in told]
        found.append(_line(record, rows, at_home=rows is None or not any(kept)))
    return found


def _served(record: ServiceRecord, facts: dict[str, Any]) -> Beneficiary:
    person = Person(
        pk=UUID(facts["person"]), name=facts["name"], preferred_name=facts["preferred_name"],
        restricted_at=parse_datetime(facts["restricted_at"] or ""),
    )  # fmt: skip
    is_kept = facts["shut"] or person.restricted_at
    return Beneficiary(record=record, person=locks.veiled(person) if is_kept else person)


def _line(record: ServiceRecord, rows: list[Beneficiary] | None, *, at_home: bool) -> Line:
    if rows is None:
        return Line(record, _("受保护") if record.protected else record.get_kind_display(), (), at_home)
    names = "、".join(str(row.person) for row in rows[:3])
    if len(rows) > 3:
        names = _("%(names)s 等%(n)d人") % {"names": names, "n": len(rows)}
    if locks.restricted(row.person for row in rows):
        return Line(record, names, tuple(row.person_id for row in rows[:3]), False)
    home = record.household.address if record.household and at_home else ""
    parts = (record.title or (str(record.undertaking) if record.undertaking else ""), names, home)
    about = " · ".join(part for part in parts if part)
    return Line(record, about, tuple(row.person_id for row in rows[:3]), at_home)


def veil(served: Iterable[Beneficiary], by: Actor) -> set[UUID]:
    """Leave only the surname of children whose files are shut to the reader.

    Whoever writes about such a child learns no name by it: being of the team opens the text, not the file. Returns the
    records in which somebody was hidden: an address would tell who. A list calls it once for all its records: no query
    more unless a minor is among them.
    """
    rows = list(served)
    kept = locks.shut([row.person for row in rows], by)
    hidden = set()
    for row in rows:
        if row.person_id in kept:
            row.person = locks.veiled(row.person)
            hidden.add(row.record_id)
    return hidden


def person_rows(served: Iterable[Beneficiary], *, shown: bool, by: Actor) -> list[PersonRow]:
    """Return the people of a record; without names only what was frozen."""
    served = list(served)
    veil(served, by)
    opens = shown and by.role in READERS and by.scope.organisation is None
    found = []
    for row in served:
        facts = ["" if row.sex in ("", Sex.UNKNOWN) else Sex(row.sex).label, _band(row.age_band)]
        facts += [category_name(code) for code in row.categories] if shown else []
        told = "" if row.person.restricted_at else " · ".join(str(fact) for fact in facts if fact)
        page = row.person_id if opens and by.scope.holds(row.person) else None
        found.append(PersonRow(page, str(row.person) if shown else "", told))
    return found


def _band(code: str) -> str:
    if code.endswith("+"):
        return _("%(years)s岁以上") % {"years": code[:-1]}
    return _("%(years)s岁") % {"years": code} if code else ""
