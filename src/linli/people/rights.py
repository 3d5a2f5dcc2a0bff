"""What the packs say of requests and of retention: clocks, reasons of a refusal, where to complain, what is kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from linli.kernel import packs
from linli.people.models import RightsRequest

DELETE, EMPTY, KEEP = "delete", "empty", "keep"
EVENTS = ("died", "left", "served")


@dataclass(frozen=True)
class Clock:
    """By when one kind of request is answered, and how sure that is (``law``, or ``our reading``)."""

    kind: str
    days: int
    law: str
    article: str
    certainty: str
    note: str

    @property
    def name(self) -> str:
        """What is asked, in words."""
        return str(RightsRequest.Kind(self.kind).label)


@dataclass(frozen=True)
class DataClass:
    """One class of data: what erasing does to it, from which event how long it is kept at most and at least."""

    code: str
    name: str
    erase: str
    event: str
    months: int | None
    least_months: int | None
    law: str
    article: str
    certainty: str
    note: str


@dataclass(frozen=True)
class Desk:
    """What the pack ``rights`` says."""

    clocks: dict[str, Clock]
    reasons: tuple[dict[str, Any], ...]
    complaint: str
    copy: timedelta


@lru_cache(maxsize=8)
def desk(region: str = "") -> Desk:
    """Return the clocks, reasons and the place of complaint of a region."""
    pack = packs.load("rights", region or settings.REGION)
    clocks = {row["kind"]: Clock(**row) for row in pack["clocks"]}
    if set(clocks) != set(RightsRequest.Kind.values) or any(clock.days < 1 for clock in clocks.values()):
        raise packs.PackError("rights: every kind of request has a clock of a day or more")
    return Desk(clocks, tuple(pack["reasons"]), pack["complaint"]["text"], timedelta(days=pack["copy"]["days"]))


def due(kind: str, day: date, region: str = "") -> date:
    """Return the day by which a request of a kind that is made on a day is answered."""
    return day + timedelta(days=desk(region).clocks[kind].days)


def reasons(kind: str, region: str = "") -> list[tuple[str, str]]:
    """Return the reasons for which a request of a kind may be refused: codes with their names."""
    found = (row for row in desk(region).reasons if kind in row.get("kinds", [kind]))
    return [(row["code"], row["name"]) for row in found]


def reason_name(code: str, region: str = "") -> str:
    """Return the words of a reason; one that left the pack shows as itself."""
    return next((row["name"] for row in desk(region).reasons if row["code"] == code), code)


@lru_cache(maxsize=8)
def _retention(region: str) -> tuple[int, tuple[DataClass, ...]]:
    pack = packs.load("retention", region)
    return pack["version"], tuple(_read(row) for row in pack["classes"])


def _read(row: dict[str, Any]) -> DataClass:
    told = DataClass(
        row["code"], row["name"], row["erase"], row.get("event", ""), row.get("months"), row.get("least_months"),
        row.get("law", ""), row.get("article", ""), row["certainty"], row.get("note", ""),
    )  # fmt: skip
    bound = told.months is not None or told.least_months is not None or told.erase == KEEP
    if told.erase not in (DELETE, EMPTY, KEEP) or (told.months and told.event not in EVENTS):
        raise packs.PackError(f"retention: {told.code} says neither what is erased nor when")
    if bound and not told.law:
        raise packs.PackError(f"retention: {told.code} has a rule without its source")
    return told


def classes(region: str = "") -> dict[str, DataClass]:
    """Return the classes of data by code, in the pack's order."""
    return {one.code: one for one in _retention(region or settings.REGION)[1]}


def version(region: str = "") -> int:
    """Return the version of the retention rules."""
    return _retention(region or settings.REGION)[0]


def erasable(region: str = "") -> list[DataClass]:
    """Return the classes that may be erased at all, in the pack's order."""
    return [one for one in classes(region).values() if one.erase != KEEP]
