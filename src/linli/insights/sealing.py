"""Sealing: the exact content of a report at a moment, one way to write it down, one hash.

The content holds whole numbers and the definitions themselves, so that it recomputes from the immutable records alone,
whatever the packs say later.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from linli.insights.models import Report, ReportSnapshot
from linli.kernel.period import Period
from linli.places.models import Division, Level
from linli.records import counting, definitions
from linli.records.counting import Cell
from linli.records.definitions import Definitions
from linli.records.models import ServiceRecord

FORMAT = 1


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


def content_of(report: Report, as_of: datetime, told: Definitions) -> dict[str, Any]:
    """Return the whole content of a report as of a moment: its own cells and, for a county, those of its towns."""
    place, period = report.place, report.period
    parts = towns_of(place, period, as_of) if place.level == Level.COUNTY else []
    return {
        "format": FORMAT,
        "place": _named(place),
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "as_of": told_moment(as_of),
        "definitions": told.told(),
        "cells": figures(place, period, told, as_of),
        "parts": [{"place": _named(part), "cells": figures(part, period, told, as_of)} for part in parts],
        "remark": report.remark,
    }


def recomputed(snapshot: ReportSnapshot) -> dict[str, Any]:
    """Return a snapshot's content with every number counted again from the records, by its own definitions.

    Must be called in sight of the report's whole place.
    """
    report, told = snapshot.report, definitions.retold(snapshot.content["definitions"])
    period, as_of = report.period, snapshot.as_of
    known = {place["id"]: place for place in (part["place"] for part in snapshot.content["parts"])}
    parts = towns_of(report.place, period, as_of) if report.place.level == Level.COUNTY else []
    return {
        **snapshot.content,
        "as_of": told_moment(as_of),
        "cells": figures(report.place, period, told, as_of),
        "parts": [
            {"place": known.get(part.pk, _named(part)), "cells": figures(part, period, told, as_of)} for part in parts
        ],
    }


def figures(place: Division, period: Period, told: Definitions, as_of: datetime | None) -> list[list[Any]]:
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
