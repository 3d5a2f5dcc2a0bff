"""目标库: goals and ways of working that a plan takes in one tap (pack ``goals``, our own wording)."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.conf import settings

from linli.kernel import packs

PACK = "goals"


@dataclass(frozen=True)
class Taken:
    """One goal of the library; numbers it does not know are asked."""

    code: str
    area: str
    text: str
    measure: str
    rhythm: str
    weeks: int
    baseline: Decimal | None = None
    target: Decimal | None = None
    methods: list[str] = field(default_factory=list)


@lru_cache(maxsize=8)
def library(region: str = "") -> dict[str, Taken]:
    """Return the goals of a region by code, in the pack's order."""
    rows = packs.load(PACK, region or settings.REGION)["goals"]
    return {row["code"]: Taken(**row | _numbers(row)) for row in rows}


def _numbers(row: dict[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(row[name])) for name in ("baseline", "target") if name in row}
