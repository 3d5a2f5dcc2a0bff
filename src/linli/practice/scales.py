"""量表: the pack's scales, and what a filled-in one comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.kernel import packs
from linli.kernel.policy import Refused


@dataclass(frozen=True)
class Scale:
    """One scale: ``count`` items scored ``low`` to ``high``; ``bands`` by their first total; ``items`` may be empty."""

    code: str
    name: str
    about: str
    count: int
    low: int
    high: int
    items: tuple[str, ...]
    alarms: tuple[int, ...]
    alarm: str
    licence: str
    source: str
    adults: bool
    bands: tuple[tuple[int, str], ...]

    @property
    def most(self) -> int:
        """The highest total."""
        return self.count * self.high

    def label(self, number: int) -> str:
        """Return what an item is called: its words, or its number on the paper."""
        if number <= len(self.items):
            return f"{number} {self.items[number - 1]}"
        return _("第%(number)d题（照纸上的题目）") % {"number": number}

    def band(self, total: int) -> str:
        """Return the band a total falls in."""
        return [name for first, name in self.bands if first <= total][-1]

    def rings(self, answers: Sequence[int]) -> bool:
        """Tell whether an answer wants a question at once."""
        return any(answers[number - 1] > 0 for number in self.alarms)


def version(region: str = "") -> int:
    """Return the version of the pack."""
    return int(packs.load("scales", region or settings.REGION)["version"])


@lru_cache(maxsize=8)
def _scales(region: str) -> dict[str, Scale]:
    found = {}
    for row in packs.load("scales", region)["scales"]:
        told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        told["bands"] = tuple((band["from"], band["name"]) for band in row["bands"])
        found[row["code"]] = Scale(**told)
    return found


def scales(region: str = "") -> dict[str, Scale]:
    """Return the scales of a region by code, in the pack's order."""
    return dict(_scales(region or settings.REGION))


def scored(scale: Scale, answers: Sequence[int | None]) -> list[int]:
    """Return the answers when each item has one within its limits. Raises ``Refused`` naming the item."""
    if len(answers) != scale.count:
        raise Refused(_("这份量表有%(count)d题。") % {"count": scale.count})
    for number, answer in enumerate(answers, 1):
        if answer is None or not scale.low <= answer <= scale.high:
            raise Refused(_("第%(number)d题还没有填，或者分数不对。") % {"number": number}, f"item_{number}")
    return [answer for answer in answers if answer is not None]
