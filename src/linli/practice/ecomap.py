"""生态图: the client in the middle, her circles around, each tie drawn as it is; the same told as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from linli.practice.options import options

MIDDLE, REACH, ROUND = 220, 160, 34  # in the picture's own units
DRAWN = {"strong": ("4", ""), "weak": ("2", "3 6"), "tense": ("2", "12 4 2 4")}


@dataclass(frozen=True)
class Tie:
    """One circle and how it stands to the client, in words and as the picture draws it."""

    circle: str
    how: str
    x: int
    y: int
    width: str
    dashes: str

    @property
    def edge(self) -> tuple[int, int]:
        """Where the line leaves the figure in the middle."""
        part = ROUND / REACH
        return round(MIDDLE + (self.x - MIDDLE) * part), round(MIDDLE + (self.y - MIDDLE) * part)

    @property
    def label_y(self) -> int:
        """Where the name stands."""
        return self.y + 5


def ecomap(told: Mapping[str, str]) -> list[Tie]:
    """Return the ties that were told, in the pack's order, laid round the middle from the top."""
    circles, ties = options("assessment", "circles"), options("assessment", "ties")
    kept = [code for code in circles if told.get(code) in ties]
    found = []
    for number, code in enumerate(kept):
        turn = 2 * pi * number / len(kept) - pi / 2
        width, dashes = DRAWN.get(told[code], ("2", ""))
        x, y = round(MIDDLE + REACH * cos(turn)), round(MIDDLE + REACH * sin(turn))
        found.append(Tie(circles[code].name, ties[told[code]].name, x, y, width, dashes))
    return found
