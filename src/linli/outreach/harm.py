"""Mandatory reports: whom to call, what the signs are, when the clock turns red; from ``mandatory_reports``."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from linli.kernel import packs


@dataclass(frozen=True)
class Agency:
    """One office that is called; ``telephone`` is empty where the county has to fill it in."""

    code: str
    name: str
    telephone: str


@dataclass(frozen=True)
class Sign:
    """One sign of harm."""

    code: str
    name: str


def agencies() -> list[Agency]:
    """Return the offices in the order they are called."""
    return [Agency(**row) for row in _pack()["agencies"]]


def signs() -> list[Sign]:
    """Return the signs as chips."""
    return [Sign(**row) for row in _pack()["signs"]]


def law() -> str:
    """Return the duty in the law's words, with its article."""
    return str(_pack()["law"])


def red_after() -> int:
    """Return the minutes after which the clock turns red while nobody has been called."""
    return int(_pack()["red_after_minutes"])


def _pack() -> dict[str, Any]:
    return packs.load("mandatory_reports", settings.REGION)
