"""Points from completions: whole numbers and fractions in, exact decimals out.

A quantity is held against everything that was promised (the plan, and the bid where it differs), and the lowest of the
shares counts: 上海公益招投标 compares output with both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

WHOLE = Fraction(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Counted:
    """What was done of one thing, and what was promised of it; all in the same unit."""

    name: str
    done: int
    promised: tuple[int, ...]

    @property
    def percent(self) -> Fraction:
        """Return the share done of the greatest promise, in percent, above a hundred too."""
        return min(Fraction(self.done * 100, most) for most in self.promised if most > 0)


def completion(some: Sequence[Counted]) -> Fraction:
    """Return the mean completion of several things; what is overfulfilled does not make up for what is missing."""
    return sum((min(one.percent, WHOLE) for one in some), Fraction(0)) / len(some)


def banded(percent: Fraction, bands: Sequence[Mapping[str, int]]) -> Decimal:
    """Return the points of the highest band that a completion reaches; none for less than the lowest."""
    for band in sorted(bands, key=lambda one: -one["from"]):
        if percent >= band["from"]:
            return Decimal(band["points"])
    return Decimal(0)


def total(points: Sequence[Decimal]) -> Decimal:
    """Return the sum of points to two decimals."""
    return sum(points, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def grade(score: Decimal, lines: Sequence[tuple[str, Decimal]]) -> str:
    """Return the grade of a score; ``lines`` are grades with the least score of each, the best first."""
    return next(code for code, least in lines if score >= least)


def passes(reached: str, wanted: str, lines: Sequence[tuple[str, Decimal]]) -> bool:
    """Tell whether a grade is at least the one wanted."""
    order = [code for code, _least in lines]
    return order.index(reached) <= order.index(wanted)
