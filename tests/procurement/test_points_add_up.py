"""得分: means, formulas and ties, exactly."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.ids import new_id
from linli.projects.procurement.scoring import Entrant, Item, Result, results, rounded

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PLAN, TEAM = Item(new_id(), 50, "judged"), Item(new_id(), 20, "judged")
PRICE, HOURS = Item(new_id(), 30, "price"), Item(new_id(), 30, "hours")
TIES = ("price", "criteria", "time")


def entrant(price: int, hours: int | None = None, minutes: int = 0) -> Entrant:
    return Entrant(new_id(), price, hours, NOON + timedelta(minutes=minutes))


def told(found: list[Result]) -> list[tuple[str, ...]]:
    return [tuple(str(part) for part in (*one.parts, one.points)) for one in found]


def test_the_lowest_price_has_all_points_and_the_mean_of_judges_counts() -> None:
    one, two = entrant(13_000_000), entrant(14_000_000)
    points = {
        (one.pk, PLAN.pk): [Decimal("40"), Decimal("41"), Decimal("41.5")], (one.pk, TEAM.pk): [Decimal(15)] * 3,
        (two.pk, PLAN.pk): [Decimal("45"), Decimal("44"), Decimal("46")], (two.pk, TEAM.pk): [Decimal(16)] * 3,
    }  # fmt: skip
    found = results([PLAN, TEAM, PRICE], [one, two], points, TIES)
    assert [row.pk for row in found] == [two.pk, one.pk]
    assert told(found) == [("45.00", "16.00", "27.86", "88.86"), ("40.83", "15.00", "30.00", "85.83")]


def test_at_a_fixed_price_the_most_hours_have_all_points() -> None:
    most, less = entrant(100, 2000), entrant(100, 1500)
    found = results([HOURS], [less, most], {}, TIES)
    assert [row.pk for row in found] == [most.pk, less.pk]
    assert told(found) == [("30.00", "30.00"), ("22.50", "22.50")]


@pytest.mark.parametrize(("ties", "first"), [(("price", "time"), 1), (("time", "price"), 0), (("criteria",), 2)])
def test_a_tie_is_parted_by_the_rule_of_the_pack(ties: tuple[str, ...], first: int) -> None:
    rows = [entrant(90, minutes=0), entrant(80, minutes=1), entrant(95, minutes=2)]
    points = {(row.pk, PLAN.pk): [Decimal(n)] for row, n in zip(rows, (20, 20, 30), strict=True)}
    points |= {(row.pk, TEAM.pk): [Decimal(n)] for row, n in zip(rows, (15, 15, 5), strict=True)}
    found = results([PLAN, TEAM], rows, points, ties)
    assert {row.points for row in found} == {Decimal("35.00")}
    assert found[0].pk == rows[first].pk


def test_halves_go_up() -> None:
    assert [str(rounded(Fraction(n, 1000))) for n in (4, 5, 15, 86_565, 86_564)] == [
        "0.00", "0.01", "0.02", "86.57", "86.56",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 10**11), st.integers(0, 10_000)), min_size=1, max_size=6))
def test_nobody_has_more_than_a_hundred_and_places_follow_points(rows: list[tuple[int, int]]) -> None:
    entrants = [entrant(price, hours) for price, hours in rows]
    points = {(one.pk, item.pk): [Decimal(item.weight)] for one in entrants for item in (PLAN, TEAM)}
    found = results([PLAN, TEAM, PRICE], entrants, points, TIES)
    assert [row.rank for row in found] == list(range(1, len(rows) + 1))
    assert all(Decimal(70) <= row.points <= Decimal(100) for row in found)
    assert [row.points for row in found] == sorted((row.points for row in found), reverse=True)
