"""Posts filled from a table: nobody reaches beyond her own place, and places are found by what people call them."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Post, Role, User
from linli.desk.imports.naming import Names, short
from linli.kernel.policy import Refused
from linli.papers import actions
from linli.papers.models import ImportBatch
from linli.papers.registry import importer
from linli.places.models import Level
from tests.conftest import Standing
from tests.factories import places
from tests.papers.tables import xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(county: places.County, post: Callable[..., Standing]) -> Standing:
    """The system administrator of the county."""
    return post(Role.SYSTEM_ADMIN, county.division)


def brought(by: Standing, *rows: list[Any]) -> ImportBatch:
    """Upload, match and check a list of staff."""
    found = importer("accounts")
    assert found is not None
    file: io.BytesIO = xlsx(["姓名", "手机", "职务", "所在镇街"], *rows)
    batch = actions.upload(file, "人员.xlsx", found, by.post, by=by.actor)
    return actions.examine(actions.match(batch, batch.mapping, by=by.actor), by=by.actor)


def sentences(batch: ImportBatch) -> list[str]:
    return ["".join(sentence for _code, sentence in row.finding["errors"]) for row in batch.lines.order_by("position")]


def test_a_worker_cannot_bring_in_accounts(county: places.County, post: Callable[..., Standing]) -> None:
    with pytest.raises(Refused, match="不能导入"):
        brought(post(Role.STATION_LEAD, county.division), ["李示范", "19800000001", "社工", "示范镇"])


def test_no_administrator_is_made_and_no_place_outside_is_reached(
    county: places.County, administrator: Standing
) -> None:
    elsewhere = places.county("990799", "别处县")
    told = sentences(
        brought(
            administrator,
            ["甲示范", "19800000001", "系统管理员", "示范镇"],
            ["乙示范", "19800000002", "system_admin", "示范镇"],
            ["丙示范", "19800000003", "社工", elsewhere.division.name],
            ["丁示范", "19800000004", "社工", ""],
            ["戊示范", administrator.user.phone, "社工", "示范镇"],
        )
    )
    expected = ["只能填其中之一", "只能填其中之一", "您负责的范围里没有", "请写明", "另一个姓名"]
    assert all(part in sentence for part, sentence in zip(expected, told, strict=True)), told


def test_what_came_in_is_undone_unless_the_post_was_used(county: places.County, administrator: Standing) -> None:
    from linli.accounts.sight import actor_of
    from linli.kernel.scope import seeing
    from tests.factories.records import record

    rows = [["甲示范", "19800000001", "社工", "示范镇"], ["乙示范", "19800000002", "社工", "柳河街道办事处"]]
    batch = actions.take_in(brought(administrator, *rows), by=administrator.actor)
    assert (batch.made, Post.objects.filter(role=Role.SOCIAL_WORKER).count()) == (2, 2)
    user = User.objects.by_phone("+8619800000001")
    assert user is not None
    used = user.posts.get()
    worker = actor_of(user, used)
    with seeing(worker.scope):
        record(worker, county.communities[0])
    batch = actions.undo(batch, by=administrator.actor)
    used.refresh_from_db()
    assert (batch.kept, used.ended_at) == (1, None)
    assert Post.objects.exclude(ended_at=None).count() == 1


def test_somebody_who_has_the_post_already_is_left_as_she_is(county: places.County, administrator: Standing) -> None:
    user = accounts.open_account("甲示范", "19800000001", by=administrator.actor)
    accounts.appoint(user, Role.SOCIAL_WORKER, county.towns[0], by=administrator.actor)
    row = ["甲示范", "198 0000 0001", "专职社工", "示范镇"]
    batch = actions.take_in(brought(administrator, row), by=administrator.actor)
    assert (batch.made, user.posts.count()) == (0, 1)


@pytest.mark.parametrize("called", ["示范第1社区", "示范第1社区居委会", "示范第1", "示范第1村委会", " 示范第１社区 "])
def test_a_community_is_found_by_what_people_call_it(
    county: places.County, administrator: Standing, called: str
) -> None:
    found = Names.of(administrator.actor).place(called, (Level.COMMUNITY,))
    assert found == county.communities[0]
    assert short("柳河街道办事处") == "柳河"


def test_two_places_of_one_name_are_told_apart_by_their_town(county: places.County, administrator: Standing) -> None:
    for town in county.towns:
        places.division(f"{town.code}077", "城东社区", Level.COMMUNITY, town)
    names = Names.of(administrator.actor)
    with pytest.raises(Refused, match="加一列镇街"):
        names.place("城东", (Level.COMMUNITY,))
    assert names.place("城东", (Level.COMMUNITY,), inside=county.towns[1]).town_id == county.towns[1].pk
