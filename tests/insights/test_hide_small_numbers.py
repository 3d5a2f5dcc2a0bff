"""Numbers of 1 to 5 are hidden outside one's own area, and cannot be worked out by the rule and the totals."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from linli.accounts.models import Role
from linli.insights import actions, disclosure, showing
from linli.kernel.period import Period
from linli.records import definitions
from linli.records.counting import Cell
from linli.records.definitions import Definition
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
World = tuple[tuple[int, int], ...]  # the amounts of the other places, each with its number of records
Seen = tuple[tuple[int | None, ...], int | None]  # what is shown of them, and their sum where the total tells it
Rule = Callable[[dict[int, Cell], Cell, set[int], int], disclosure.Column]


def indicator(code: str) -> Definition:
    found = definitions.of_region("national").find(code)
    assert found is not None
    return found


VISITS, HOURS, PERSONS = indicator("visit_count"), indicator("visit_hours"), indicator("elder_persons")


def seen(world: World, one: Definition, small: int, rule: Rule = disclosure.hidden) -> Seen:
    """Return what a rule shows of a world to a town that has 9 of its own."""
    cells = {place: Cell(one, *counts) for place, counts in enumerate(world, 1)} | {0: Cell(one, 9, 9)}
    total = Cell(one, sum(cell.amount for cell in cells.values()), sum(cell.records for cell in cells.values()))
    column = rule(cells, total, {0}, small)
    assert column.cells[0] == cells[0]
    told = [column.cells[place] for place in range(1, len(cells))]
    return tuple(cell.amount if cell else None for cell in told), column.total.amount - 9 if column.total else None


def plain(amounts: list[int]) -> World:
    return tuple((amount, amount) for amount in amounts)


def shown(*amounts: int, one: Definition = VISITS) -> Seen:
    return seen(plain(list(amounts)), one, 5)


def old_rule(cells: dict[int, Cell], total: Cell, own: set[int], small: int) -> disclosure.Column:
    """The next smallest go until two are hidden whose sum leaves a range wider than ``small``; else the total goes."""
    others = {place: cell.amount for place, cell in cells.items() if place not in own}
    gone = {place for place, amount in others.items() if 1 <= amount <= small}
    if not gone:
        return disclosure.Column(dict(cells), total)

    def safe() -> bool:
        return len(gone) >= 2 and sum(others[place] for place in gone) - len(gone) >= small

    spare = sorted((amount, place) for place, amount in others.items() if place not in gone and amount)
    while not safe() and spare:
        gone.add(spare.pop(0)[1])
    kept: dict[int, Cell | None] = {place: None if place in gone else cell for place, cell in cells.items()}
    return disclosure.Column(kept, total if safe() else None)


def narrowed(worlds: Iterator[World], one: Definition, small: int, rule: Rule, largest: int) -> list[Seen]:
    """Return what is shown of some worlds that leaves a hidden number no more than ``small`` values.

    Worlds that look alike are told apart by nothing. What adds up to more than ``largest`` is not judged: not all of
    its worlds are among those tried.
    """
    alike: dict[Seen, list[set[int]]] = defaultdict(list)
    for world in worlds:
        told = seen(world, one, small, rule)
        values = alike.setdefault(told, [set() for _ in world])
        for place, (amount, _records) in enumerate(world):
            values[place].add(amount)
    return [
        told
        for told, values in alike.items()
        if (told[1] is None or told[1] - sum(number or 0 for number in told[0]) <= largest)
        and any(number is None and len(few) <= small for number, few in zip(told[0], values, strict=True))
    ]


@pytest.mark.parametrize("amounts", [(3,), (1, 1), (3, 0, 0), (5, 6), (2, 2, 2)])
def test_the_total_is_refused_where_it_would_give_the_hidden_away(amounts: tuple[int, ...]) -> None:
    told, total = shown(*amounts)
    assert ([number for number in told if number], total) == ([], None)


def test_ones_own_small_number_is_shown() -> None:
    own = {0: Cell(VISITS, 3, 3), 1: Cell(VISITS, 40, 40), 2: Cell(VISITS, 50, 50)}
    assert disclosure.hidden(own, Cell(VISITS, 93, 93), {0}, 5) == disclosure.Column(dict(own), Cell(VISITS, 93, 93))


def test_a_single_small_number_takes_the_next_smallest_with_it() -> None:
    assert shown(3, 40, 50) == ((None, None, 50), 93)


def test_a_small_number_takes_all_up_to_twice_as_large_so_that_the_smallest_shown_bounds_nothing() -> None:
    assert shown(6, 3, 3, 2, 10, 11) == ((None, None, None, None, None, 11), 35)


def test_the_next_smallest_is_no_help_where_the_one_above_it_leaves_no_room() -> None:
    assert shown(40, 40, 3) == ((None, 40, None), None)
    assert shown(40, 41, 3) == ((None, 41, None), 84)


def test_nothing_is_hidden_where_nothing_is_small_and_nought_is_shown() -> None:
    assert shown(30, 0, 40, 6) == ((30, 0, 40, 6), 76)


def test_the_only_number_beside_noughts_is_hidden_up_to_twice_as_large() -> None:
    assert shown(0, 10) == ((0, None), None)
    assert shown(0, 11) == ((0, 11), 11)


def test_few_records_are_hidden_however_many_minutes_they_hold() -> None:
    assert seen(((900, 3), (0, 0), (800, 40), (850, 50)), HOURS, 5) == ((None, 0, None, 850), 2550)


def test_what_does_not_add_up_never_shows_a_total_beside_a_hidden_number() -> None:
    assert shown(3, 40, 50, one=PERSONS) == ((None, None, 50), None)


def test_no_table_of_three_towns_gives_a_hidden_number_away() -> None:
    worlds = (plain(list(amounts)) for amounts in product(range(27), repeat=3))
    assert narrowed(worlds, VISITS, 5, disclosure.hidden, 26) == []


def test_no_table_of_five_towns_gives_a_hidden_number_away() -> None:
    worlds = (plain(list(amounts)) for amounts in product(range(8), repeat=5))
    assert narrowed(worlds, VISITS, 2, disclosure.hidden, 7) == []


def test_no_table_of_hours_and_records_gives_a_hidden_number_away() -> None:
    cells = [(amount, records) for amount in range(8) for records in range(7) if records or not amount]
    assert narrowed(iter(product(cells, repeat=2)), HOURS, 2, disclosure.hidden, 7) == []


def test_the_rule_of_ranges_alone_is_found_out() -> None:
    worlds = (plain(list(amounts)) for amounts in product(range(27), repeat=3))
    found = narrowed(worlds, VISITS, 5, old_rule, 26)
    assert ((None, 6, None), 14) in found  # a shown 6 bounds both, who add up to 8
    assert ((0, None, 0), None) in found  # a hidden one alone: 1 to 5, as the sign says


def alike(world: World, small: int) -> Iterator[World]:
    """Return the worlds that a reader of this one's table may try: the hidden numbers, by the sum if it is known."""
    told, total = seen(world, VISITS, small)
    gone = [place for place, number in enumerate(told) if number is None]
    left = None if total is None else total - sum(number or 0 for number in told)
    most = 2 * small if left is None else left
    for tried in product(range(1, most + 1), repeat=len(gone) - (left is not None)):
        last = [] if left is None else [left - sum(tried)]
        if not last or last[0] > 0:
            new = dict(zip(gone, [*tried, *last], strict=True))
            yield plain([new.get(place, counts[0]) for place, counts in enumerate(world)])


