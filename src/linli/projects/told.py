"""What a purchaser says of a project's parts, row by row: the input of the verbs."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Basics:
    """The project itself; ``total`` is 分."""

    name: str
    starts_on: date
    ends_on: date
    total: int
    objective: str = ""
    standards: str = ""


@dataclass(frozen=True)
class IndicatorTold:
    """One indicator. ``rule`` holds filters of a definition beside the measure and the kinds (a template has them)."""

    name: str
    nature: str
    meaning: str
    how: str
    target: int
    unit: str
    proof: str
    definition: str = ""
    measure: str = ""
    kinds: tuple[str, ...] = ()
    rule: dict[str, Any] = field(default_factory=dict)
    min_acts: int = 0
    min_heads: int = 0
    source: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    knowing: bool = False


@dataclass(frozen=True)
class LineRow:
    """One budget line, in 分."""

    name: str
    amount: int
    note: str = ""


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone: the stretch it covers, the share paid for it, on which condition."""

    name: str
    percent: int
    condition: str
    starts_on: date
    ends_on: date
    planned_on: date
    grade: str = ""


@dataclass(frozen=True)
class CriterionRow:
    """One item of the evaluation."""

    block: str
    name: str
    weight: int
    bands: tuple[dict[str, int], ...] = ()
    source: str = ""
    rule: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StaffRow:
    """How many people of what kind the contract asks for."""

    title: str
    count: int
    qualification: str = ""
