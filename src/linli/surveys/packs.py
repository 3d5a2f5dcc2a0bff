"""What the packs of the room tell: questionnaires to begin from, and how surveys are drawn, asked and counted."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
class Later:
    """A moment on which one usually agrees to ring again: in some hours, or some days later at an hour."""

    label: str
    hours: int
    days: int
    at: time | None

    def after(self, now: datetime) -> datetime:
        """Return the moment, told from now."""
        if self.at is None:
            return now + timedelta(hours=self.hours)
        return (now + timedelta(days=self.days)).replace(hour=self.at.hour, minute=self.at.minute)


@dataclass(frozen=True)
class Ways:
    """The lines of a region."""

    from_age: int
    phone_from_age: int
    tries: int
    message: timedelta
    again: timedelta
    held: timedelta
    at_once: int
    later: tuple[Later, ...]
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
        at_once=pack["frame"]["at_once"],
        later=tuple(
            Later(row["label"], row.get("hours", 0), row.get("days", 0), row.get("at")) for row in channels["later"]
        ),
        satisfied=tuple(counted["satisfied"]),
        confidence=counted["confidence"],
        least=counted["least"],
        raw_least=counted["raw_least"],
    )
