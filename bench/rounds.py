"""A round of 672 doors: how much shorter than going to the nearest, and how long the thinking takes beside it."""

from random import Random

from bench.rows import Row, medians, ms
from linli.matching import rounds
from linli.matching.rounds import Point

DOORS, WIDTH = 672, 0.02  # a grid of two kilometres, in degrees
MOST_LENGTH, MOST_TIMES = 0.92, 40.0


def measure() -> list[Row]:
    """Return length and time of a round as ratios to plain nearest neighbour, each door standing by itself."""
    dice = Random(672)
    points = [Point(33 + dice.random() * WIDTH, 107 + dice.random() * WIDTH) for _door in range(DOORS)]
    at = rounds.plane(points)
    plain = rounds.nearest(at)
    better = rounds.improved(list(plain), at)
    if sorted(better) != list(range(DOORS)):
        raise SystemExit("a round leaves doors out")
    shorter = rounds.length(better, at) / rounds.length(plain, at)
    ours, beside = medians(lambda: rounds.improved(rounds.nearest(at), at), lambda: rounds.nearest(at))
    metres = [f"{rounds.length(order, at) / 1000:.1f} km" for order in (better, plain)]
    return [
        Row("round of 672 doors, its length", metres[0], f"{metres[1]} nearest neighbour", round(shorter, 3),
            f"≤ {MOST_LENGTH}", met=shorter <= MOST_LENGTH),
        Row("round of 672 doors, its time", ms(ours), f"{ms(beside)} nearest neighbour", round(ours / beside, 1),
            f"≤ {MOST_TIMES:g}", met=ours / beside <= MOST_TIMES),
    ]  # fmt: skip
