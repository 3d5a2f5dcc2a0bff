"""The room's data packs: who approves and from where a page speaks up; the library of templates."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from linli.kernel import packs
from linli.places.models import Division, Level

RULES, LIBRARY = "projects", "project_library"
LEVELS = {Level.COUNTY: "county", Level.TOWN: "town"}


@dataclass(frozen=True)
class Rules:
    """What a county says of its projects: thresholds in percent, clocks in days, chains of approval, grades."""

    red_below_percent: int
    near_percent: int
    answer_days: int
    approve_days: int
    sign_days: int
    file_days: int
    credential_days: int
    chains: dict[str, tuple[dict[str, str], ...]]
    grades: dict[str, str]
    source: str


@dataclass(frozen=True)
class Template:
    """A project to start from; the parts are plain rows as the pack has them."""

    code: str
    name: str
    months: int
    total_yuan: int
    objective: str
    standards: str
    fixture: bool = False
    needs: tuple[dict[str, Any], ...] = ()
    indicators: tuple[dict[str, Any], ...] = ()
    budget: tuple[dict[str, Any], ...] = ()
    milestones: tuple[dict[str, Any], ...] = ()
    criteria: tuple[dict[str, Any], ...] = ()
    staff: tuple[dict[str, Any], ...] = field(default=())


@lru_cache(maxsize=256)
def rules(region: str) -> Rules:
    """Return the rules in force in a county (its own file, else the national one)."""
    pack = packs.load(RULES, region)
    return Rules(
        red_below_percent=pack["pace"]["red_below_percent"],
        near_percent=pack["budget"]["near_percent"],
        answer_days=pack["questions"]["answer_within_working_days"],
        approve_days=pack["approvals"]["within_working_days"],
        sign_days=pack["contracts"]["sign_within_days"],
        file_days=pack["contracts"]["file_within_working_days"],
        credential_days=pack["staff"]["credential_days"],
        chains={row["level"]: tuple(row["steps"]) for row in pack["chains"]},
        grades={row["code"]: row["name"] for row in pack["grades"]},
        source=pack["source"],
    )


@lru_cache(maxsize=256)
def library(region: str) -> dict[str, Template]:
    """Return the templates of a county by code; none where the county has not brought its own."""
    try:
        rows = packs.load(LIBRARY, region)["templates"]
    except packs.PackError:
        return {}
    return {row["code"]: _template(row) for row in rows}


def _template(row: dict[str, Any]) -> Template:
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Template(**facts)


def region_of(place: Division) -> str:
    """Return the region whose files hold at a place: its county's code."""
    county = place if place.level == Level.COUNTY else place.county
    return county.code if county is not None else "national"


def chain_of(place: Division) -> list[dict[str, str]]:
    """Return the approvals that a project of a place needs, in their order."""
    return [dict(step) for step in rules(region_of(place)).chains.get(LEVELS.get(Level(place.level), ""), ())]
