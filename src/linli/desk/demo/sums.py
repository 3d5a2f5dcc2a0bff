"""Plausible parts of a known whole: how many minutes or heads each of many ordinary acts had."""

from collections.abc import Sequence
from random import Random


def dice_of(name: str) -> Random:
    """Return dice that always fall the same way for a name. They decide nothing but the looks of the demo."""
    return Random(name)  # nosec B311


def spread(total: int, parts: int, low: int, high: int, step: int, dice: Random) -> list[int]:
    """Return ``parts`` multiples of ``step`` between ``low`` and ``high`` that add up to exactly ``total``.

    Raises ``ValueError`` when that cannot be.
    """
    if total % step or not parts * low <= total <= parts * high:
        raise ValueError(f"{total} cannot be told in {parts} parts from {low} to {high} by {step}")
    shares = [low] * parts
    left = (total - sum(shares)) // step
    room = [(high - low) // step] * parts
    while left:
        part = dice.randrange(parts)
        more = min(left, room[part], dice.randint(1, max(1, 2 * left // parts)))
        shares[part] += more * step
        room[part] -= more
        left -= more
    return shares


def crowds(total: int, lengths: Sequence[int], dice: Random) -> list[int]:
    """Return how many served at each of the acts, so that minutes × servers add up to exactly ``total``.

    ``lengths`` are minutes; some must be as short as 30, and all multiples of 30.
    """
    wanted, units = total // 30, [minutes // 30 for minutes in lengths]
    mean = wanted / sum(units)
    servers = [max(2, round(mean * dice.uniform(0.6, 1.35))) for _ in units]
    missing = wanted - sum(unit * count for unit, count in zip(units, servers, strict=True))
    sign = 1 if missing > 0 else -1
    while abs(missing) >= max(units):
        act = dice.randrange(len(units))
        if servers[act] + sign >= 2:
            servers[act] += sign
            missing -= sign * units[act]
    servers[units.index(1)] += missing
    if total % 30 or min(servers) < 1:
        raise ValueError(f"{total} service minutes cannot be told with these lengths")
    return servers
