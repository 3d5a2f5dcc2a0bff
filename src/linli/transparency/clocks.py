"""What the pack ``notices`` says: how long each kind stands, and by when an objection is answered."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from linli.kernel import packs
from linli.kernel.period import working_days_on
from linli.transparency.models import Kind


@dataclass(frozen=True)
class Clock:
    """Days of one kind, working days or any: ``days`` None when nobody prescribes them that we know of."""

    kind: str
    days: int | None
    answer_days: int
    working: bool
    law: str
    article: str
    certainty: str
    note: str

    def ends_on(self, first: date) -> date | None:
        """Return the last day of a notice that begins on a day, or None where the publisher must say it."""
        return self._on(first, self.days) if self.days else None

    def answer_by(self, day: date) -> date:
        """Return the day by which an objection of a day is answered."""
        return self._on(day, self.answer_days)

    def _on(self, day: date, count: int) -> date:
        return working_days_on(day, count) if self.working else day + timedelta(days=count)


def clocks(region: str = "") -> dict[str, Clock]:
    """Return the clock of each kind. Raises ``PackError`` when one is missing or runs backwards."""
    pack = packs.load("notices", region or settings.REGION)
    found = {row["kind"]: _clock(row) for row in pack["clocks"]}
    if set(found) != set(Kind.values) or any(min(one.days or 1, one.answer_days) < 1 for one in found.values()):
        raise packs.PackError("notices: every kind has a clock of a day or more")
    return found


def _clock(row: dict[str, Any]) -> Clock:
    return Clock(
        row["kind"], row.get("days"), row["answer_days"], row["working"], row["law"], row["article"], row["certainty"],
        row["note"],
    )  # fmt: skip
