"""What a worker taps at a door, and when that is a lead: read from the data pack ``conditions``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from linli.kernel import packs
from linli.kernel.period import working_days_on


@dataclass(frozen=True)
class Condition:
    """One chip: ``sign`` of hardship or not, and whether somebody under 18 is concerned."""

    code: str
    name: str
    sign: bool = False
    minor: bool = False


@dataclass(frozen=True)
class Rule:
    """A kind of lead: at least one of ``any`` and at least ``signs`` signs; ``harm``: a child is asked after."""

    kind: str
    name: str
    any: tuple[str, ...]
    signs: int
    harm: bool = False


def conditions() -> dict[str, Condition]:
    """Return the chips by code, in their order."""
    rows = packs.load("conditions", settings.REGION)["conditions"]
    return {row["code"]: Condition(**row) for row in rows}


def rules() -> list[Rule]:
    """Return the rules of leads in their order."""
    rows = packs.load("conditions", settings.REGION)["leads"]
    return [Rule(row["kind"], row["name"], tuple(row["any"]), row["signs"], row.get("harm", False)) for row in rows]


def minutes() -> list[int]:
    """Return the lengths offered as chips."""
    return list(packs.load("conditions", settings.REGION)["minutes"])


def first_minutes() -> int:
    """Return the length a first visit starts with."""
    return int(packs.load("conditions", settings.REGION)["first_minutes"])


def lead_of(codes: Iterable[str]) -> Rule | None:
    """Return the rule that makes these conditions a lead, or None."""
    met, known = set(codes), conditions()
    signs = sum(known[code].sign for code in met if code in known)
    return next((rule for rule in rules() if met & set(rule.any) and signs >= rule.signs), None)


def asks_harm(kind: str) -> bool:
    """Tell whether a lead of a kind is about a child, so that signs of harm are asked after."""
    return any(rule.harm for rule in rules() if rule.kind == kind)


def concerns_minor(codes: Iterable[str]) -> bool:
    """Tell whether one of the conditions concerns somebody under 18."""
    known = conditions()
    return any(known[code].minor for code in codes if code in known)


def lead_due(day: date) -> date:
    """Return the day by which a lead found on ``day`` is looked at, in working days of the week."""
    return working_days_on(day, int(packs.load("conditions", settings.REGION)["lead_working_days"]))
