"""Rounds: the order in which doors are walked.

Method. Points closer than a metre are one stop. Up to ``EXACT`` stops the shortest open path from the first is found
exactly (Held and Karp's dynamic programme). Beyond that: nearest neighbour from the first stop, then two improvements
until neither finds anything: 2-opt (turn a stretch round) and or-opt (move one to three stops elsewhere, turned or
not), each tried only towards the nearest ``NEAR`` stops. A move is made only when the path gets shorter, so the result
is never longer than nearest neighbour's; ties go to the earlier stop, so the same input gives the same order.

Distances come from a table: straight lines on a plane fitted to the middle of the stops (right to some parts in ten
thousand within a county) times a factor, for steps are longer; or the streets, see ``matching.streets``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import cos, dist, radians

EARTH = 6_371_008.8  # metres, mean radius
EXACT = 9
NEAR = 10
LEAST = 1e-7  # metres: a gain below this is the noise of the sums
Plane = list[tuple[float, float]]
Table = list[list[float]]  # metres between each two stops, the same there and back


@dataclass(frozen=True)
class Point:
    """A place on the earth, in degrees (WGS-84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Route:
    """The indexes of points in walking order, and how many metres the way is."""

    order: list[int]
    metres: float


def straight(points: Sequence[Point], factor: float = 1.0) -> Table:
    """Return the metres between points in straight lines, times a factor."""
    at = plane(points)
    return [[dist(one, other) * factor for other in at] for one in at]


def walk(points: Sequence[Point], measure: Callable[[Sequence[Point]], Table] = straight) -> Route:
    """Return ``points`` in walking order, the first point first. Equal points keep their order.

    ``measure`` gives the table of metres between the stops, each of them once.
    """
    stops: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(plane(points)):
        stops.setdefault((round(x), round(y)), []).append(index)
    groups = list(stops.values())
    table = measure([points[group[0]] for group in groups])
    order = exact(table) if len(table) <= EXACT else improved(nearest(table), table)
    return Route([index for stop in order for index in groups[stop]], length(order, table))


def plane(points: Sequence[Point]) -> Plane:
    """Return points in metres east and north of their middle."""
    if not points:
        return []
    middle = sum(one.latitude for one in points) / len(points)
    east = EARTH * cos(radians(middle))
    first = points[0].longitude
    return [(east * radians(one.longitude - first), EARTH * radians(one.latitude - middle)) for one in points]


def length(order: Sequence[int], table: Table) -> float:
    """Return the metres of a path."""
    return sum(table[one][other] for one, other in pairwise(order))


def nearest(table: Table) -> list[int]:
    """Return the path that always goes to the nearest stop left, from the first."""
    left, order = list(range(1, len(table))), [0] if table else []
    while left:
        row = table[order[-1]]
        place = min(range(len(left)), key=lambda n: row[left[n]])
        order.append(left.pop(place))
    return order


def exact(table: Table) -> list[int]:
    """Return the shortest path from the first stop through all, by trying them set by set."""
    count = len(table)
    if count < 3:
        return list(range(count))
    best: dict[tuple[int, int], tuple[float, list[int]]] = {
        (1 << stop, stop): (table[0][stop], [0, stop]) for stop in range(1, count)
    }
    for _size in range(count - 2):
        longer: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (seen, last), (metres, path) in best.items():
            for stop in range(1, count):
                if seen & 1 << stop:
                    continue
                key, told = (seen | 1 << stop, stop), metres + table[last][stop]
                if key not in longer or told < longer[key][0]:
                    longer[key] = (told, [*path, stop])
        best = longer
    return min(best.values())[1]


def improved(order: list[int], table: Table) -> list[int]:
    """Return a path made shorter by 2-opt and or-opt until neither helps; the first stop stays."""
    near = _neighbours(table)
    while _turned(order, table, near) or _moved(order, table, near):
        pass
    return order


def _neighbours(table: Table) -> list[list[int]]:
    """Return the nearest stops of each, the nearest first."""
    return [[n for n in nsmallest(NEAR + 1, range(len(row)), row.__getitem__) if n != one][:NEAR]
            for one, row in enumerate(table)]  # fmt: skip


def _turned(order: list[int], table: Table, near: list[list[int]]) -> bool:
    """2-opt, in place: turn stretches round wherever that is shorter; tell whether any was."""
    place = {stop: n for n, stop in enumerate(order)}
    any_turned, again = False, True
    while again:
        again = False
        for stop in list(order):
            if (stretch := _stretch(order, table, near, place, stop)) is not None:
                first, last = stretch
                order[first : last + 1] = reversed(order[first : last + 1])
                place.update((order[n], n) for n in range(first, last + 1))
                again = any_turned = True
    return any_turned


def _stretch(
    order: list[int], table: Table, near: list[list[int]], place: dict[int, int], stop: int
) -> tuple[int, int] | None:
    """Return the first and last place of a stretch that is better walked the other way, next to ``stop``."""
    here, end = place[stop], len(order) - 1
    for other in near[stop]:
        there = place[other]
        # After ``stop`` comes ``other``: turn round what lies between them.
        if here < end and (direct := table[stop][other]) < table[stop][order[here + 1]] and there > here:
            lost = table[stop][order[here + 1]] + (table[other][order[there + 1]] if there < end else 0)
            won = direct + (table[order[here + 1]][order[there + 1]] if there < end else 0)
            if lost - won > LEAST:
                return here + 1, there
        # Before ``stop`` comes ``other``.
        if 0 < there < here and (direct := table[stop][other]) < table[order[here - 1]][stop]:
            lost = table[order[here - 1]][stop] + table[order[there - 1]][other]
            won = direct + table[order[there - 1]][order[here - 1]]
            if lost - won > LEAST:
                return there, here - 1
    return None


def _moved(order: list[int], table: Table, near: list[list[int]]) -> bool:
    """Or-opt, in place: move one to three stops where the path gets shorter; tell whether any were."""
    any_moved, first = False, 1
    place = {stop: n for n, stop in enumerate(order)}
    while first < len(order):
        if (better := _elsewhere(order, table, near, place, first)) is not None:
            order[:] = better
            place = {stop: n for n, stop in enumerate(order)}
            any_moved = True
        else:
            first += 1
    return any_moved


def _elsewhere(
    order: list[int], table: Table, near: list[list[int]], place: dict[int, int], first: int
) -> list[int] | None:
    """Return the path with the stops from ``first`` on moved to a better place, or None."""
    for size in (1, 2, 3):
        after = first + size
        if after > len(order):
            return None
        before, head, tail = order[first - 1], order[first], order[after - 1]
        follows = order[after] if after < len(order) else None
        freed = table[before][head]
        freed += (table[tail][follows] - table[before][follows]) if follows is not None else 0
        for front, back in ((head, tail), (tail, head)):
            for left in near[front]:
                there = place[left]
                if first - 1 <= there < after:
                    continue
                right = order[there + 1] if there + 1 < len(order) else None
                cost = table[left][front]
                cost += (table[back][right] - table[left][right]) if right is not None else 0
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
