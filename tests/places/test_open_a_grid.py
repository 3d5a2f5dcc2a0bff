"""Grids are a county's own; everything above comes with the state's list."""

from datetime import date

import pytest

from linli.accounts.sight import system_actor
from linli.kernel.policy import Refused
from linli.places import actions
from linli.places.models import Level
from tests.factories.places import County
from tests.places import Poster

pytestmark = pytest.mark.django_db


def test_nobody_invents_a_community(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="按国家公布的名单"):
        actions.open_division(
            county.towns[0],
            code="990722001099",
            name="新社区",
            year=2026,
            by=post("county_officer", county.division).actor,
        )


def test_a_code_in_force_is_refused(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="已经有了"):
        actions.open_division(
            county.communities[0],
            code=county.grids[0].code,
            name="第一网格",
            year=2026,
            by=post("street_officer", county.towns[0]).actor,
        )


def test_a_street_opens_and_closes_a_grid(county: County, post: Poster) -> None:
    officer = post("street_officer", county.towns[0]).actor
    here = county.communities[0]
    grid = actions.open_division(here, code=f"{here.code}009", name="第九网格", year=2026, by=officer)
    assert (grid.level, grid.parent_id, grid.county_id) == (Level.GRID, here.pk, county.division.pk)
    assert actions.close_division(grid, on=date(2026, 6, 1), by=officer).valid_to == date(2026, 6, 1)
    with pytest.raises(Refused, match="已经停用"):
        actions.close_division(grid, on=date(2026, 6, 2), by=officer)


def test_a_command_opens_a_whole_county(db: None) -> None:
    by = system_actor()
    county = actions.open_division(None, code="990101", name="示范区", year=2026, by=by)
    town = actions.open_division(county, code="990101001", name="示范街道", year=2026, by=by)
    assert (county.county_id, town.county_id, town.town_id, town.level) == (county.pk, county.pk, town.pk, Level.TOWN)
