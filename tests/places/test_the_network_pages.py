"""Service points are kept, and coverage is read, on pages: inside one's reach, with filters in the address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.places.models import PointKind, ServicePoint
from tests.factories.places import County
from tests.places import Poster

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


def test_a_stranger_is_asked_to_sign_in(client: Client, county: County) -> None:
    for name in ("coverage", "service_points", "service_point_new"):
        assert client.get(reverse(name)).status_code == 302


def test_a_grid_worker_does_not_learn_of_the_page(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("grid_worker", county.grids[0]))
    assert client.get(reverse("service_points")).status_code == 404


def test_a_station_lead_reads_but_keeps_nothing(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("station_lead", county.towns[0]))
    page = client.get(reverse("service_points")).content.decode()
    assert county.rooms[0].name in page
    assert county.rooms[2].name not in page
    assert reverse("service_point_new") not in page
    assert client.get(reverse("service_point_new")).status_code == 404


def test_a_point_of_another_street_is_not_there(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("street_officer", county.towns[0]))
    assert client.get(reverse("service_point", args=[county.rooms[2].pk])).status_code == 404
    assert client.post(reverse("service_point_close", args=[county.rooms[2].pk])).status_code == 404


def test_a_room_cannot_stand_in_a_town(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("county_officer", county.division))
    told = {"kind": PointKind.ROOM, "place": county.towns[0].pk, "name": "新社工室"}
    answer = client.post(reverse("service_point_new"), told)
    assert answer.status_code == 422
    assert "不能放在“示范镇”这一级" in answer.content.decode()
    assert "新社工室" in answer.content.decode()


def test_a_name_that_is_taken_is_said_at_the_form(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("county_officer", county.division))
    told = {"kind": PointKind.ROOM, "place": county.communities[0].pk, "name": county.rooms[0].name}
    assert client.post(reverse("service_point_new"), told).status_code == 422


def test_an_officer_opens_changes_and_closes_a_point(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("street_officer", county.towns[0]))
    told = {
        "kind": PointKind.HUT,
        "place": county.communities[0].pk,
        "name": "河湾共享小屋",
        "hours": "每天 9:00–17:00",
    }
    assert client.post(reverse("service_point_new"), told).status_code == 302
    hut = ServicePoint.objects.get(name="河湾共享小屋")
    assert (hut.town_id, hut.community_id) == (county.towns[0].pk, county.communities[0].pk)
    changed = {"name": "河湾共享小屋", "telephone": "0990-7654321"}
    assert client.post(reverse("service_point", args=[hut.pk]), changed).status_code == 302
    assert "停用" in client.get(reverse("service_point_close", args=[hut.pk])).content.decode()
    assert client.post(reverse("service_point_close", args=[hut.pk])).status_code == 302
    hut.refresh_from_db()
    assert (hut.telephone, hut.closed_on is not None) == ("0990-7654321", True)
    assert (
        "河湾共享小屋"
        not in client.get(reverse("service_points"), {"q": "河湾"}).content.decode().partition("<table")[2]
    )
    assert "已停用" in client.get(reverse("service_points"), {"q": "河湾", "closed": "on"}).content.decode()


def test_the_list_is_narrowed_by_its_address(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("county_officer", county.division))
    page = client.get(reverse("service_points"), {"kind": "station"}).content.decode()
    assert county.stations[0].name in page
    assert county.rooms[0].name not in page


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    county: County, post: Poster, sign_in: SignIn, rooms: int, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(post("county_officer", county.division))
    client.get(reverse("service_points"))
    with django_assert_max_num_queries(12):
        client.get(reverse("service_points"), {"q": "社工室"} if rooms == 3 else {"kind": "room"})


def test_coverage_shows_the_share_its_year_and_its_source(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("evaluator", county.division))
    page = client.get(reverse("coverage")).content.decode()
    assert "覆盖 <strong>100%</strong>" in page
    assert "分母：2023 年，测试" in page
    assert "柳河街道" in page
    assert client.get(reverse("coverage"), {"place": "000000"}).status_code == 404


def test_a_worker_of_a_community_sees_her_county(county: County, post: Poster, sign_in: SignIn) -> None:
    client = sign_in(post("social_worker", county.communities[0]))
    assert "青禾县" in client.get(reverse("coverage")).content.decode()
