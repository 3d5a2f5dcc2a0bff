"""Rounds: the order in which doors are walked.

Method. Points closer than a metre are one stop. Up to ``EXACT`` stops the shortest open path from the first is found
exactly (Held and Karp's dynamic programme). Beyond that: nearest neighbour from the first stop, then two improvements
until neither finds anything: 2-opt (turn a stretch round) and or-opt (move one to three stops elsewhere, turned or
not), each tried only towards the nearest ``NEAR`` stops. A move is made only when the path gets shorter, so the result
is never longer than nearest neighbour's; ties go to the earlier stop, so the same input gives the same order.

Distances are straight lines on a plane fitted to the middle of the stops, right to some parts in ten thousand within a
county. Steps are longer than the straight line: multiply by a factor (data pack) to tell metres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

EARTH = 6_371_008.8  # metres, mean radius
EXACT = 9
NEAR = 10
LEAST = 1e-7  # metres: a gain below this is the noise of the sums
Plane = list[tuple[float, float]]


@dataclass(frozen=True)
class Point:
    """A place on the earth, in degrees (WGS-84)."""

    latitude: float
    longitude: float


def walk(points: Sequence[Point]) -> list[int]:
    """Return the indexes of ``points`` in walking order, the first point first. Equal points keep their order."""
    stops: dict[tuple[int, int], list[int]] = {}
    flat = plane(points)
    for index, (x, y) in enumerate(flat):
        stops.setdefault((round(x), round(y)), []).append(index)
    groups = list(stops.values())
    at = [flat[group[0]] for group in groups]
    order = exact(at) if len(at) <= EXACT else improved(nearest(at), at)
    return [index for stop in order for index in groups[stop]]


def plane(points: Sequence[Point]) -> Plane:
    """Return points in metres east and north of their middle."""
    if not points:
        return []
    middle = sum(one.latitude for one in points) / len(points)
    east = EARTH * cos(radians(middle))
    first = points[0].longitude
    return [(east * radians(one.longitude - first), EARTH * radians(one.latitude - middle)) for one in points]


def length(order: Sequence[int], at: Plane) -> float:
    """Return the metres of a path in straight lines."""
    return sum(_between(at, one, other) for one, other in pairwise(order))


def nearest(at: Plane) -> list[int]:
    """Return the path that always goes to the nearest stop left, from the first."""
    left, order = list(range(1, len(at))), [0] if at else []
    while left:
        x, y = at[order[-1]]
        place = min(range(len(left)), key=lambda n: (at[left[n]][0] - x) ** 2 + (at[left[n]][1] - y) ** 2)
        order.append(left.pop(place))
    return order


def exact(at: Plane) -> list[int]:
    """Return the shortest path from the first stop through all, by trying them set by set."""
    count = len(at)
    if count < 3:
        return list(range(count))
    best: dict[tuple[int, int], tuple[float, list[int]]] = {
        (1 << stop, stop): (_between(at, 0, stop), [0, stop]) for stop in range(1, count)
    }
    for _size in range(count - 2):
        longer: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (seen, last), (metres, path) in best.items():
            for stop in range(1, count):
                if seen & 1 << stop:
                    continue
                key, told = (seen | 1 << stop, stop), metres + _between(at, last, stop)
                if key not in longer or told < longer[key][0]:
                    longer[key] = (told, [*path, stop])
        best = longer
    return min(best.values())[1]


def improved(order: list[int], at: Plane) -> list[int]:
    """Return a path made shorter by 2-opt and or-opt until neither helps; the first stop stays."""
    near = _neighbours(at)
    while _turned(order, at, near) or _moved(order, at, near):
        pass
    return order


def _between(at: Plane, one: int, other: int) -> float:
    return hypot(at[one][0] - at[other][0], at[one][1] - at[other][1])


def _neighbours(at: Plane) -> list[list[int]]:
    found = []
    for one, (x, y) in enumerate(at):
        far = sorted((hypot(x - east, y - north), other) for other, (east, north) in enumerate(at))
        found.append([other for _metres, other in far if other != one][:NEAR])
    return found


def _turned(order: list[int], at: Plane, near: list[list[int]]) -> bool:
    """2-opt, in place: turn stretches round wherever that is shorter; tell whether any was."""
    place = {stop: n for n, stop in enumerate(order)}
    any_turned, again = False, True
    while again:
        again = False
        for stop in list(order):
            if (stretch := _stretch(order, at, near, place, stop)) is not None:
                first, last = stretch
                order[first : last + 1] = reversed(order[first : last + 1])
                place.update((order[n], n) for n in range(first, last + 1))
                again = any_turned = True
    return any_turned


def _stretch(
    order: list[int], at: Plane, near: list[list[int]], place: dict[int, int], stop: int
) -> tuple[int, int] | None:
    """Return the first and last place of a stretch that is better walked the other way, next to ``stop``."""
    here, end = place[stop], len(order) - 1
    for other in near[stop]:
        there = place[other]
        # After ``stop`` comes ``other``: turn round what lies between them.
        if here < end and (direct := _between(at, stop, other)) < _between(at, stop, order[here + 1]) and there > here:
            lost = _between(at, stop, order[here + 1]) + (_between(at, other, order[there + 1]) if there < end else 0)
            won = direct + (_between(at, order[here + 1], order[there + 1]) if there < end else 0)
            if lost - won > LEAST:
                return here + 1, there
        # Before ``stop`` comes ``other``.
        if 0 < there < here and (direct := _between(at, stop, other)) < _between(at, order[here - 1], stop):
            lost = _between(at, order[here - 1], stop) + _between(at, order[there - 1], other)
            won = direct + _between(at, order[there - 1], order[here - 1])
            if lost - won > LEAST:
                return there, here - 1
    return None


def _moved(order: list[int], at: Plane, near: list[list[int]]) -> bool:
    """Or-opt, in place: move one to three stops where the path gets shorter; tell whether any were."""
    any_moved, first = False, 1
    place = {stop: n for n, stop in enumerate(order)}
    while first < len(order):
        if (better := _elsewhere(order, at, near, place, first)) is not None:
            order[:] = better
            place = {stop: n for n, stop in enumerate(order)}
            any_moved = True
        else:
            first += 1
    return any_moved


def _elsewhere(
    order: list[int], at: Plane, near: list[list[int]], place: dict[int, int], first: int
) -> list[int] | None:
    """Return the path with the stops from ``first`` on moved to a better place, or None."""
    for size in (1, 2, 3):
        after = first + size
        if after > len(order):
            return None
        before, head, tail = order[first - 1], order[first], order[after - 1]
        follows = order[after] if after < len(order) else None
        freed = _between(at, before, head)
        freed += (_between(at, tail, follows) - _between(at, before, follows)) if follows is not None else 0
        for front, back in ((head, tail), (tail, head)):
            for left in near[front]:
                there = place[left]
                if first - 1 <= there < after:
                    continue
                right = order[there + 1] if there + 1 < len(order) else None
                cost = _between(at, left, front)
                cost += (_between(at, back, right) - _between(at, left, right)) if right is not None else 0
                if freed - cost > LEAST:
                    return _with_moved(order, first, after, there, turned=front == tail and size > 1)
    return None


def _with_moved(order: list[int], first: int, after: int, there: int, *, turned: bool) -> list[int]:
    part = order[first:after]
    if turned:
        part.reverse()
    rest = order[:first] + order[after:]
    spot = there + 1 if there < first else there + 1 - len(part)
    return rest[:spot] + part + rest[spot:]
