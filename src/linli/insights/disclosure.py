"""Small numbers of other places are hidden (1 to 5), and as many more as it takes that no total gives them away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linli.records.counting import Cell

SMALL = 5


@dataclass(frozen=True)
class Column:
    """One indicator over many places as an outsider may see it: None stands where a number is hidden."""

    cells: dict[int, Cell | None]
    total: Cell | None


def small(cell: Cell) -> bool:
    """Tell whether a number is too small to be shown outside its own area: 1 to 5 things, or from 1 to 5 records."""
    return 1 <= cell.amount <= SMALL or 1 <= cell.records <= SMALL


def hidden(cells: dict[int, Cell], total: Cell, own: Collection[int]) -> Column:
    """Hide what is small outside ``own``, then the next smallest, until what is hidden cannot be worked out.

    The reader knows the total and every number shown. Each hidden number is at least 1, so that a hidden one may lie
    between 1 and what the others leave; that range must be wider than five. Where no other number is left to hide,
    the total goes.
    """
    others = {place: cell for place, cell in cells.items() if place not in own}
    gone = {place for place, cell in others.items() if small(cell)}
    if not gone:
        return Column(dict(cells), total)
    spare = sorted((cell.amount, place) for place, cell in others.items() if place not in gone and cell.amount)
    while not _safe([others[place].amount for place in gone]) and spare:
        gone.add(spare.pop(0)[1])
    safe = _safe([others[place].amount for place in gone])
    return Column({place: None if place in gone else cell for place, cell in cells.items()}, total if safe else None)


def _safe(amounts: Sequence[int]) -> bool:
    return len(amounts) >= 2 and sum(amounts) - len(amounts) >= SMALL
