"""The pack ``supervision``: ratios, weights of a caseload, and when a case wants a supervisor's eyes."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from linli.kernel import packs

PACK = "supervision"


@dataclass(frozen=True)
class Weights:
    """What a region says; a limit that it has not set is None, and nobody is over it.

    ``by_risk``: how much an open case counts; ``high_risk_days``: how long a look at a case of high risk lasts;
    ``history``: ratios done elsewhere, where and how, which decide nothing.
    """

    workers_per_supervisor: int | None
    by_risk: dict[str, float]
    caseload: float | None
    high_risk_days: int
    history: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def weights(region: str = "") -> Weights:
    """Return what a region says about supervision."""
    told = packs.load(PACK, region or settings.REGION)
    named = {"" if risk == "unknown" else risk: float(weight) for risk, weight in told["weights"].items()}
    return Weights(
        workers_per_supervisor=told.get("ratios", {}).get("workers_per_supervisor"),
        by_risk=named,
        caseload=told.get("limits", {}).get("caseload"),
        high_risk_days=told["days"]["high_risk"],
        history=tuple((row["where"], row["ratio"]) for row in told["history"]),
    )
