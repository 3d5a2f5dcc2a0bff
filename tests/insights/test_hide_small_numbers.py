"""Numbers of 1 to 5 are hidden outside one's own area, and cannot be worked out from what is shown."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest

from linli.accounts.models import Role
from linli.insights import actions, disclosure, showing
from linli.kernel.period import Period
from linli.records import definitions
from linli.records.counting import Cell
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
VISITS = definitions.of_region("national").find("visit_count")


def cell(amount: int) -> Cell:
    assert VISITS is not None
    return Cell(VISITS, amount, amount)


def shown(amounts: list[int], own: int) -> tuple[list[int | None], int | None]:
    column = disclosure.hidden(dict(enumerate(map(cell, amounts))), cell(sum(amounts)), {own})
    told = [one.amount if (one := column.cells[place]) is not None else None for place in range(len(amounts))]
    return told, column.total.amount if column.total is not None else None


def test_ones_own_small_number_is_shown() -> None:
    assert shown([3, 40, 50], own=0) == ([3, 40, 50], 93)


def test_a_single_small_number_takes_the_next_smallest_with_it() -> None:
    assert shown([30, 3, 40, 50], own=0) == ([30, None, None, 50], 123)


def test_nothing_is_hidden_where_nothing_is_small_and_nought_is_shown() -> None:
    assert shown([30, 0, 40], own=0) == ([30, 0, 40], 70)


def test_the_total_goes_when_there_is_nothing_else_to_hide() -> None:
    assert shown([30, 3], own=0) == ([30, None], None)
    assert shown([30, 1, 1, 0], own=0) == ([30, None, None, 0], None)


@pytest.mark.parametrize("amounts", [list(one) for one in product([0, 1, 2, 5, 6, 20], repeat=4)][::7])
def test_no_hidden_number_can_be_narrowed_to_five_values_by_the_total(amounts: list[int]) -> None:
    told, total = shown([9, *amounts], own=0)
    gone = [amount for amount, seen in zip([9, *amounts], told, strict=True) if seen is None]
    assert all(not 1 <= amount <= 5 for amount in told[1:] if amount is not None)
    if gone and total is not None:
        left = total - sum(amount for amount in told if amount is not None)
        assert len(gone) >= 2
        assert left - (len(gone) - 1) > disclosure.SMALL


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
    headline = VISITS and [one.code for one in definitions.of(county.division).headline]
    assert headline == [one.code for one in showing.neighbours(mine, leads[0].actor)["headline"]]  # type: ignore[index]
    # The visits are told beside the nine totals; the nine are all nought here, which may be shown.
    assert showing.neighbours(small, leads[1].actor)["total"] == ["0"] * 9  # type: ignore[index]
