"""What the data pack ``funding`` says: the kinds of money, and whether one applies for it."""

from dataclasses import dataclass
from functools import lru_cache

from linli.kernel import packs
from linli.places.models import Division, Level


@dataclass(frozen=True)
class Kind:
    """A kind of money; ``applied``: it comes by an application that goes up."""

    code: str
    name: str
    applied: bool


@lru_cache(maxsize=256)
def kinds(region: str) -> dict[str, Kind]:
    """Return the kinds of a region (its own file, else the national one) by code."""
    return {row["code"]: Kind(**row) for row in packs.load("funding", region)["kinds"]}


def kinds_at(place: Division) -> dict[str, Kind]:
    """Return the kinds that hold in a place's county."""
    county = place if place.level == Level.COUNTY else place.county
    return kinds(county.code if county is not None else "national")
