"""What is read for a report: the numbers of a place and a period, and where they come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import counting, definitions
from linli.records.counting import Cell
from linli.records.definitions import Definitions


@dataclass(frozen=True)
class Numbers:
    """The cells of one place and period, by the definitions in force or those kept with a report."""

    place: Division
    period: Period
    definitions: Definitions
    cells: tuple[Cell, ...]
    as_of: datetime | None = None

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


def numbers(place: Division, period: Period, as_of: datetime | None = None) -> Numbers:
    """Return the numbers of a place and period by the definitions in force there."""
    told = definitions.of(place)
    cells = counting.count(place, period, told.indicators, as_of)
    return Numbers(place, period, told, tuple(cells), as_of)


def plain(numbers: Numbers) -> dict[str, Any]:
    """Return numbers as data: what ``./linli report --format json`` prints."""
    return {
        "place": {"code": numbers.place.code, "name": numbers.place.name},
        "from": numbers.period.start.isoformat(),
        "to": numbers.period.end.isoformat(),
        "definitions": numbers.definitions.key,
        "source": numbers.definitions.source,
        "totals": [_told(cell) for cell in numbers.headline],
        "also": [_told(cell) for cell in numbers.also],
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
