"""The network's duties: service lists that are public, rooms held against a standard, visits that leave a todo."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.places.models import ServicePoint
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from linli.workforce import actions
from linli.workforce.models import (
    PointService,
    StandardCheck,
    StationVisit,
)
from linli.workforce.network import rules
from linli.workforce.queries import network as queries
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.places import County
from tests.workforce.test_check_credentials import photo

AGO = timedelta(days=30)


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    """The head of the station of the first town."""
    return post(Role.STATION_LEAD, county.towns[0])


def test_a_service_is_listed_once_by_the_station_itself_and_by_nobody_elses(
    county: County, lead: Standing, post: Callable[..., Standing]
) -> None:
    room, other = county.rooms[0], county.stations[1]
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.list_service(other, code="policy", by=lead.actor)
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.list_service(room, code="policy", by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    with pytest.raises(Refused, match="选一项服务"):
        actions.list_service(room, by=lead.actor)
    with pytest.raises(Refused, match="从清单里选"):
        actions.list_service(room, code="nothing", by=lead.actor)
    made = actions.list_service(room, code="policy", how="工作日来就行", by=lead.actor)
    with pytest.raises(Refused, match="已经有“政策宣传咨询”"):
        actions.list_service(room, name="政策宣传咨询", by=lead.actor)
    actions.end_service(made, by=lead.actor)
    with pytest.raises(Refused, match="已经从清单里去掉"):
        actions.end_service(made, by=lead.actor)
    actions.list_service(room, code="policy", by=lead.actor)
    assert [one.ended_on is None for one in PointService.objects.order_by("id")] == [False, True]
    with acting():
        ServicePoint.objects.filter(pk=room.pk).update(closed_on=timezone.localdate())
    with pytest.raises(Refused, match="已经停用"):
        actions.list_service(ServicePoint.objects.get(pk=room.pk), code="crisis", by=lead.actor)


def test_the_list_is_read_by_anybody_and_of_a_closed_room_by_nobody(
    county: County, lead: Standing, client: Client
) -> None:
    room = county.rooms[0]
    page = client.get(f"/stations/{room.pk}/")
    assert (page.status_code, "还没有公布服务清单" in page.content.decode()) == (200, True)
    ended = actions.list_service(room, name="代买菜", by=lead.actor)
    actions.end_service(ended, by=lead.actor)
    actions.list_service(room, code="comfort", how="打电话约", by=lead.actor)
    told = client.get(f"/stations/{room.pk}/").content.decode()
    assert "精神慰藉" in told and "打电话约" in told and "代买菜" not in told
    assert f"/stations/{room.pk}/" in client.get("/help/?q=社工室").content.decode()
    with acting():
        ServicePoint.objects.filter(pk=room.pk).update(closed_on=timezone.localdate())
    assert client.get(f"/stations/{room.pk}/").status_code == 404


def test_the_national_standard_has_no_items_and_says_why() -> None:
    told = rules("national")
    assert (told.standard.items, told.standard.name) == ({}, "")
    assert "还没有读到正文" in told.standard.note
    assert len(told.services) == 11 and "DB3701/T 36-2023" in told.services_source
    fixture = rules("990722").standard
    assert len(fixture.items) == 5 and "虚构" in fixture.source


def test_a_room_is_held_against_its_countys_standard_by_those_above_it(
    county: County, lead: Standing, officer: Standing, sign_in: Any
) -> None:
    room, today = county.rooms[0], timezone.localdate()
    with pytest.raises(Refused, match="站里不核对自己"):
        actions.note_check(room, "sign", met=True, on=today, by=lead.actor)
    with pytest.raises(Refused, match="没有这一条"):
        actions.note_check(room, "gold", met=True, on=today, by=officer.actor)
    with pytest.raises(Refused, match="还没有到"):
        actions.note_check(room, "sign", met=True, on=today + timedelta(days=1), by=officer.actor)
    with pytest.raises(Refused, match="写一句差什么"):
        actions.note_check(room, "sign", met=False, on=today, by=officer.actor)
    actions.note_check(room, "sign", met=False, on=today - AGO, note="牌子掉了", by=officer.actor)
    check = actions.note_check(room, "sign", met=True, on=today, photo=photo(), by=officer.actor)
    assert (check.label, check.source) == ("门口有统一的牌子", "青禾县社工室规范（示范，虚构）")
    line = queries.lines([room])[0]
    assert (line.met, line.checked, line.items) == (1, 1, 5)
    assert sign_in(lead).get(f"/m/network/check/{check.pk}/photo/").content[:2] == b"\xff\xd8"
    for change in (lambda rows: rows.update(met=False), lambda rows: rows.delete()):
        with acting(), transaction.atomic(), pytest.raises(DatabaseError, match="never changed or removed"):
            change(StandardCheck.objects.filter(pk=check.pk))


def test_where_no_standard_is_known_nothing_is_checked(post: Callable[..., Standing], db: None) -> None:
    other = places.county("990799", "别处县")
    see(other.division)
    officer = post(Role.COUNTY_OFFICER, other.division)
    with pytest.raises(Refused, match="没有这一条"):
        actions.note_check(other.rooms[0], "sign", met=True, on=timezone.localdate(), by=officer.actor)
    assert not StandardCheck.objects.exists()


def test_a_visit_leaves_a_todo_with_the_head_of_the_station(
    county: County, lead: Standing, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    room, today = county.rooms[0], timezone.localdate()
    facts: dict[str, Any] = {"on": today, "who": "县总站两人", "found": "档案柜没有锁"}
    with pytest.raises(Refused, match="巡访由"):
        actions.note_visit(room, by=lead.actor, **facts)
    with pytest.raises(Refused, match="从今天起"):
        actions.note_visit(room, todo="换一把锁", by=officer.actor, **facts)
    with pytest.raises(Refused, match="看到了什么"):
        actions.note_visit(room, by=officer.actor, **(facts | {"found": " "}))
    assert not StationVisit.objects.exists() and not Task.objects.exists()
    visit = actions.note_visit(
        room, advised="柜子先挪到里间", todo="换一把锁", due_on=today + timedelta(days=7), by=officer.actor, **facts
    )
    assert visit.task is not None and (visit.task.role, visit.task.due_on) == (
        "station_lead",
        today + timedelta(days=7),
    )
    client = sign_in(lead)
    assert "换一把锁" in client.get("/w/tasks/").content.decode()
    assert queries.lines([room])[0].todos == 1
    tasks.finish_task(visit.task, outcome="换好了", by=lead.actor)
    told = client.get(f"/m/network/{room.pk}/").content.decode()
    assert "档案柜没有锁" in told and "柜子先挪到里间" in told and "换好了" in told
    assert (queries.lines([room])[0].todos, queries.lines([room])[0].visited) == (0, today)
