"""Workrooms against communities, with the year and the source of the denominator."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from linli.accounts.sight import system_actor
from linli.places import actions, queries
from linli.places.models import Level, PointKind

SAMPLE = Path(__file__).parent / "sample"
NATIONAL = Path(settings.REFERENCE_DATA) / "divisions"
pytestmark = pytest.mark.django_db


def planted(folder: Path) -> str:
    """Load a folder of divisions, plant 31 rooms in 渝中区 and return what the command prints."""
    call_command("load_divisions", *sorted([*folder.glob("*.csv"), *folder.glob("*.xz")]), stdout=StringIO())
    county = queries.by_code("500103")
    assert county is not None
    for place in queries.below(county, Level.COMMUNITY)[:31]:
        actions.open_service_point(place, kind=PointKind.ROOM, name=f"{place.name}社工室", by=system_actor())
    out = StringIO()
    call_command("coverage", "--place", "500103", stdout=out)
    return out.getvalue()


def test_an_unknown_code_is_said_to_be_unknown() -> None:
    with pytest.raises(CommandError, match="没有代码为 123456 的地方"):
        call_command("coverage", "--place", "123456")


def test_thirty_one_rooms_in_eighty_communities_are_39_percent() -> None:
    said = planted(SAMPLE)
    assert "渝中区 31/80 = 39 %" in said
    assert "分母：2023 年，国家统计局" in said
    assert "modood/Administrative-divisions-of-China" in said


@pytest.mark.slow
@pytest.mark.skipif(not NATIONAL.exists(), reason="the national files are not here (LINLI_DATA); the sample stands in")
def test_the_same_holds_on_the_national_data() -> None:
    assert "渝中区 31/80 = 39 %" in planted(NATIONAL)


def test_a_closed_room_and_a_station_do_not_count(county, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    assert queries.coverage(county.division).rooms == 4
    actions.close_service_point(county.rooms[0], on=county.rooms[0].opened_on or _today(), by=system_actor())
    whole = queries.coverage(county.division)
    assert (whole.rooms, whole.communities, whole.percent) == (3, 4, 75)
    with django_assert_num_queries(3):
        parts = queries.coverage_below(county.division)
    assert [(part.place.name, part.rooms, part.communities) for part in parts] == [("示范镇", 1, 2), ("柳河街道", 2, 2)]


def test_a_place_without_communities_has_no_share(county) -> None:  # type: ignore[no-untyped-def]
    assert queries.coverage(county.grids[0]).percent is None


def _today():  # type: ignore[no-untyped-def]
    from django.utils import timezone

    return timezone.localdate()
