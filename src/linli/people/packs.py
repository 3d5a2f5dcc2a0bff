"""The room's data packs: categories a person may carry, and the age bands she is counted under."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from linli.kernel import packs
from linli.people.numbers import age


@dataclass(frozen=True)
class Category:
    """One kind of category; ``office`` usually recognises it (empty: no office does)."""

    code: str
    name: str
    office: str


@lru_cache(maxsize=8)
def categories(region: str = "") -> dict[str, Category]:
    """Return the categories of a region by code, in the pack's order."""
    pack = packs.load("categories", region or settings.REGION)
    return {row["code"]: Category(row["code"], row["name"], row["office"]) for row in pack["categories"]}


@lru_cache(maxsize=8)
def shutting(region: str = "") -> frozenset[str]:
    """Return the categories whose minors' files open to nobody without a grant."""
    pack = packs.load("categories", region or settings.REGION)
    return frozenset(row["code"] for row in pack["categories"] if row.get("shuts"))


def category_name(code: str) -> str:
    """Return the name of a category; a code that left the pack shows as itself."""
    found = categories().get(code)
    return found.name if found else code


@lru_cache(maxsize=8)
def _bands(region: str) -> tuple[tuple[str, int, int], ...]:
    pack = packs.load("age_bands", region)
    return tuple((row["code"], row["from"], row["to"]) for row in pack["bands"])


def age_bands(region: str = "") -> dict[str, tuple[int, int]]:
    """Return the age bands of a region: code to first and last year of age."""
    return {code: (first, last) for code, first, last in _bands(region or settings.REGION)}


def band_name(code: str, region: str = "") -> str:
    """Return the name of an age band; one that left the pack shows as itself."""
    bands = packs.load("age_bands", region or settings.REGION)["bands"]
    return next((str(row["name"]) for row in bands if row["code"] == code), code)


def age_band(born: date | None, day: date, region: str = "") -> str:
    """Return the code of the band somebody born on a day is in on another; '' when unknown."""
    if born is None:
        return ""
    years = age(born, day)
    for code, first, last in _bands(region or settings.REGION):
        if first <= years <= last:
            return code
    return ""
