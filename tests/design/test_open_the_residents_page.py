"""The first page: the day as people say it, telephones that are answered, nothing that leads nowhere."""

from datetime import date

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from linli.desk.lunar import lunar, spoken
from tests.factories.places import County


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 10, 17), "八月廿六"),
        (date(2025, 8, 1), "闰六月初八"),
        (date(2026, 2, 16), "腊月廿九"),
        (date(2026, 2, 17), "正月初一"),
        (date(2024, 2, 9), "腊月三十"),
        (date(2025, 12, 29), "冬月初十"),
        (date(2025, 12, 30), "冬月十一"),
        (date(2026, 1, 8), "冬月二十"),
    ],
)
def test_the_lunar_day_is_the_one_on_the_wall_calendar(day: date, name: str) -> None:
    assert lunar(day) == name


@pytest.mark.parametrize("day", [date(1900, 6, 1), date(2100, 1, 1)])
def test_a_year_the_table_does_not_know_is_not_guessed(day: date) -> None:
    assert lunar(day) == ""
    assert "农历" not in spoken(day)


def test_a_day_is_spoken_with_weekday_and_lunar_day() -> None:
    assert spoken(date(2025, 10, 17)) == "10月17日 星期五 农历八月廿六"


@pytest.mark.django_db
def test_without_service_points_there_is_no_empty_promise(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "打这些电话" not in page
    assert "服务点还没有登记" in client.get("/help/").content.decode()


def test_the_stations_can_be_rung_up(client: Client, county: County) -> None:
    page = client.get("/").content.decode()
    assert [f"{town.name}社工站" for town in county.towns if f"{town.name}社工站" not in page] == []
    assert 'href="tel:0990-1234567"' in page


def test_the_way_in_is_shown_when_there_is_one(client: Client, county: County) -> None:
    page = client.get("/").content.decode()
    try:
        assert reverse("login") in page
    except NoReverseMatch:
        assert "登录" not in page


def test_every_link_of_the_page_leads_somewhere(client: Client, county: County) -> None:
    import re

    page = client.get("/").content.decode()
    for address in set(re.findall(r'href="(/[^"#]*)"', page)):
        if not address.startswith("/static/"):
            assert client.get(address).status_code in {200, 302}, address


def test_help_finds_a_point_by_town_community_or_name(client: Client, county: County) -> None:
    found = client.get("/help/", {"q": county.communities[0].name}).content.decode()
    assert f"{county.communities[0].name}社工室" in found
    assert f"{county.communities[3].name}社工室" not in found


def test_a_name_nobody_has_says_so_kindly(client: Client, county: County) -> None:
    assert "没有找到“云上社区”" in client.get("/help/", {"q": "云上社区"}).content.decode()


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_list(
    client: Client, county: County, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get("/help/")
