"""The data pack of evaluations: accounts, sizes, questions, clocks, grades, published schemes."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from linli.kernel import packs
from linli.projects.told import CriterionRow

PACK = "evaluation"


@dataclass(frozen=True)
class Question:
    """What is asked of each record that was drawn."""

    code: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Scheme:
    """A published set of items, as far as it is known; ``unknown`` says what is not."""

    code: str
    name: str
    source: str
    unknown: str
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True)
class Terms:
    """How a county has its projects evaluated; ``lines`` are grades with the least score of each, the best first."""

    days: int
    most_days: int
    least: int
    sizes: tuple[tuple[int, int], ...]
    above: int
    reply_days: int
    rectify_days: int
    questions: tuple[Question, ...]
    lines: tuple[tuple[str, Decimal], ...]

    def size(self, frame: int) -> int:
        """Return how many records are drawn of a frame."""
        return next((draw for up_to, draw in self.sizes if frame <= up_to), self.above)


@lru_cache(maxsize=256)
def terms(region: str) -> Terms:
    """Return the terms in force in a county (its own file, else the national one)."""
    pack = packs.load(PACK, region)
    return Terms(
        days=pack["account"]["days"],
        most_days=pack["account"]["most_days"],
        least=pack["sample"]["least_of_each"],
        sizes=tuple((row["up_to"], row["draw"]) for row in pack["sample"]["sizes"]),
        above=pack["sample"]["above"],
        reply_days=pack["clocks"]["reply_within_working_days"],
        rectify_days=pack["clocks"]["rectify_within_days"],
        questions=tuple(Question(**row) for row in pack["questions"]),
        lines=tuple((row["grade"], Decimal(row["from"])) for row in pack["lines"]),
    )


@lru_cache(maxsize=256)
def schemes(region: str) -> dict[str, Scheme]:
    """Return the published schemes by code."""
    return {
        row["code"]: Scheme(
            row["code"], row["name"], row["source"], row["unknown"],
            tuple(
                CriterionRow(
                    one["block"], one["name"], one["weight"], tuple(one.get("bands", ())), row["source"],
                    one.get("rule", {}),
                )
                for one in row["criteria"]
            ),
        )
        for row in packs.load(PACK, region).get("schemes", ())
    }  # fmt: skip
