"""Streets: how many metres it is from door to door along the ways people walk.

Method. Each door stands beside the nearest piece of street within ``REACH`` metres (found through cells of a hundred
metres) and is joined to it there by a straight line. Bends are drawn together, so that only crossings, dead ends and
doors are left. Then the shortest way from each door to all others, by Dijkstra (1959). A pair that no street joins, or
a door that no street is near, counts in straight lines times a factor. Where there are more than ``ALL`` doors, each
looks as far as its ``SOME`` nearest; those beyond count as no nearer than that (nobody walks so many in one day).

Twenty lines of Dijkstra instead of scipy's: a round asks for some hundred doors, and scipy weighs 220 MB.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import dist, floor, hypot

from linli.matching.rounds import Plane, Point, Table, plane, straight

REACH = 300.0  # metres: a door farther from every street than this is not on any
CELL = 100.0  # metres
ALL, SOME = 150, 60  # doors
Graph = dict[int, dict[int, float]]
Piece = tuple[int, int, tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a way between two nodes, each with its number and where it is."""

    first: int
    second: int
    start: Point
    end: Point


def along(segments: Sequence[Segment], factor: float) -> Callable[[Sequence[Point]], Table]:
    """Return the measure that ``rounds.walk`` takes: metres along these streets; without any, straight lines."""
    if not segments:
        return lambda points: straight(points, factor)
    return lambda points: table(points, segments, factor)


def table(points: Sequence[Point], segments: Sequence[Segment], factor: float) -> Table:
    """Return the metres between points along streets, never less than the straight line."""
    ends = [point for one in segments for point in (one.start, one.end)]
    flat = plane([*points, *ends])
    doors, flat = flat[: len(points)], flat[len(points) :]
    pieces = [(one.first, one.second, flat[2 * n], flat[2 * n + 1]) for n, one in enumerate(segments)]
    graph, aside = _graph(doors, pieces)
    _drawn_together(graph)
    found, enough = straight(points, factor), len(aside) if len(aside) <= ALL else SOME
    for one, away in aside.items():
        ways, reached = _ways(graph, -1 - one, enough)
        for other in aside:
            if one != other and (metres := ways.get(-1 - other, reached)) is not None:
                least = dist(doors[one], doors[other]) if -1 - other in ways else found[one][other]
                found[one][other] = max(away + metres + aside[other], least)
    return _alike(found) if enough < len(aside) else found


def _alike(found: Table) -> Table:
    """Return a table with the longer of there and back, since only one of two doors may have seen the other."""
    return [[max(found[one][other], found[other][one]) for other in range(len(found))] for one in range(len(found))]


def _graph(doors: Plane, pieces: Sequence[Piece]) -> tuple[Graph, dict[int, float]]:
    """Return the streets as a graph with door ``n`` as node ``-1 - n``, and the metres from each door to its street."""
    cells = _cells(pieces)
    standing: dict[int, list[tuple[float, int]]] = defaultdict(list)
    aside = {}
    for number, door in enumerate(doors):
        if (near := _nearest(door, pieces, cells)) is not None:
            away, place, part = near
            standing[place].append((part, -1 - number))
            aside[number] = away
    graph: Graph = defaultdict(dict)
    for place, (first, second, start, end) in enumerate(pieces):
        if first == second:
            continue
        stops = [(0.0, first), *sorted(standing.get(place, ())), (1.0, second)]
        metres = dist(start, end)
        for (part, one), (further, other) in zip(stops, stops[1:], strict=False):
            _join(graph, one, other, (further - part) * metres)
    return graph, aside


def _cells(pieces: Sequence[Piece]) -> dict[tuple[int, int], list[int]]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (_first, _second, (x, y), (east, north)) in enumerate(pieces):
        for column in range(floor(min(x, east) / CELL), floor(max(x, east) / CELL) + 1):
            for row in range(floor(min(y, north) / CELL), floor(max(y, north) / CELL) + 1):
                cells[column, row].append(place)
    return cells


def _nearest(
    door: tuple[float, float], pieces: Sequence[Piece], cells: dict[tuple[int, int], list[int]]
) -> tuple[float, int, float] | None:
    """Return metres to the nearest piece, which it is and at what part of it (0 to 1); None beyond ``REACH``."""
    column, row, rings = floor(door[0] / CELL), floor(door[1] / CELL), int(REACH // CELL) + 1
    best: tuple[float, int, float] | None = None
    for ring in range(rings + 1):
        for place in _ring(cells, column, row, ring):
            away, part = _beside(door, pieces[place])
            if away <= REACH and (best is None or (away, place) < best[:2]):
                best = (away, place, part)
        if best is not None and best[0] <= ring * CELL:
            break
    return best


def _ring(cells: dict[tuple[int, int], list[int]], column: int, row: int, ring: int) -> Iterable[int]:
    for x in range(column - ring, column + ring + 1):
        for y in range(row - ring, row + ring + 1):
            if max(abs(x - column), abs(y - row)) == ring:
                yield from cells.get((x, y), ())


def _beside(door: tuple[float, float], piece: Piece) -> tuple[float, float]:
    """Return how far a door is from a piece, and the part of it beside which it stands."""
    (x, y), (east, north) = piece[2], piece[3]
    squared = (east - x) ** 2 + (north - y) ** 2
    part = ((door[0] - x) * (east - x) + (door[1] - y) * (north - y)) / squared if squared else 0.0
    part = min(max(part, 0.0), 1.0)
    return hypot(x + part * (east - x) - door[0], y + part * (north - y) - door[1]), part


def _join(graph: Graph, one: int, other: int, metres: float) -> None:
    if one != other and metres < graph[one].get(other, float("inf")):
        graph[one][other] = graph[other][one] = metres


def _drawn_together(graph: Graph) -> None:
    """Take out, in place, every node of a street (not a door) that two others alone are joined to."""
    for node in [node for node in graph if node >= 0]:
        around = graph[node]
        if len(around) == 2:
            (one, metres), (other, more) = around.items()
            del graph[node], graph[one][node], graph[other][node]
            _join(graph, one, other, metres + more)


def _ways(graph: Graph, start: int, enough: int) -> tuple[dict[int, float], float | None]:
    """Return the metres of the shortest ways from a door, and how far it looked (None: as far as one comes)."""
    known: dict[int, float] = {}
    heap, doors = [(0.0, start)], 0
    while heap:
        metres, node = heappop(heap)
        if node in known:
            continue
        known[node] = metres
        doors += node < 0
        if doors >= enough:
            return known, metres
        for other, more in graph[node].items():
            if other not in known:
                heappush(heap, (metres + more, other))
    return known, None
