"""What the data pack ``workforce`` says: fields, languages, hours of continuing education."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from linli.kernel import packs


def _pack() -> dict[str, Any]:
    return packs.load("workforce", settings.REGION)


def fields() -> dict[str, str]:
    """Return the fields of practice: code → word."""
    return dict(_pack()["fields"])


def languages() -> dict[str, str]:
    """Return the languages: code → word."""
    return dict(_pack()["languages"])


@dataclass(frozen=True)
class Education:
    """How many hours a grade asks for in one term; ``hours`` lacks a grade of which nothing is known."""

    months: int
    counts: tuple[str, ...]
    hours: dict[str, int]
    source: str
    note: str


def education() -> Education | None:
    """Return the rule of continuing education, or None where the region's pack has none."""
    told = _pack().get("education")
    if not told:
        return None
    return Education(told["months"], tuple(told["counts"]), dict(told.get("hours", {})), told["source"], told["note"])