@settings(max_examples=150, deadline=None)
@given(any_of.lists(any_of.integers(0, 16), min_size=1, max_size=5), any_of.integers(1, 3))
def test_whoever_tries_every_world_is_left_with_more_than_the_small_ones(amounts: list[int], small: int) -> None:
    world = plain(amounts)
    told = seen(world, VISITS, small)
    gone = [place for place, number in enumerate(told[0]) if number is None]
    assert all(place in gone for place, amount in enumerate(amounts) if 1 <= amount <= small)
    values: dict[int, set[int]] = {place: set() for place in gone}
    for tried in alike(world, small) if gone else ():
        if seen(tried, VISITS, small) == told:
            for place in gone:
                values[place].add(tried[place][0])
            if all(len(few) > small for few in values.values()):
                break
    assert all(len(few) > small for few in values.values())


def test_a_town_sees_the_sealed_county_with_small_numbers_of_others_hidden(county: County, post: Post) -> None:
    quarter = Period(date(2024, 4, 1), date(2024, 6, 30))
    officer = post(Role.COUNTY_OFFICER, county.division)
    leads = [post(Role.STATION_LEAD, town) for town in county.towns]
    for number, lead in enumerate(leads):
        for _ in range(3 if number else 8):
            record(lead.actor, county.communities[number * 2])
        draft = actions.generate(county.towns[number], quarter, by=lead.actor)
        assert showing.neighbours(draft, lead.actor) is None
        actions.confirm(draft, by=lead.actor)
        actions.sum_up(draft, by=post(Role.STREET_OFFICER, county.towns[number]).actor)
        actions.receive(draft, by=officer.actor)
    actions.seal(actions.generate(county.division, quarter, by=officer.actor), by=officer.actor)
    mine = actions.generate(county.towns[0], quarter, by=leads[0].actor)
    small = actions.generate(county.towns[1], quarter, by=leads[1].actor)
    headline = [one.code for one in definitions.of(county.division).headline]
    assert headline == [one.code for one in showing.neighbours(mine, leads[0].actor)["headline"]]  # type: ignore[index]
    # The visits are told beside the nine totals; the nine are all nought here, which may be shown.
    assert showing.neighbours(small, leads[1].actor)["total"] == ["0"] * 9  # type: ignore[index]
