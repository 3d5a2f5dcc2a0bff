"""What is read for a report: the numbers of a place and a period, and where they come from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from linli.insights import contracts, sealing
from linli.insights.models import Report, State
from linli.insights.policies import Hindrances
from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import counting, definitions, tallies
from linli.records.counting import Cell, Moments
from linli.records.definitions import Definitions

IN_HAND = (State.RECEIVED, State.SEALED)


@dataclass(frozen=True)
class Numbers:
    """The cells of one place and period, by the definitions in force or those kept with a report.

    ``as_of`` is the moment counted at; ``behind_since`` is set when tallies were read that have not taken in what was
    recorded since then.
    """

    place: Division
    period: Period
    definitions: Definitions
    cells: tuple[Cell, ...]
    as_of: datetime | None = None
    behind_since: datetime | None = None

    @property
    def headline(self) -> list[Cell]:
        """Return the numbers a report prints first."""
        return [cell for cell in self.cells if cell.definition.headline]

    @property
    def also(self) -> list[Cell]:
        """Return the numbers told beside them."""
        return [cell for cell in self.cells if not cell.definition.headline]

    def cell(self, code: str) -> Cell | None:
        """Return one number by its code."""
        return next((cell for cell in self.cells if cell.code == code), None)


def numbers(place: Division, period: Period) -> Numbers:
    """Return the numbers as they are now: from the tallies when these have taken in everything, else from records."""
    if tallies.lag(place, period).marks:
        return counted(place, period, definitions.of(place))
    return _kept(place, period) or counted(place, period, definitions.of(place))


def tallied(place: Division, period: Period) -> Numbers:
    """Return the numbers as the tallies have them, with the lag; for places too large to be counted at each look."""
    found = _kept(place, period)
    if found is None:
        return counted(place, period, definitions.of(place))
    return replace(found, behind_since=tallies.lag(place, period).since)


def counted(place: Division, period: Period, told: Definitions, as_of: datetime | None = None) -> Numbers:
    """Return the numbers counted over the records, now or as of a moment, by any definitions."""
    return Numbers(place, period, told, tuple(counting.count(place, period, told.indicators, as_of)), as_of)


def _kept(place: Division, period: Period) -> Numbers | None:
    told = definitions.of(place)
    cells = tallies.cells(place, period, told)
    return None if cells is None else Numbers(place, period, told, tuple(cells))


def received(report: Report) -> QuerySet[Report]:
    """Return the towns' reports that the county has received for a county's report, by the towns' codes."""
    towns = Report.objects.filter(county_id=report.county_id, town_id__isnull=False, state__in=IN_HAND)
    return towns.filter(start=report.start, end=report.end).select_related("place").order_by("place__code")


def hindrances(
    report: Report, towns: Sequence[Report], told: Definitions, moments: Moments, knowing: Collection[int] = ()
) -> Hindrances:
    """Return the towns that stand against sealing a county's report; ``knowing`` are those left as they confirmed."""
    if not report.is_county:
        return Hindrances()
    reporting = sealing.towns_of(report.place, report.period, moments.rest)
    asked = [town.place for town in towns if town.place_id not in knowing]
    return Hindrances(
        missing=tuple(town.name for town in reporting if town.pk not in moments.towns),
        reworded=tuple(town.place.name for town in towns if town.told != told.told()),
        doubled=tuple(sealing.twice(report.place, report.period, moments)),
        later=tuple(town.name for town, _changed in sealing.later(asked, report.period, told, moments)),
    )


def plain(numbers: Numbers) -> dict[str, Any]:
    """Return numbers as data, with what of them counts under the contract: ``./linli report --format json``."""
    return {
        "place": {"code": numbers.place.code, "name": numbers.place.name},
        "from": numbers.period.start.isoformat(),
        "to": numbers.period.end.isoformat(),
        "definitions": numbers.definitions.key,
        "source": numbers.definitions.source,
        "totals": [_told(cell) for cell in numbers.headline],
        "also": [_told(cell) for cell in numbers.also],
        "contract": contracts.plain(contracts.checked(numbers.place, numbers.period, numbers.as_of, listed=None)),
    }


def _told(cell: Cell) -> dict[str, Any]:
    return {
        "code": cell.code,
        "label": cell.label,
        "value": cell.value,
        "unit": cell.unit,
        "records": cell.records,
        "measure": str(cell.definition.measure),
        "source": cell.definition.source,
    }
