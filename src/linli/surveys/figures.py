"""A figure of a survey is told whole or not at all: share, interval, answers, reached, response rate, drawn, frame.

There is no way to the share alone: templates cannot read what begins with an underscore, and every way out (as a
sentence, as the cells of a row, as published data) carries all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.surveys.weighing import Estimate


class NotWhole(ValueError):
    """A figure without its answers or its response rate."""


@dataclass(frozen=True)
class Reach:
    """How many stood in the frame, were drawn, were reached and answered."""

    frame: int
    drawn: int
    reached: int
    answered: int

    @property
    def rate(self) -> float:
        """应答率: answered of those reached."""
        return self.answered / self.reached


class Result:
    """A share that can only be shown with what it stands on."""

    __slots__ = ("_confidence", "_estimate", "_reach")

    def __init__(self, estimate: Estimate | None, reach: Reach, confidence: float) -> None:
        """Take a figure; raise :class:`NotWhole` without an answer, or without anybody reached."""
        if estimate is None or estimate.n < 1 or reach.reached < reach.answered or reach.answered < estimate.n:
            raise NotWhole("a figure needs its answers and its response rate")
        if not 0 <= estimate.low <= estimate.share <= estimate.high <= 1:
            raise NotWhole("a figure lies in its interval")
        self._estimate, self._reach, self._confidence = estimate, reach, confidence

    def __str__(self) -> str:
        share, between, n, rate = self.cells
        return _("%(share)s（%(between)s；%(n)s，%(rate)s）") % {
            "share": share, "between": between, "n": n, "rate": rate,
        }  # fmt: skip

    def __format__(self, spec: str) -> str:
        return str(self)

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Share, interval, answers and response rate, as a row shows them."""
        one, reach = self._estimate, self._reach
        between = _("%(sure)s 置信区间 %(low)s–%(high)s") % {
            "sure": f"{self._confidence:.0%}", "low": _per_cent(one.low), "high": _per_cent(one.high),
        }  # fmt: skip
        rate = _("应答率 %(rate)s：联系上 %(reached)d 人，答了 %(answered)d 人，抽到 %(drawn)d 人") % {
            "rate": _per_cent(reach.rate), "reached": reach.reached, "answered": reach.answered, "drawn": reach.drawn,
        }  # fmt: skip
        return _per_cent(one.share), between, f"n={one.n}", rate

    @property
    def told(self) -> dict[str, Any]:
        """The figure as it is stored and published."""
        one, reach = self._estimate, self._reach
        return {
            "share": round(one.share, 6), "low": round(one.low, 6), "high": round(one.high, 6), "n": one.n,
            "confidence": self._confidence, "frame": reach.frame, "drawn": reach.drawn, "reached": reach.reached,
            "answered": reach.answered, "response_rate": round(reach.rate, 6),
        }  # fmt: skip


def of(told: Mapping[str, Any]) -> Result:
    """Return a stored figure. Raises :class:`NotWhole` (or ``KeyError``) when a part of it is missing."""
    reach = Reach(told["frame"], told["drawn"], told["reached"], told["answered"])
    return Result(Estimate(told["share"], told["low"], told["high"], told["n"]), reach, told["confidence"])


def _per_cent(share: float) -> str:
    return f"{share * 100:.1f}%"
