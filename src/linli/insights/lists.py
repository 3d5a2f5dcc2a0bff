"""The list behind a number: its records, or the cases, groups, projects and persons it counts once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.insights import sealing
from linli.insights.models import Report
from linli.kernel.actor import Actor
from linli.kernel.paging import read_key, write_key
from linli.people.models import Person
from linli.records import counting
from linli.records.definitions import Definition, Measure
from linli.records.models import Beneficiary, ServiceRecord, Undertaking
from linli.records.queries import named_to

SIZE = 100
NAMES = {Role.STATION_LEAD, Role.SOCIAL_WORKER}


@dataclass(frozen=True)
class Thing:
    """One case, group, project or person counted once, and how many of the number's records are hers."""

    name: str
    records: int
    first: str


@dataclass(frozen=True)
class Things:
    """One page of things; ``persons`` are the people whose names stand on it, ``next`` the key of the next page."""

    rows: list[Thing]
    next: str
    persons: list[UUID]


def behind(report: Report, definition: Definition, actor: Actor) -> QuerySet[ServiceRecord]:
    """Return the records behind a number of a report, as of the moments the report counts at."""
    as_of = sealing.counted_at(report)
    found = counting.behind(definition, report.place, report.period, actor=actor, as_of=as_of)
    return found.select_related("undertaking", "service_point")


def counts_things(definition: Definition) -> bool:
    """True when a number counts cases, groups, projects or persons, each once."""
    return definition.measure in (Measure.UNDERTAKINGS, Measure.PERSONS)


def things(report: Report, definition: Definition, actor: Actor, after: str = "") -> Things:
    """Return one page of what a number counts once.

    Names of cases and people only for the station's own eyes,
    those of protected work only for its team.
    """
    records = behind(report, definition, actor).order_by()
    as_of = sealing.counted_at(report)
    rows, thing, day = _counted(definition, records, as_of)
    counted: QuerySet[Any, Any] = rows.values(thing).annotate(n=Count("pk"), first=Min(day)).order_by(thing)
    if (start := _key(after)) is not None:
        counted = counted.filter(**{f"{thing}__gt": start})
    page = list(counted[: SIZE + 1])
    shown = page[:SIZE]
    on_page = [row[thing] for row in shown]
    told_openly = _counted(definition, records.filter(named_to(actor)), as_of)[0].filter(**{f"{thing}__in": on_page})
    names, persons = _names(definition, on_page, set(told_openly.values_list(thing, flat=True)), actor)
    told = [Thing(names.get(row[thing], _("受保护")), row["n"], str(row["first"])) for row in shown]
    return Things(told, write_key([shown[-1][thing]]) if len(page) > SIZE else "", persons)


def _counted(
    definition: Definition, records: QuerySet[ServiceRecord], as_of: counting.AsOf
) -> tuple[QuerySet[Any], str, str]:
    """Return the rows that carry what a number counts once, and their columns of the thing and of the day."""
    if definition.measure != Measure.PERSONS:
        return records, "undertaking", "happened_on"
    chosen = Exists(records.filter(pk=OuterRef("record")))
    rows = Beneficiary.objects.filter(counting.people(definition), chosen)
    return rows.annotate(counted_as=counting.stands_for(as_of)), "counted_as", "record__happened_on"


def _key(after: str) -> UUID | None:
    try:
        return UUID(read_key(after)[0])
    except (ValueError, IndexError):
        return None


def _names(
    definition: Definition, things: list[UUID], told_openly: set[UUID], actor: Actor
) -> tuple[dict[UUID, str], list[UUID]]:
    """Return the things by name where the station may read it (``told_openly``), else masked, and the persons."""
    station = actor.role in NAMES
    if definition.measure == Measure.UNDERTAKINGS:
        rows = Undertaking.objects.visible_to(actor).filter(pk__in=things)
        if station:
            return {row.pk: row.title if row.pk in told_openly else _kept(row) for row in rows}, []
        return {row.pk: f"{row.get_kind_display()} · {row.opened_on}" for row in rows}, []
    people = Person.objects.even_merged(actor).filter(pk__in=things)
    names = {one.pk: str(one) if station and one.pk in told_openly else masked(str(one)) for one in people}
    return names, list(names)


def _kept(row: Undertaking) -> str:
    return _("受保护的%(kind)s · %(day)s") % {"kind": row.get_kind_display(), "day": row.opened_on}


def masked(name: str) -> str:
    """Return a name as somebody outside the station sees it: the surname and 某."""
    return f"{name[:1]}某"


def sums(records: QuerySet[ServiceRecord]) -> dict[str, Any]:
    """Return what the whole list adds up to: records, minutes served, heads."""
    row = records.order_by().aggregate(records=Count("pk"), minutes=Sum("service_minutes"), heads=Sum("head_count"))
    return {name: value or 0 for name, value in row.items()}
