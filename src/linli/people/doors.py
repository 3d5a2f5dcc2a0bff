"""What the data pack ``doors`` says: purposes of a proxy, buttons of the first page, days until a call comes back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from linli.kernel import packs


@dataclass(frozen=True)
class Button:
    """One of the big buttons; ``said`` is the honest sentence where a room is not open yet."""

    code: str
    name: str
    elder: str
    icon: str
    said: str


def _pack() -> dict[str, Any]:
    return packs.load("doors", settings.REGION)


def purposes() -> dict[str, str]:
    """Return what somebody may let another do for her: code and name."""
    return {row["code"]: row["name"] for row in _pack()["purposes"]}


def buttons() -> list[Button]:
    """Return the buttons of the first page in their order."""
    return [
        Button(row["code"], row["name"], row.get("elder", row["name"]), row["icon"], row["said"])
        for row in _pack()["buttons"]
    ]


def button(code: str) -> Button | None:
    """Return one button, or None for a code that no pack knows."""
    return next((one for one in buttons() if one.code == code), None)


def called_back_by(day: date) -> date:
    """Return the day by which somebody who asks on ``day`` is called."""
    return day + timedelta(days=int(_pack()["call"]["days"]))


def answered() -> str:
    """Return when the telephone of the community is answered."""
    return str(_pack()["call"]["hours"])
