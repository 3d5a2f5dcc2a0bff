"""Small numbers of other places are hidden (1 to 5), and as many more as it takes that nothing shown gives them away.

The reader is taken to know this rule, every number shown and, where it is shown, the total; and to try every table that
the rule would have shown alike. In these tables each hidden number must take more than ``small`` values. So which
numbers are hidden, and whether the total is, may depend on hidden numbers only in ways that the reader can see:

- One small number hides every number up to twice as large, so that the smallest shown says nothing about the hidden.
- A number hidden alone takes the next smallest with it. Where there is no other but noughts, it is hidden up to twice
  ``small``, and the total with it.
- The total goes when the hidden add up to too little (so that, without it, each may still be anything up to twice
  ``small``), or to so much that few tables do, or where the parts do not add up to it anyway (distinct persons, cases).
"""

from collections.abc import Collection
from dataclasses import dataclass

from linli.records.counting import Cell
from linli.records.definitions import Measure

Ranked = tuple[int, int]  # an amount and its place: the order in which numbers are hidden


@dataclass(frozen=True)
class Column:
    """One indicator over many places as an outsider may see it: None stands where a number is hidden."""

    cells: dict[int, Cell | None]
    total: Cell | None


def size(cell: Cell) -> int:
    """Return how many things, or how many records if these are fewer, stand behind a number; 0 for a nought."""
    return min((count for count in (cell.amount, cell.records) if count > 0), default=0)


def hidden(cells: dict[int, Cell], total: Cell, own: Collection[int], small: int) -> Column:
    """Return a column with the numbers of 1 to ``small`` outside ``own`` hidden, and what would give them away."""
    others = {place: size(cell) for place, cell in cells.items() if place not in own and size(cell)}
    ranked = sorted((cells[place].amount, place) for place in others)
    gone = {place for place, told in others.items() if told <= 2 * small}
    if not gone or (len(others) > 1 and min(others.values()) > small):
        return Column(dict(cells), total)
    if len(gone) == 1:
        gone |= {place for _amount, place in [one for one in ranked if one[1] not in gone][:1]}
    shown = [one for one in ranked if one[1] not in gone]
    left = sum(cells[place].amount for place in gone)
    safe = _total_may_stay(total.definition.measure, left, sorted(gone), shown[0] if shown else None, small)
    return Column({place: None if place in gone else cell for place, cell in cells.items()}, total if safe else None)


def _total_may_stay(measure: Measure, left: int, gone: list[int], least: Ranked | None, small: int) -> bool:
    """Tell whether the total may be shown, so that the reader knows that the hidden add up to ``left``."""
    if measure in (Measure.PERSONS, Measure.UNDERTAKINGS) or len(gone) < 2 or left < len(gone) + 2 * small:
        return False
    if measure != Measure.RECORDS:
        return True  # few records may stand behind any amount, so that each hidden one may be anything
    if len(gone) == 2:
        return len(_values_of_two(left, gone[0], gone[1], least, small)) > small
    return _values_of_many(left, len(gone), small) > small


def _values_of_two(left: int, one: int, other: int, least: Ranked | None, small: int) -> set[int]:
    """Return what the number at ``one`` may be beside that at ``other``: the one small, the other next in rank."""

    def fits(large: int, place: int) -> bool:
        return 0 < large <= 2 * small or (large > 2 * small and (least is None or (large, place) < least))

    few = range(1, small + 1)
    return {told for told in few if fits(left - told, other)} | {left - told for told in few if fits(left - told, one)}


def _values_of_many(left: int, count: int, small: int) -> int:
    """Return how many values one of ``count`` hidden numbers may have: all up to twice ``small``, one up to it."""
    most = 2 * small
    return sum(
        count - 1 <= left - told <= most * (count - 2) + (most if told <= small else small)
        for told in range(1, most + 1)
    )
