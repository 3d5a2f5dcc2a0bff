"""Plan and roll of a group are kept at every change, come back as they were left, and overwrite nobody's."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.practice.models import Attendance, Group, GroupSession
from linli.tasks.models import Draft
from tests.conftest import Standing, see
from tests.factories import groups, people
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TOLD = "头一回见面，大家抢着说年轻时候的事。"


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def session(county: County, worker: Standing) -> GroupSession:
    members = [people.person(county.communities[0], name) for name in ("高某", "何某", "郭某")]
    return groups.begun(county.communities[0], worker.actor, *members).groupsessions.get(number=1)


def keys(session: GroupSession) -> list[UUID]:
    return list(session.group.groupmembers.order_by("joined_on", "id").values_list("pk", flat=True))


def page(session: GroupSession, **facts: Any) -> dict[str, Any]:
    return {"held_on": timezone.localdate(), "minutes": 60, "told": TOLD, "version": 0, "page": "a", "base": 0} | facts


def test_who_is_not_in_the_team_keeps_nothing(
    session: GroupSession, county: County, post: Post, sign_in: SignIn
) -> None:
    outside = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    for address in (f"/w/groups/sessions/{session.pk}/save/", f"/w/groups/{session.group_id}/plan/save/"):
        assert outside.post(address, page(session)).status_code == 404
    assert not Draft.objects.exists()


def test_a_roll_that_was_left_comes_back_with_ticks_and_words(
    session: GroupSession, county: County, worker: Standing, sign_in: SignIn
) -> None:
    client, (one, two, three) = sign_in(worker), keys(session)
    address = f"/w/groups/sessions/{session.pk}/"
    kept = client.post(f"{address}save/", page(session, present=[str(one)], **{f"note-{one}": "话多了"}))
    assert (kept.status_code, kept["X-Draft-Version"]) == (204, "1")
    see(county.division)
    facts = {name: getattr(session, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():  # as the code on the door does it
        told = {"group_id": session.group_id, "member_id": two, "present": True, "how": "code", "at": timezone.now()}
        Attendance.objects.create(session=session, **told, **facts)
    shown = client.get(address).content.decode()
    ticks = {key: f'value="{key}" checked' in shown for key in (one, two, three)}
    assert (ticks, TOLD in shown, "话多了" in shown) == ({one: True, two: True, three: False}, True, True)
    assert "接着上次没写完的写" in shown
    sent = page(session, present=[str(one), str(two)], version=1, **{f"note-{one}": "话多了"})
    assert client.post(address, sent).status_code == 302
    see(county.division)
    assert sorted(Attendance.objects.filter(present=True).values_list("member", flat=True)) == sorted([one, two])
    assert (GroupSession.objects.get(pk=session.pk).told, Draft.objects.count()) == (TOLD, 0)
    assert "接着上次没写完的写" not in client.get(address).content.decode()


def test_two_pages_of_one_roll_see_both_and_lose_neither(
    session: GroupSession, worker: Standing, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/groups/sessions/{session.pk}/"
    client.post(f"{address}save/", page(session))
    assert client.post(f"{address}save/", page(session, told="电脑上写的", page="b")).status_code == 409
    both = client.post(address, page(session, told="电脑上写的", page="b", present=[str(keys(session)[0])]))
    assert (both.status_code, TOLD in both.content.decode(), "电脑上写的" in both.content.decode()) == (409, True, True)


def test_a_colleague_called_the_roll_meanwhile_and_both_are_shown(
    session: GroupSession, county: County, worker: Standing, sign_in: SignIn
) -> None:
    client, (one, two, _three) = sign_in(worker), keys(session)
    address = f"/w/groups/sessions/{session.pk}/"
    client.post(f"{address}save/", page(session, present=[str(one)]))
    see(county.division)
    groups.hold(session, worker.actor, two, told="同事写的经过")
    stale = page(session, present=[str(one)], version=1, reason="我也在场")
    both = client.post(address, stale)
    shown = both.content.decode()
    assert (both.status_code, TOLD in shown, "同事写的经过" in shown) == (409, True, True)
    see(county.division)
    assert GroupSession.objects.get(pk=session.pk).told == "同事写的经过"
    assert client.post(address, stale | {"base": 1}).status_code == 302
    see(county.division)
    assert GroupSession.objects.get(pk=session.pk).told == TOLD


def test_a_plan_is_kept_before_there_is_a_group(county: County, worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    told = {"name": "夕阳红", "goals": "有人说话", "version": 0, "page": "a", "base": 0}
    assert client.post("/w/groups/new/save/", told).status_code == 204
    assert all(word in client.get("/w/groups/new/").content.decode() for word in ("夕阳红", "有人说话"))
    made = client.post("/w/groups/new/", told | {"version": 1, "place": str(county.communities[0].pk)})
    see(county.division)
    group = Group.objects.get()
    assert (made["Location"], group.goals, Draft.objects.count()) == (f"/w/groups/{group.pk}/", "有人说话", 0)
    assert "夕阳红" not in client.get("/w/groups/new/").content.decode()


def test_a_plan_that_is_written_on_is_kept(county: County, worker: Standing, sign_in: SignIn) -> None:
    made, client = groups.group(county.communities[0], worker.actor), sign_in(worker)
    told = {"name": made.name, "theory": "优势视角", "version": 0, "page": "a", "base": 0}
    assert client.post(f"/w/groups/{made.pk}/plan/save/", told).status_code == 204
    see(county.division)
    assert Group.objects.get().theory == ""
    assert "优势视角" in client.get(f"/w/groups/{made.pk}/plan/").content.decode()
    assert client.post(f"/w/groups/{made.pk}/plan/", told | {"version": 1}).status_code == 302
    see(county.division)
    assert (Group.objects.get().theory, Draft.objects.count()) == ("优势视角", 0)
