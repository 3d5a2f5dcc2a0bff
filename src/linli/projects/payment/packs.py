"""Who agrees to a payment, the columns of the finance system, how long the file is kept: pack ``payments``."""

from dataclasses import dataclass
from functools import lru_cache

from linli.kernel import packs
from linli.places.models import Division, Level
from linli.projects.packs import LEVELS

NAME = "payments"


@dataclass(frozen=True)
class Paying:
    """What a county says of paying: days, chains of approval by level, columns (code, name), years of the file."""

    approve_days: int
    pay_days: int
    chains: dict[str, tuple[dict[str, str], ...]]
    export: tuple[tuple[str, str], ...]
    keep_years: int
    keep_source: str
    source: str


@lru_cache(maxsize=256)
def paying(region: str) -> Paying:
    """Return what is in force in a county (its own file, else the national one)."""
    pack = packs.load(NAME, region)
    return Paying(
        approve_days=pack["approvals"]["within_working_days"],
        pay_days=pack["approvals"]["pay_within_working_days"],
        chains={row["level"]: tuple(row["steps"]) for row in pack["chains"]},
        export=tuple((row["code"], row["name"]) for row in pack["export"]),
        keep_years=pack["file"]["keep_years"],
        keep_source=pack["file"]["source"],
        source=pack["source"],
    )


def chain_of(place: Division, region: str) -> list[dict[str, str]]:
    """Return the approvals that a payment of a place needs, in their order."""
    return [dict(step) for step in paying(region).chains.get(LEVELS.get(Level(place.level), ""), ())]
