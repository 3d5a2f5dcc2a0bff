"""The order doors are walked in: never longer than nearest neighbour's, shortest for a few, the same every time."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.matching import rounds
from linli.matching.rounds import Point, walk

DEGREES = st.floats(0, 0.02)
POINTS = st.lists(st.builds(lambda a, b: Point(33.1 + a, 107.3 + b), DEGREES, DEGREES), max_size=40)


def village(count: int, seed: int) -> list[Point]:
    dice = Random(seed)
    return [Point(33.1 + dice.random() / 50, 107.3 + dice.random() / 50) for _number in range(count)]


def test_no_door_and_one_door() -> None:
    assert (walk([]).order, walk([Point(33, 107)]).order) == ([], [0])


def test_doors_of_one_building_stay_together_in_their_order() -> None:
    here, there = Point(33.1, 107.3), Point(33.2, 107.3)
    assert walk([here, there, here, there, here]).order == [0, 2, 4, 1, 3]


@settings(max_examples=60, deadline=None)
@given(POINTS)
def test_a_round_comes_to_every_door_once_and_starts_at_the_first(points: list[Point]) -> None:
    found = walk(points).order
    assert sorted(found) == list(range(len(points))) and found[:1] == list(range(len(points)))[:1]


@settings(max_examples=60, deadline=None)
@given(POINTS)
def test_a_round_is_never_longer_than_going_to_the_nearest(points: list[Point]) -> None:
    at = rounds.straight(points)
    assert walk(points).metres <= rounds.length(rounds.nearest(at), at) + 2.0 * len(points)
    assert rounds.length(rounds.improved(rounds.nearest(at), at), at) <= rounds.length(rounds.nearest(at), at) + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_a_few_doors_are_walked_the_shortest_way(seed: int) -> None:
    at = rounds.straight(village(7, seed))
    shortest = min(rounds.length((0, *rest), at) for rest in permutations(range(1, 7)))
    assert rounds.length(rounds.exact(at), at) == pytest.approx(shortest)


@pytest.mark.parametrize("seed", range(12))
def test_improving_alone_comes_within_a_tenth_of_the_shortest_way(seed: int) -> None:
    at = rounds.straight(village(8, seed))
    found = rounds.length(rounds.improved(rounds.nearest(at), at), at)
    assert found <= rounds.length(rounds.exact(at), at) * 1.1


def test_improving_shortens_a_round_of_a_village_by_a_tenth_and_more() -> None:
    at = rounds.straight(village(200, 1))
    assert rounds.length(rounds.improved(rounds.nearest(at), at), at) < rounds.length(rounds.nearest(at), at) * 0.9


def test_the_same_doors_give_the_same_round() -> None:
    points = village(120, 3)
    assert walk(points) == walk(list(points))


def test_a_degree_is_as_long_as_it_is() -> None:
    at = rounds.straight([Point(0, 0), Point(0, 1)])
    assert rounds.length([0, 1], at) == pytest.approx(111_195, rel=1e-4)


def test_control_a_crossing_is_undone() -> None:
    square = [Point(0, 0), Point(0.001, 0.001), Point(0.001, 0), Point(0, 0.001)]
    at = rounds.straight(square)
    crossed = [0, 1, 2, 3]
    assert rounds.length(rounds.improved(list(crossed), at), at) < rounds.length(crossed, at)
