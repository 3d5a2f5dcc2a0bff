"""What a plan may take in one tap: goals and ways of working of the pack, and what a station has found useful."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.practice.library import Taken, library
from linli.practice.models import CaseFile, LibraryEntry

Kind = LibraryEntry.Kind


@dataclass(frozen=True)
class Shelf:
    """Goals by code, and ways of working in words by code."""

    goals: dict[str, Taken]
    methods: dict[str, str]


def shelf(case: CaseFile) -> Shelf:
    """Return what is offered to a case, in one query: of the pack, of its station, of its county as a whole."""
    rows = LibraryEntry.objects.filter(Q(town_id=None) | Q(town_id=case.town_id), county_id=case.county_id)
    return _filled(rows.offered().exclude(kind=Kind.RESOURCE))


def around(actor: Actor) -> Shelf:
    """Return what is offered in an actor's reach, in one query."""
    return _filled(LibraryEntry.objects.visible_to(actor).offered().exclude(kind=Kind.RESOURCE))


def known(county: int) -> Shelf:
    """Return what stands, or stood, in any library of a county, in one query: codes are read after their time too."""
    rows = LibraryEntry.objects.filter(county_id=county, accepted_at__isnull=False).exclude(kind=Kind.RESOURCE)
    return _filled(rows)


def resources(case: CaseFile) -> list[LibraryEntry]:
    """Return the resources a station has found useful."""
    rows = LibraryEntry.objects.filter(Q(town_id=None) | Q(town_id=case.town_id), county_id=case.county_id)
    return list(rows.offered().filter(kind=Kind.RESOURCE).order_by("party", "text")[:100])


def _filled(rows: Iterable[LibraryEntry]) -> Shelf:
    goals = dict(library())
    methods = {f"{one.code}.{i}": what for one in goals.values() for i, what in enumerate(one.methods)}
    kept = sorted(rows, key=lambda row: (row.text, row.code))
    goals |= {
        row.code: Taken(row.code, "", row.text, row.measure, row.rhythm, row.weeks or 0)
        for row in kept if row.kind == Kind.GOAL
    }  # fmt: skip
    for row in kept:
        if row.kind == Kind.METHOD:
            methods[row.code] = row.text
            if row.goal in goals:
                goals[row.goal] = replace(goals[row.goal], methods=[*goals[row.goal].methods, row.text])
    return Shelf(goals, methods)
