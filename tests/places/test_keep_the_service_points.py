"""Service points are opened, changed and closed by those who run the network, inside their reach."""

from datetime import date

import pytest

from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.places import actions, queries
from linli.places.models import PointKind, ServicePoint
from tests.factories.places import County
from tests.places import Poster

pytestmark = pytest.mark.django_db


def test_a_grid_worker_opens_no_point(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="由镇街或区县的经办人登记"):
        actions.open_service_point(
            county.communities[0], kind="room", name="新社工室", by=post("grid_worker", county.communities[0]).actor
        )


def test_a_street_officer_keeps_to_her_street(county: County, post: Poster) -> None:
    officer = post("street_officer", county.towns[0]).actor
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.open_service_point(county.communities[2], kind="room", name="新社工室", by=officer)
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.close_service_point(county.rooms[2], on=date(2026, 1, 1), by=officer)


def test_a_name_is_one_in_its_county(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    with pytest.raises(Refused):
        actions.open_service_point(county.communities[0], kind="room", name=county.rooms[0].name, by=officer)


def test_coordinates_off_the_globe_are_refused_at_their_field(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    with pytest.raises(Refused) as refused:
        actions.open_service_point(county.communities[0], kind="hut", name="小屋", by=officer, latitude=107)
    assert refused.value.field == "latitude"


def test_a_point_carries_the_divisions_of_its_place(county: County, post: Poster) -> None:
    officer = post("street_officer", county.towns[0]).actor
    hut = actions.open_service_point(county.communities[0], kind=PointKind.HUT, name="共享小屋", by=officer)
    assert (hut.county_id, hut.town_id, hut.community_id) == (
        county.division.pk, county.towns[0].pk, county.communities[0].pk,
    )  # fmt: skip
    assert hut in queries.nearby(county.communities[0])
    assert hut not in queries.nearby(county.communities[1])


def test_a_change_says_which_fields_and_no_change_says_nothing(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    actions.edit_service_point(county.rooms[0], by=officer, changes={"hours": "周一至周五 8:30–18:00"})
    assert Event.objects.get(verb="service_point.edited").facts == {"fields": ["hours"]}
    actions.edit_service_point(county.rooms[0], by=officer, changes={"hours": "周一至周五 8:30–18:00"})
    assert Event.objects.filter(verb="service_point.edited").count() == 1


def test_a_closed_point_is_history(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    actions.close_service_point(county.rooms[0], on=date(2024, 1, 1), by=officer)
    with pytest.raises(Refused, match="已经停用"):
        actions.edit_service_point(county.rooms[0], by=officer, changes={"hours": "全天"})
    assert county.rooms[0] not in queries.service_points(county.division)


def test_each_sees_the_points_of_her_own_reach(county: County, post: Poster) -> None:
    def seen(role: str, place: object) -> int:
        return ServicePoint.objects.visible_to(post(role, place).actor).count()

    assert seen("county_officer", county.division) == 6
    assert seen("street_officer", county.towns[0]) == 3
    assert seen("community_worker", county.communities[0]) == 1
    assert seen("grid_worker", county.grids[0]) == 1
