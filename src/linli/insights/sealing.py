"""Sealing: the exact content of a report at its moments, one way to write it down, one hash.

Each town's part is counted at the moment that town confirmed, and the county over exactly the records of its parts;
what came in between a confirmation and the seal is listed apart. The content holds whole numbers and the definitions
themselves, so that it recomputes from the immutable records alone, whatever the packs say later.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from linli.insights.models import Report, ReportSnapshot
from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import counting, definitions
from linli.records.counting import AsOf, Cell, Moments
from linli.records.definitions import Definitions
from linli.records.models import ServiceRecord

FORMAT = 2


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one spelling of a content: sorted keys, no blanks, UTF-8, whole numbers only."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a content's one spelling, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def told_moment(moment: datetime) -> str:
    """Return a moment as it stands in a content (UTC, microseconds)."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def towns_of(place: Division, period: Period, as_of: datetime | None) -> list[Division]:
    """Return the towns of a county that have records in a period, by code."""
    rows = ServiceRecord.objects.filter(counting.within(place, period, as_of)).order_by()
    return list(Division.objects.filter(pk__in=rows.values("town_id")).order_by("code"))


def content_of(report: Report, told: Definitions, moments: Moments) -> dict[str, Any]:
    """Return the whole content of a county's report, sealed at ``moments.rest``: every part at its own moment."""
    named = {town.pk: _named(town) for town in Division.objects.filter(pk__in=moments.towns)}
    return {
        "format": FORMAT,
        "place": _named(report.place),
        "from": report.start.isoformat(),
        "to": report.end.isoformat(),
        "as_of": told_moment(moments.rest),
        "definitions": told.told(),
        **_counted(report, told, moments, named | {report.place_id: _named(report.place)}),
        "remark": report.remark,
    }


def recomputed(snapshot: ReportSnapshot) -> dict[str, Any]:
    """Return a snapshot's content with every number counted again from the records, by its own definitions.

    Must be called in sight of the report's whole place.
    """
    content = snapshot.content
    named = {one["id"]: one for one in (content["place"], *(part["place"] for part in content["parts"]))}
    again = _counted(snapshot.report, definitions.retold(content["definitions"]), moments_in(snapshot), named)
    if content["format"] == 1:  # every part was counted at the moment of the seal, and said no moment of its own
        parts = [{"place": part["place"], "cells": part["cells"]} for part in again["parts"]]
        again = {"cells": again["cells"], "parts": parts}
    return {**content, "as_of": told_moment(snapshot.as_of), **again}


def moments_in(snapshot: ReportSnapshot) -> Moments:
    """Return the moments a snapshot's numbers are counted at."""
    own = {part["place"]["id"]: part["as_of"] for part in snapshot.content["parts"] if "as_of" in part}
    return Moments({town: datetime.fromisoformat(told) for town, told in own.items()}, snapshot.as_of)


def moments_of(towns: Iterable[Report], moment: datetime) -> Moments:
    """Return the moments at which towns confirmed; ``moment`` for every other."""
    return Moments({town.place_id: town.as_of or moment for town in towns}, moment)


def words_of(towns: Iterable[Report]) -> Definitions | None:
    """Return the definitions by which the last of the towns confirmed; None when none has."""
    told = [(town.as_of, town.told) for town in towns if town.as_of is not None and town.told is not None]
    return definitions.retold(max(told, key=lambda pair: pair[0])[1]) if told else None


def counted_at(report: Report) -> AsOf:
    """Return the moment, or the towns' moments, that a report's own numbers are counted at; None while they move."""
    newest = report.snapshots.order_by("-version").first() if report.is_county else None
    return moments_in(newest) if newest is not None else report.as_of


def _counted(report: Report, told: Definitions, moments: Moments, named: dict[int, Any]) -> dict[str, Any]:
    place, period = report.place, report.period
    known = {town.pk: _named(town) for town in towns_of(place, period, moments.rest)} | named
    towns = list(Division.objects.filter(pk__in=known).exclude(pk=place.pk).order_by("code"))
    cells = figures(place, period, told, moments)
    parts = [
        {
            "place": known[town.pk], "as_of": told_moment(moments.towns.get(town.pk, moments.rest)),
            "cells": figures(town, period, told, moments),
        }
        for town in towns
    ]  # fmt: skip
    late = later(towns, period, told, moments)
    whole = changes(cells, figures(place, period, told, moments.rest)) if late else []
    rows = [{"place": known[town.pk], "cells": changed} for town, changed in late]
    rows += [{"place": known[place.pk], "cells": whole}] if whole else []
    return {"cells": cells, "parts": parts, "later": rows}


def later(
    towns: Iterable[Division], period: Period, told: Definitions, moments: Moments
) -> list[tuple[Division, list[list[Any]]]]:
    """Return the towns whose numbers at ``moments.rest`` are others than at their own moments, with what changed."""
    touched = _touched(period, moments)
    found = [
        (town, changes(figures(town, period, told, moments), figures(town, period, told, moments.rest)))
        for town in towns
        if town.pk in touched
    ]
    return [(town, changed) for town, changed in found if changed]


def changes(before: list[list[Any]], after: list[list[Any]]) -> list[list[Any]]:
    """Return ``[code, amount, records, amount after, records after]`` of every indicator that changed."""
    return [[*old, *new[1:]] for old, new in zip(before, after, strict=True) if old != new]


def twice(place: Division, period: Period, moments: Moments) -> list[str]:
    """Return the towns that count one act together: recorded in one and, after this had confirmed, moved to another."""
    counted = ServiceRecord.objects.filter(counting.within(place, period, moments)).order_by()
    acts, towns = ("source", "source_id", "town_id"), set()
    moved = counted.filter(superseded_at__lte=moments.rest).values_list(*acts)
    where = {(source, number): {town} for source, number, town in moved}
    for source, number, town in counted.filter(source_id__in=[number for _, number in where]).values_list(*acts):
        where.get((source, number), set()).add(town)
    for both in where.values():
        towns |= both if len(both) > 1 else set()
    return [town.name for town in Division.objects.filter(pk__in=towns).order_by("code")]


def _touched(period: Period, moments: Moments) -> set[int]:
    """Return the towns with a record made or superseded after their own moment, up to ``moments.rest``."""
    since = Q(pk=None)
    for town, moment in moments.towns.items():
        made = Q(recorded_at__gt=moment, recorded_at__lte=moments.rest)
        gone = Q(superseded_at__gt=moment, superseded_at__lte=moments.rest)
        since |= Q(town_id=town) & (made | gone)
    rows = ServiceRecord.objects.filter(since, happened_on__range=(period.start, period.end)).order_by()
    return set(rows.values_list("town_id", flat=True).distinct())


def figures(place: Division, period: Period, told: Definitions, as_of: AsOf) -> list[list[Any]]:
    """Return ``[code, exact amount, records]`` of every indicator."""
    return plain(counting.count(place, period, told.indicators, as_of))


def plain(cells: list[Cell]) -> list[list[Any]]:
    """Return cells as they are written down."""
    return [[cell.code, cell.amount, cell.records] for cell in cells]


def cells(rows: list[list[Any]], told: Definitions) -> list[Cell]:
    """Return the cells of what :func:`plain` wrote down."""
    return [Cell(one, amount, records) for code, amount, records in rows if (one := told.find(code)) is not None]


def _named(place: Division) -> dict[str, Any]:
    return {"id": place.pk, "code": place.code, "name": place.name}
