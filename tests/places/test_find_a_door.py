"""A door or a house is found by its numbers and words; by an index alone, however many stand in the county."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.kernel.scope import NOWHERE, enter
from linli.people import actions as people
from linli.people.finding import homes
from linli.places.keys import asked
from linli.places.models import Dwelling
from linli.places.queries import doors_found
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
MANY_DOORS = """
    INSERT INTO places_dwelling (id, stairwell_id, name, county_id, town_id, community_id, grid_id, address)
    SELECT gen_random_uuid(), %s, 'x' || n, %s, %s, %s, %s, '和顺家园' || n || '栋1单元' || n
      FROM generate_series(1, 4000) n
"""
MANY_HOUSES = """
    INSERT INTO people_household (id, name, county_id, town_id, community_id, grid_id, address, created_at)
    SELECT gen_random_uuid(), '', %s, %s, %s, %s, '和顺家园' || n || '栋1单元' || n, now()
      FROM generate_series(1, 4000) n
"""


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def village(county: County, post: Post) -> str:
    """A house without a listed door."""
    keeper = post(Role.COMMUNITY_WORKER, county.communities[0]).actor
    made = people.open_household(by=keeper, community=county.communities[0], name="周家", address="柳河湾Ⅱ组12号")
    return made.address


def addresses(typed: str, by: Standing) -> list[str]:
    return [home.address for home in homes(typed, by=by.actor, size=8)]


@pytest.mark.parametrize(
    "typed", ["", " ", "5", "栋", "座 栋", "%", "(", "." * 200, "3-2-50", "13-2-501", "1-3-2-501", "01"]
)
def test_what_is_no_door_finds_none(county: County, officer: Standing, typed: str) -> None:
    assert addresses(typed, officer) == []


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.GRID_WORKER])
def test_doors_of_elsewhere_are_not_found(county: County, post: Post, village: str, role: str) -> None:
    where = county.communities[1] if role == Role.COMMUNITY_WORKER else county.grids[1]
    neighbour = post(role, where)
    see(where)
    assert addresses("柳河", neighbour) == []
    assert [door.community_id for door in doors_found("501", by=neighbour.actor, size=8)] == [county.communities[1].pk]
    enter(NOWHERE)
    assert addresses("501", neighbour) == addresses("柳河", neighbour) == []


@pytest.mark.parametrize("function", ["doors_found", "houses_found"])
def test_no_argument_widens_the_reach(county: County, village: str, function: str) -> None:
    ask = f"SELECT count(*) FROM {function}(%s, '{{}}', 500)"  # noqa: S608
    see(county.towns[1])
    with connection.cursor() as cursor:
        for keys in (["柳河", "河湾"], ["柳河", f"@{county.communities[0].pk}"], [f"@{county.communities[0].pk}"]):
            cursor.execute(ask, [keys])
            assert cursor.fetchone() == (0,)
        see(county.communities[0])
        cursor.execute(ask, [[f"@{county.communities[0].pk}"]])
        assert cursor.fetchone()[0] > 0


def test_the_function_that_runs_as_the_owner_is_not_open_to_every_role(county: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('public', oid, 'execute'), prosecdef, proconfig[1] FROM pg_proc"
            " WHERE proname = 'houses_found'"
        )
        assert cursor.fetchall() == [(False, True, "search_path=pg_catalog, public, pg_temp")]


@pytest.mark.parametrize(
    "typed",
    ["3栋2单元501", "3-2-501", "３－２－５０１", "3/2/501", "2-501", "501", "示范家苑 501", "示范家苑3栋", "家苑3栋2"],
)  # fmt: skip
def test_a_door_is_found_however_it_is_written(county: County, officer: Standing, typed: str) -> None:
    assert "示范家苑3栋2单元501" in addresses(typed, officer)


@pytest.mark.parametrize("typed", ["柳河湾", "河湾ii组", "12号", "柳河 12", "Ⅱ组"])
def test_a_house_without_a_listed_door_is_found_by_its_address(
    county: County, officer: Standing, village: str, typed: str
) -> None:
    assert addresses(typed, officer) == [village]


def test_letters_stand_in_a_number_of_a_door(county: County, officer: Standing) -> None:
    where = county.dwellings[0]
    with acting():
        Dwelling.objects.create(
            stairwell=where.stairwell, name="Ａ1", county_id=where.county_id, town_id=where.town_id,
            community_id=where.community_id, address="春和里B座Ａ1",
        )  # fmt: skip
    assert addresses("b座", officer) == addresses("b-a-1", officer) == addresses("春和 A1", officer) == ["春和里B座Ａ1"]
    assert asked("b-a-1").keys == ("b-a-1",)


def test_a_changed_address_is_found_by_its_new_words_at_once(county: County, officer: Standing, village: str) -> None:
    with acting(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_household SET address = '新民路7号' WHERE address = %s", [village])
    assert addresses("柳河湾", officer) == []
    assert addresses("新民路", officer) == ["新民路7号"]


@pytest.fixture
def full(county: County) -> County:
    """Four thousand doors and as many houses without one; ``和顺`` and ``示范`` are common and never stand together."""
    areas = [county.division.pk, county.towns[0].pk, county.communities[0].pk, county.grids[0].pk]
    with acting(), connection.cursor() as cursor:
        cursor.execute(MANY_DOORS, [county.dwellings[0].stairwell_id, *areas])
        cursor.execute(MANY_HOUSES, areas)
        cursor.execute("ANALYZE places_dwelling, people_household")
    return county


@pytest.mark.parametrize("keys", ["{3-1-3}", "{单元,和顺}", "{示范,和顺}"])
def test_the_plan_of_doors_is_the_index_and_nothing_else(full: County, keys: str) -> None:
    with connection.cursor() as cursor:
        scans = list(_scans(_plan(cursor, "doors_found", keys)))
    assert [scan["Node Type"] for scan in scans] == ["Bitmap Heap Scan", "Bitmap Index Scan"]
    assert scans[1]["Index Name"] == "dwelling_keys" and scans[1]["Index Cond"].count("home_keys") == 2
    assert not any(scan.get("Filter") for scan in scans)


@pytest.mark.parametrize(
    ("function", "table"), [("doors_found", "places_dwelling"), ("houses_found", "people_household")]
)
@pytest.mark.parametrize(("keys", "number"), [("{3-1-3}", 1), ("{单元,和顺}", 500), ("{示范,和顺}", 0), ("{无此}", 0)])
def test_no_row_is_read_that_the_index_did_not_find(
    full: County, function: str, table: str, keys: str, number: int
) -> None:
    with connection.cursor() as cursor:
        before = _read(cursor, table)
        cursor.execute(f"SELECT count(*) FROM {function}(%s, '{{}}', 500)", [keys])  # noqa: S608
        assert cursor.fetchone() == (number,)
        assert _read(cursor, table) - before == number


def test_reading_them_one_by_one_would_be_seen(full: County) -> None:
    with connection.cursor() as cursor:
        before = _read(cursor, "places_dwelling")
        cursor.execute("SELECT count(*) FROM places_dwelling WHERE address ~* '[3]栋'")
        assert _read(cursor, "places_dwelling") - before > 4000


def _read(cursor: Any, table: str) -> int:
    """Return how many rows of a table this transaction has read, one by one or by an index."""
    cursor.execute("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
    return int(cursor.fetchone()[0])


def _plan(cursor: Any, function: str, keys: str) -> dict[str, Any]:
    """Return the plan of the function's own statement under the function's own settings."""
    cursor.execute("SELECT prosrc, proconfig FROM pg_proc WHERE proname = %s", [function])
    body, settings = cursor.fetchone()
    for setting in settings:
        if setting.startswith("enable_"):
            cursor.execute(f"SET LOCAL {setting}")
    told = body.replace("$1", f"'{keys}'::text[]").replace("$2", "'{}'::text[]").replace("$3", "500")
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {told}")
    found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if str(plan["Node Type"]).endswith(("Heap Scan", "Index Scan", "Seq Scan", "Index Only Scan")):
        yield plan
    for part in plan.get("Plans", []):
        yield from _scans(part)
