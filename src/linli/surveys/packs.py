"""What the packs of the room tell: questionnaires to begin from, and how surveys are drawn, asked and counted."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from linli.kernel import packs


@dataclass(frozen=True)
class Template:
    """A questionnaire to begin from, with what is read out before and after it."""

    code: str
    name: str
    kind: str
    opening: str
    closing: str
    questions: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Ways:
    """The lines of a region."""

    from_age: int
    phone_from_age: int
    tries: int
    message: timedelta
    again: timedelta
    held: timedelta
    satisfied: tuple[int, ...]
    confidence: float
    least: int
    raw_least: int


@lru_cache(maxsize=8)
def templates(region: str = "") -> dict[str, Template]:
    """Return the questionnaires of a region by code."""
    pack = packs.load("questionnaires", region or settings.REGION)
    return {
        row["code"]: Template(
            row["code"], row["name"], row["kind"], row["opening"], row["closing"], tuple(row["questions"])
        )
        for row in pack["questionnaires"]
    }


@lru_cache(maxsize=8)
def ways(region: str = "") -> Ways:
    """Return how a region draws, asks and counts."""
    pack = packs.load("surveys", region or settings.REGION)
    channels, counted = pack["channels"], pack["counted"]
    return Ways(
        from_age=pack["frame"]["from_age"],
        phone_from_age=channels["phone_from_age"],
        tries=channels["tries"],
        message=timedelta(days=channels["message_days"]),
        again=timedelta(hours=channels["again_hours"]),
        held=timedelta(minutes=channels["held_minutes"]),
        satisfied=tuple(counted["satisfied"]),
        confidence=counted["confidence"],
        least=counted["least"],
        raw_least=counted["raw_least"],
    )
