"""Who is visited how often, and what brings a visit forward: read from the data pack ``visits`` of a region."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from linli.kernel import packs
from linli.kernel.packs import PackError
from linli.places.models import Division, Level

PACK = "visits"
NATIONAL = "national"
FORMS = frozenset({"home", "phone", "video"})  # the ways that a kind of record tells
UNITS = {"days": (1, 0), "weeks": (7, 0), "months": (0, 1), "quarters": (0, 3)}  # in days, in months


@dataclass(frozen=True)
class Interval:
    """So many days, and so many calendar months."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """Return the day one interval later; a month that lacks the day ends on its last (31 January, 29 February)."""
        index = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(index, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)

    @property
    def length(self) -> int:
        """About how many days it lasts: the order of strictness."""
        return self.days + self.months * 30


@dataclass(frozen=True)
class Rule:
    """One class: whoever carries one of ``categories`` and is ``age_from`` or older is met every so often.

    ``forms`` are the ways that count (``FORMS``); ``goal`` marks the classes of the national monthly rate.
    """

    code: str
    name: str
    categories: frozenset[str]
    every: Interval
    forms: frozenset[str]
    age_from: int = 0
    goal: bool = False
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True)
class TriggerRule:
    """What brings a visit forward: within so many hours of its being known."""

    code: str
    name: str
    hours: int


@dataclass(frozen=True)
class Rules:
    """Everything that a region says about visits. ``holidays`` are the days a due day is moved over (mostly none)."""

    rules: tuple[Rule, ...]
    triggers: Mapping[str, TriggerRule]
    away_again_days: int
    ahead_days: int
    walking_factor: float
    metres_per_minute: int
    holidays: frozenset[date] = frozenset()


def of(place: Division) -> Rules:
    """Return the rules in force at a place: those of its county, whose six digits every code below begins with."""
    return of_region(place.code[:6] if place.level >= Level.COUNTY else settings.REGION)


@lru_cache(maxsize=64)
def of_region(region: str) -> Rules:
    """Return the rules of a region code: its own, else its city's, its province's, the country's.

    Raises :class:`~linli.kernel.packs.PackError` for a pack that makes no sense.
    """
    chain = _with_also(_nearest(region))
    attempts, walking, holidays = (_part(chain, name) for name in ("attempts", "walking", "holidays"))
    return Rules(
        rules=tuple(_rule(row, pack) for pack in chain for row in pack.get("rules", [])),
        triggers={row["code"]: _trigger(row) for pack in chain for row in pack.get("triggers", [])},
        away_again_days=_whole(attempts, "away_again_days", 1, 366),
        ahead_days=_whole(walking, "ahead_days", 0, 31),
        walking_factor=float(walking["factor"]),
        metres_per_minute=_whole(walking, "metres_per_minute", 1, 1000),
        holidays=frozenset(holidays.get("days", ())) if holidays.get("move") else frozenset(),
    )


def goal_rules() -> tuple[Rule, ...]:
    """Return the classes whose monthly rate the country asks for, in the pack's order."""
    return tuple(rule for rule in of_region(NATIONAL).rules if rule.goal)


def _nearest(region: str) -> str:
    """Return the finest region of a code that has a pack of its own."""
    for code in (region, f"{region[:4]}00", f"{region[:2]}0000"):
        if (settings.PACKS / code / f"{PACK}.toml").exists():
            return code
    return NATIONAL


def _with_also(region: str) -> list[dict[str, Any]]:
    """Return a region's pack and those it takes over, each once, its own first."""
    chain, seen, waiting = [], set(), [region]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        chain.append(packs.load(PACK, name))
        waiting += chain[-1].get("also", [])
    return chain


def _part(chain: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next((pack[name] for pack in chain if name in pack), {})


def _rule(row: Mapping[str, Any], pack: Mapping[str, Any]) -> Rule:
    every = row["every"]
    if len(every) != 1 or set(every) - set(UNITS):
        raise PackError(f"visits: {row['code']}.every is one of {', '.join(UNITS)}")
    ((unit, count),) = every.items()
    if unknown := set(row["forms"]) - FORMS:
        raise PackError(f"visits: {row['code']}.forms: no kind of record tells {', '.join(sorted(unknown))}")
    days, months = UNITS[unit]
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= 366:
        raise PackError(f"visits: {row['code']}.every.{unit} must be a whole number from 1 to 366, not {count!r}")
    return Rule(
        code=row["code"], name=row["name"], categories=frozenset(row["categories"]),
        every=Interval(days * count, months * count), forms=frozenset(row["forms"]),
        age_from=row.get("age_from", 0), goal=row.get("goal", False),
        source=row.get("source", pack["source"]), certainty=row.get("certainty", pack.get("certainty", "")),
    )  # fmt: skip


def _trigger(row: Mapping[str, Any]) -> TriggerRule:
    return TriggerRule(row["code"], row["name"], _whole(row, "hours", 1, 24 * 366))


def _whole(part: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = part.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PackError(f"visits: {name} must be a whole number from {least} to {most}, not {value!r}")
    return value
