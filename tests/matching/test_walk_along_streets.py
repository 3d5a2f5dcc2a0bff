"""Metres along streets: equal to a plain shortest path over all nodes, straight where no street is near."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.matching import streets
from linli.matching.rounds import Point, plane, straight, walk
from linli.matching.streets import REACH, Segment, along, table

STEP = 0.001  # degrees: a block of about a hundred metres
LATITUDE, LONGITUDE = 33.1, 107.3


def corner(column: float, row: float) -> Point:
    return Point(LATITUDE + row * STEP, LONGITUDE + column * STEP)


def street(*corners: tuple[int, int]) -> list[Segment]:
    """A way from corner to corner; a corner's number tells where it is."""
    ways = zip(corners, corners[1:], strict=False)
    return [Segment(a * 100 + b, c * 100 + d, corner(a, b), corner(c, d)) for (a, b), (c, d) in ways]


def blocks(size: int) -> list[Segment]:
    lines = [street(*((column, row) for column in range(size))) for row in range(size)]
    lines += [street(*((column, row) for row in range(size))) for column in range(size)]
    return [one for line in lines for one in line]


def test_round_the_river_is_longer_than_across_it() -> None:
    horseshoe = street((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0))
    banks = [corner(0, 0), corner(2, 0)]
    (_, across), _ = straight(banks)
    (_, walked), (back, _) = table(banks, horseshoe, 1.3)
    sides = straight([corner(0, 0), corner(0, 2), corner(2, 2)])
    assert walked == back == pytest.approx(2 * sides[0][1] + sides[1][2], rel=1e-3)
    assert walked > 2.9 * across


def test_the_order_follows_the_streets_where_a_wall_stands_between() -> None:
    wall = street((0, 0), (0, 1), (0, 2), (0, 3), (1, 3), (1, 2), (1, 1), (1, 0))
    doors = [corner(0, 0), corner(0.95, 0), corner(0.05, 1), corner(0.95, 1), corner(0.05, 2)]
    assert walk(doors).order == [0, 1, 3, 2, 4]  # as the crow flies: across and back again
    assert walk(doors, along(wall, 1.3)).order == [0, 2, 4, 3, 1]


def test_two_doors_of_one_piece_are_as_far_as_they_stand_apart() -> None:
    doors = [corner(0.25, 0), corner(0.75, 0), corner(0.5, 0.2)]
    found = table(doors, street((0, 0), (1, 0)), 1.3)
    (_, apart, _), *_ = straight(doors)
    lane = straight([corner(0.5, 0), corner(0.5, 0.2)])[0][1]
    assert found[0][1] == pytest.approx(apart, rel=1e-3)
    assert found[0][2] == pytest.approx(apart / 2 + lane, rel=1e-3)


def test_a_door_far_from_every_street_and_an_island_count_in_straight_lines() -> None:
    lone, island = corner(50, 50), corner(20, 0)
    doors = [corner(0, 0), corner(1, 0), lone, island]
    found = table(doors, [*street((0, 0), (1, 0)), *street((20, 0), (21, 0))], 1.3)
    lines = straight(doors, 1.3)
    assert found[0][2:] == lines[0][2:] and found[2] == lines[2]
    assert found[0][1] < lines[0][1]


def test_without_streets_it_is_the_straight_line_times_the_factor() -> None:
    doors = [corner(0, 0), corner(1, 1)]
    assert along([], 1.3)(doors) == straight(doors, 1.3)


def test_how_far_a_street_reaches() -> None:
    flat = plane([corner(0, 0), corner(0, 1)])
    block = flat[1][1] - flat[0][1]
    near, far = (REACH - 5) / block, (REACH + 5) / block
    for away, on_street in ((near, True), (far, False)):
        doors = [corner(0, away), corner(3, 0)]
        found = table(doors, street((0, 0), (1, 0), (2, 0), (3, 0)), 1.3)
        assert (found[0][1] != straight(doors, 1.3)[0][1]) is on_street


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6), st.integers(2, 8))
def test_it_is_what_trying_every_way_over_all_nodes_finds(seed: int, size: int, many: int) -> None:
    dice = Random(seed)
    ways = [one for one in blocks(size) if dice.random() < 0.8]
    if not ways:
        return
    places = [(dice.randrange(size), dice.randrange(size)) for _door in range(many)]
    known = {number for one in ways for number in (one.first, one.second)}
    places = list(dict.fromkeys(place for place in places if place[0] * 100 + place[1] in known))
    doors = [corner(*place) for place in places]
    found, plain = table(doors, ways, 1.3), everywhere(ways)
    lines, flown = straight(doors, 1.3), straight(doors)
    for one, other in product(range(len(doors)), repeat=2):
        numbers = tuple(places[n][0] * 100 + places[n][1] for n in (one, other))
        metres = plain.get(numbers, lines[one][other])
        assert found[one][other] == pytest.approx(max(metres, flown[one][other]), rel=1e-3, abs=0.01)


def test_where_doors_are_many_the_near_ones_are_exact_and_the_far_ones_are_never_nearer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice = Random(4)
    ways, doors = blocks(8), [corner(dice.random() * 7, dice.random() * 7) for _door in range(40)]
    exact = table(doors, ways, 1.3)
    monkeypatch.setattr(streets, "ALL", 39)
    monkeypatch.setattr(streets, "SOME", 25)
    found = table(doors, ways, 1.3)
    assert found == [list(row) for row in zip(*found, strict=True)]
    for one, row in enumerate(exact):
        near = sorted(range(len(doors)), key=row.__getitem__)[:6]
        assert [found[one][other] for other in near] == pytest.approx([row[other] for other in near])
        assert min(found[one][other] for other in range(len(doors)) if other not in near) >= row[near[-1]] - 1e-6
    assert found != exact  # control: the far ones were not looked at


def everywhere(ways: list[Segment]) -> dict[tuple[int, int], float]:
    """The shortest ways between all nodes by Floyd and Warshall's three loops."""
    nodes = sorted({number for one in ways for number in (one.first, one.second)})
    metres = {(node, node): 0.0 for node in nodes}
    for one in ways:
        length = straight([one.start, one.end])[0][1]
        metres[one.first, one.second] = metres[one.second, one.first] = length
    for middle, one, other in product(nodes, repeat=3):
        if (one, middle) in metres and (middle, other) in metres:
            by_way = metres[one, middle] + metres[middle, other]
            metres[one, other] = min(by_way, metres.get((one, other), by_way))
    return metres
