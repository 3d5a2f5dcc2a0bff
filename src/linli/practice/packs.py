"""The room's data pack: natures of a case and its clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from linli.kernel import packs
from linli.kernel.period import Period
from linli.practice.counting import Contract, Minimum, What

PACK = "practice"
MINOR, VIOLENCE = "minor", "violence"  # natures that the room itself names


@dataclass(frozen=True)
class Nature:
    """What makes a case more than ordinary; ``hides``: outside the team nobody learns of it; ``locks``: see there."""

    code: str
    name: str
    hides: bool
    locks: bool


@dataclass(frozen=True)
class Theme:
    """A theme of activities, and in which months it is offered first."""

    code: str
    name: str
    months: tuple[int, ...]


@lru_cache(maxsize=8)
def natures(region: str = "") -> dict[str, Nature]:
    """Return the natures of a region by code, in the pack's order."""
    return {row["code"]: Nature(**row) for row in packs.load(PACK, region or settings.REGION)["natures"]}


def hides(codes: Iterable[str]) -> bool:
    """Tell whether one of the natures hides that a case exists."""
    return any(natures()[code].hides for code in codes if code in natures())


def locks(codes: Iterable[str]) -> bool:
    """Tell whether one of the natures wants each member of the team approved."""
    return any(natures()[code].locks for code in codes if code in natures())


@lru_cache(maxsize=8)
def themes(region: str = "") -> dict[str, Theme]:
    """Return the themes of activities by code, in the pack's order."""
    rows = packs.load("themes", region or settings.REGION)["themes"]
    return {row["code"]: Theme(row["code"], row["name"], tuple(row["months"])) for row in rows}


@lru_cache(maxsize=8)
def contracts(region: str = "") -> tuple[Contract, ...]:
    """Return the contracts of a region, the newest first; none where the region has not brought its own."""
    try:
        rows = packs.load("contracts", region or settings.REGION)["contracts"]
    except packs.PackError:
        return ()
    return tuple(
        Contract(
            row["code"], row["name"], row["source"],
            {What(what): Minimum(**least) for what, least in row["minimums"].items()}, row["from"], row.get("until"),
        )
        for row in sorted(rows, key=lambda row: str(row["from"]), reverse=True)
    )  # fmt: skip


def contract_in(region: str, period: Period) -> Contract | None:
    """Return the newest contract of a region that runs in a period; None where there is none."""
    return next((one for one in contracts(region) if one.runs(period)), None)


@lru_cache(maxsize=8)
def clocks(region: str = "") -> dict[str, int]:
    """Return the clocks of a region: name (with its unit) to number."""
    return dict(packs.load(PACK, region or settings.REGION)["clocks"])


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis; ``child``: of a child it may be harm that a law orders to report."""

    code: str
    name: str
    child: bool


@lru_cache(maxsize=8)
def crises(region: str = "") -> dict[str, Crisis]:
    """Return the kinds of crisis of a region by code, in the pack's order."""
    return {row["code"]: Crisis(**row) for row in packs.load(PACK, region or settings.REGION)["crises"]}


def crisis_name(code: str) -> str:
    """Return the name of a kind of crisis; one that left the pack shows as itself."""
    found = crises().get(code)
    return found.name if found else code


@lru_cache(maxsize=8)
def follow_ups(region: str = "") -> tuple[int, ...]:
    """Return after how many months a client is looked after once the case is closed."""
    return tuple(packs.load(PACK, region or settings.REGION)["follow_ups"]["months"])


@lru_cache(maxsize=8)
def referral_clocks(region: str = "") -> dict[str, int]:
    """Return for how many days a referral may stand where it is, by its state; no figure is no clock."""
    return dict(packs.load(PACK, region or settings.REGION)["referral_clocks"])
