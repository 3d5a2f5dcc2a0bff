"""Homes are opened by those who serve the community, door by door or a whole estate at once."""

import pytest

from linli.kernel.policy import Refused
from linli.places import actions, queries
from linli.places.actions import Door
from linli.places.models import Dwelling, Estate
from tests.factories.places import County
from tests.places import Poster

pytestmark = pytest.mark.django_db


def test_a_worker_of_another_town_is_refused(county: County, post: Poster) -> None:
    stranger = post("social_worker", county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.open_estate(county.communities[0], name="新苑", by=stranger.actor)


def test_an_evaluator_opens_nothing(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="您的岗位不登记房屋"):
        actions.open_estate(county.communities[0], name="新苑", by=post("evaluator", county.division).actor)


def test_an_estate_stands_in_a_community(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="小区要建在一个社区"):
        actions.open_estate(county.towns[0], name="新苑", by=post("street_officer", county.towns[0]).actor)


def test_the_same_door_is_not_opened_twice(county: County, post: Poster) -> None:
    door = county.dwellings[0]
    with pytest.raises(Refused, match="已经有同号的房屋"):
        actions.open_dwelling(door.stairwell, name=door.name, by=post("grid_worker", county.communities[0]).actor)


def test_step_by_step_from_estate_to_door(county: County, post: Poster) -> None:
    worker = post("community_worker", county.communities[0]).actor
    estate = actions.open_estate(county.communities[0], name="河湾新苑", by=worker)
    building = actions.open_building(estate, name="1栋", by=worker)
    stairwell = actions.open_stairwell(building, name="1单元", by=worker)
    door = actions.open_dwelling(stairwell, name="101", by=worker)
    assert door.address.endswith("河湾新苑1栋1单元101")
    assert (door.county_id, door.town_id) == (county.division.pk, county.towns[0].pk)


def test_many_doors_at_once_find_those_that_are_there(county: County, post: Poster) -> None:
    worker = post("community_worker", county.communities[0]).actor
    doors = [Door("河湾新苑", "1栋", "1单元", f"{floor}0{side}") for floor in (1, 2) for side in (1, 2)]
    before = Dwelling.objects.count()
    first = actions.open_homes(county.communities[0], doors, by=worker)
    again = actions.open_homes(county.communities[0], [*doors, Door("河湾新苑", "2栋", "1单元", "101")], by=worker)
    assert Dwelling.objects.count() == before + 5
    assert {door: again[door].pk for door in doors} == {door: one.pk for door, one in first.items()}


def test_the_tiles_lead_from_the_community_to_the_door(county: County) -> None:
    here, elsewhere = county.communities[:2]
    estate = Estate.objects.get(community=here)
    (building,) = queries.tiles(here.pk)
    assert (building.kind, building.name) == ("building", "3栋")
    (stairwell,) = queries.tiles(here.pk, estate.pk, building.id)
    assert stairwell.name == "2单元"
    doors = queries.tiles(here.pk, estate.pk, building.id, stairwell.id)
    assert [door.name for door in doors] == ["501", "502"]
    assert queries.tiles(elsewhere.pk, estate.pk, building.id, stairwell.id) == []
    assert queries.tiles(elsewhere.pk, estate.pk, building.id) == []
    assert queries.tiles(elsewhere.pk, estate.pk) == []
