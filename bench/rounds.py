"""A round of 672 doors: how much shorter than going to the nearest, and how long the thinking takes beside it."""

from itertools import product
from random import Random

from bench.rows import Row, medians, ms
from linli.matching import rounds
from linli.matching.rounds import Point
from linli.matching.streets import Segment, along

DOORS, WIDTH = 672, 0.02  # a grid of two kilometres, in degrees
MOST_LENGTH, MOST_TIMES, MOST_BY_STREET = 0.92, 40.0, 10.0


def measure() -> list[Row]:
    """Return length and time of a round as ratios to plain nearest neighbour, each door standing by itself."""
    dice = Random(672)
    points = [Point(33 + dice.random() * WIDTH, 107 + dice.random() * WIDTH) for _door in range(DOORS)]
    at = rounds.straight(points)
    plain = rounds.nearest(at)
    better = rounds.improved(list(plain), at)
    if sorted(better) != list(range(DOORS)):
        raise SystemExit("a round leaves doors out")
    shorter = rounds.length(better, at) / rounds.length(plain, at)
    ours, beside = medians(lambda: rounds.improved(rounds.nearest(at), at), lambda: rounds.nearest(at))
    by_street = _by_street(points)
    metres = [f"{rounds.length(order, at) / 1000:.1f} km" for order in (better, plain)]
    return [
        Row("round of 672 doors, its length", metres[0], f"{metres[1]} nearest neighbour", round(shorter, 3),
            f"≤ {MOST_LENGTH}", met=shorter <= MOST_LENGTH),
        Row("round of 672 doors, its time", ms(ours), f"{ms(beside)} nearest neighbour", round(ours / beside, 1),
            f"≤ {MOST_TIMES:g}", met=ours / beside <= MOST_TIMES),
        by_street,
    ]  # fmt: skip


def _by_street(points: list[Point]) -> Row:
    """Measure a round along a net of streets, twenty by twenty with bends, beside the same round in straight lines."""
    lines, bends = 20, 5
    step = WIDTH / (lines - 1) / bends
    ways = []
    for line, part in product(range(lines), range((lines - 1) * bends)):
        for turned in (False, True):
            ends = [(line * bends, part), (line * bends, part + 1)]
            (a, b), (c, d) = [end[::-1] for end in ends] if turned else ends
            start, end = Point(33 + a * step, 107 + b * step), Point(33 + c * step, 107 + d * step)
            ways.append(Segment(a * 1000 + b, c * 1000 + d, start, end))
    if sorted(rounds.walk(points, along(ways, 1.3)).order) != list(range(DOORS)):
        raise SystemExit("a round along streets leaves doors out")
    ours, beside = medians(lambda: rounds.walk(points, along(ways, 1.3)), lambda: rounds.walk(points))
    return Row("round of 672 doors along streets", ms(ours), f"{ms(beside)} straight lines", round(ours / beside, 1),
               f"≤ {MOST_BY_STREET:g}", met=ours / beside <= MOST_BY_STREET)  # fmt: skip
