"""What a stratified sample tells of everybody: weighted share, its variance and interval. Pure numbers, no rows.

The share is the stratified estimator p = Σ W_h p_h with W_h = N_h / N; its variance is
Σ W_h² (1 − n_h/N_h) p_h (1 − p_h) / (n_h − 1) (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5). The
interval is Wilson's score interval (E. B. Wilson, JASA 22, 1927) at the effective number of answers
p (1 − p) / variance, so that it stays between 0 and 1 and does not vanish when everybody says the same. Who did not
answer is taken to be like who did, within a stratum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Layer:
    """A stratum as answered: ``size`` in the frame, ``n`` answers of which ``yes`` count; ``group``: its place."""

    group: str
    key: str
    size: int
    n: int
    yes: int


@dataclass(frozen=True)
class Estimate:
    """A weighted share with its interval, all between 0 and 1, over ``n`` answers."""

    share: float
    low: float
    high: float
    n: int


def _joined(layers: Sequence[Layer], group: str, key: str) -> Layer:
    return Layer(
        group, key, sum(one.size for one in layers), sum(one.n for one in layers), sum(one.yes for one in layers)
    )


def _paired(layers: Sequence[Layer]) -> list[Layer]:
    """Join each layer of fewer than two answers with the next one (the last with the one before), in order."""
    told: list[Layer] = []
    for one in layers:
        if told and (told[-1].n < 2 or one.n < 2):
            told[-1] = _joined((told[-1], one), one.group, f"{told[-1].key}+{one.key}")
        else:
            told.append(one)
    if len(told) > 1 and told[-1].n < 2:
        told[-2:] = [_joined(told[-2:], told[-1].group, f"{told[-2].key}+{told[-1].key}")]
    return told


def collapse(layers: Iterable[Layer]) -> list[Layer]:
    """Join layers of fewer than two answers with their neighbours: first inside their place, then across places.

    A variance wants two answers in a stratum; the neighbours are those next in order (place, then age band).
    """
    groups: dict[str, list[Layer]] = {}
    for one in sorted(layers, key=lambda one: (one.group, one.key)):
        groups.setdefault(one.group, []).append(one)
    return _paired([joined for group in groups.values() for joined in _paired(group)])


def wilson(share: float, n: float, confidence: float) -> tuple[float, float]:
    """Return Wilson's score interval for a share of ``n`` (effective) answers."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def estimate(layers: Iterable[Layer], confidence: float = 0.95) -> Estimate | None:
    """Return the weighted share of who counts, or None without an answer. Layers are collapsed first."""
    told = [one for one in collapse(layers) if one.n]
    n = sum(one.n for one in told)
    if not n:
        return None
    size = sum(one.size for one in told)
    share = sum(one.size / size * one.yes / one.n for one in told)
    variance = sum(
        (one.size / size) ** 2 * (1 - one.n / one.size) * (p := one.yes / one.n) * (1 - p) / (one.n - 1)
        for one in told
        if one.n > 1
    )
    effective = share * (1 - share) / variance if variance > 0 else float(n)
    return Estimate(share, *wilson(share, effective, confidence), n)
