"""Pages by key: every row once, in order, whatever the key says."""

import base64
import json

import pytest

from linli.kernel.paging import page
from linli.kernel.policy import acting
from linli.places.models import Division, Level


@pytest.fixture
def seven(db: None) -> None:
    with acting():
        for number in range(7):
            Division.objects.create(
                code=f"99{number}",
                name="同名" if number < 4 else f"名{number}",
                level=Level.COUNTY,
                path=f"cn.c{number}",
                year=2023,
            )


@pytest.mark.parametrize("order", [("name", "id"), ("-name", "-id"), ("id",)])
def test_every_row_comes_once_and_in_order(seven: None, order: tuple[str, ...]) -> None:
    seen, after = [], ""
    while True:
        shown = page(Division.objects.all(), *order, after=after, size=3)
        seen += [row.pk for row in shown.rows]
        if not (after := shown.next):
            break
    assert seen == [row.pk for row in Division.objects.order_by(*order)]


NESTED = base64.urlsafe_b64encode(b"[" * 2500).decode()


@pytest.mark.parametrize(
    "broken", ["x", "!!!!", "WyJ4Il0", "bnVsbA", "W10", "'; DROP TABLE", "WyJhIiwgImIiXQ", NESTED, NESTED + "x"]
)
def test_a_broken_key_starts_at_the_beginning(seven: None, broken: str) -> None:
    assert len(page(Division.objects.all(), "id", after=broken, size=3).rows) == 3


@pytest.mark.parametrize("part", ["名\x00", "\ud800", "\udfff名"])
def test_a_key_that_no_column_can_hold_starts_at_the_beginning(seven: None, part: str) -> None:
    broken = base64.urlsafe_b64encode(json.dumps([part, "1"]).encode()).decode()
    assert len(page(Division.objects.all(), "name", "id", after=broken, size=3).rows) == 3


def test_an_order_may_cross_a_relation(seven: None) -> None:
    county = Division.objects.order_by("id")[0]
    with acting():
        for number in range(4):
            Division.objects.create(
                code=f"{county.code}00{number}",
                name=f"镇{number}",
                level=Level.TOWN,
                parent=county,
                path=f"cn.t{number}",
                year=2023,
            )
    towns = Division.objects.filter(level=Level.TOWN)
    first = page(towns, "parent__name", "id", size=3)
    assert [row.name for row in page(towns, "parent__name", "id", after=first.next, size=3).rows] == ["镇3"]
