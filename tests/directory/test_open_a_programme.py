"""A programme is the funded purpose that records count to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linli.directory import actions, queries
from linli.kernel.policy import Refused
from tests.factories.places import County

pytestmark = pytest.mark.django_db
Poster = Callable[..., Any]


def test_a_street_opens_none(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="立项请找购买方或区县的经办人"):
        actions.open_programme(
            county.division,
            name="一老一小",
            starts_on=date(2026, 1, 1),
            by=post("street_officer", county.towns[0]).actor,
        )


def test_it_stands_in_a_county(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="挂在一个区县"):
        actions.open_programme(
            county.towns[0],
            name="一老一小",
            starts_on=date(2026, 1, 1),
            by=post("county_officer", county.division).actor,
        )


def test_it_runs_between_its_days(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    with pytest.raises(Refused, match="结束日期早于"):
        actions.open_programme(
            county.division, name="一老一小", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1), by=officer
        )
    made = actions.open_programme(county.division, name="一老一小", starts_on=date(2026, 1, 1), by=officer)
    with pytest.raises(Refused, match="同名"):
        actions.open_programme(county.division, name="一老一小", starts_on=date(2026, 1, 1), by=officer)
    actions.close_programme(made, on=date(2026, 6, 30), by=officer)
    assert list(queries.programmes(county.division.pk, date(2026, 6, 30))) == [made]
    assert not queries.programmes(county.division.pk, date(2026, 7, 1))
    assert not queries.programmes(county.division.pk, date(2025, 12, 31))
