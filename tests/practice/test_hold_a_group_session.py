"""A session is written down once: who came, how many, how long; by roll-call or by the code on the door."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import Attendance, Group, GroupSession, SignCode
from linli.records.models import ServiceRecord
from tests.architecture.test_restricted_is_not_used import restrict
from tests.conftest import Standing, see
from tests.factories import groups, people
from tests.factories.doors import resident
from tests.factories.places import County
from tests.support.login import sign_in as sign_in_as

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def members(county: County) -> list[Person]:
    return [people.person(county.communities[0], name) for name in ("高某", "何某", "郭某")]


@pytest.fixture
def group(county: County, worker: Standing, members: list[Person]) -> Group:
    return groups.begun(county.communities[0], worker.actor, *members, sessions=2)


@pytest.fixture
def session(group: Group) -> GroupSession:
    return group.groupsessions.get(number=1)


def keys(group: Group) -> list[UUID]:
    return list(group.groupmembers.order_by("joined_on", "id").values_list("pk", flat=True))


def test_who_is_not_in_the_team_writes_nothing(session: GroupSession, county: County, post: Post) -> None:
    with pytest.raises(Refused, match="由带组的同事来写"):
        groups.hold(session, post(Role.SOCIAL_WORKER, county.towns[0]).actor, *keys(session.group))


def test_before_the_group_begins_no_session_is_held(county: County, worker: Standing) -> None:
    made = groups.group(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="还没有开始"):
        groups.hold(made.groupsessions.get(), worker.actor)


def test_nobody_there_is_no_session(session: GroupSession, worker: Standing) -> None:
    with pytest.raises(Refused, match="一个人也没有到"):
        groups.hold(session, worker.actor)
    assert not Attendance.objects.exists()


def test_somebody_of_another_group_is_not_on_the_list(
    session: GroupSession, county: County, worker: Standing, members: list[Person]
) -> None:
    other = groups.begun(county.communities[0], worker.actor, members[0], name="别的小组")
    with pytest.raises(Refused, match="有1位不在这个小组的名单里"):
        groups.hold(session, worker.actor, *keys(other))


def test_a_day_to_come_is_refused_and_nothing_is_half_stored(session: GroupSession, worker: Standing) -> None:
    with pytest.raises(Refused, match="日期还没到"):
        groups.hold(session, worker.actor, *keys(session.group), held_on=timezone.localdate() + timedelta(days=1))
    assert not Attendance.objects.exists()


def test_a_session_is_one_record_with_names_and_heads(
    session: GroupSession, worker: Standing, members: list[Person]
) -> None:
    came = keys(session.group)[:2]
    held = groups.hold(session, worker.actor, *came, guests=3, told="破冰很顺")
    record = ServiceRecord.objects.get()
    assert (record.kind, record.method, record.head_count, record.minutes, record.protected) == (
        "group_session", "group", 5, 60, True,
    )  # fmt: skip
    assert (record.source, record.source_id, record.undertaking_id) == (
        "practice.group_session", str(session.pk), session.group.undertaking_id,
    )  # fmt: skip
    assert {row.person_id for row in record.beneficiaries.all()} == {one.pk for one in members[:2]}
    assert (held.record_id, held.told, record.narrative) == (record.pk, "破冰很顺", "")
    assert sorted(Attendance.objects.values_list("present", flat=True)) == [False, True, True]


def test_it_is_written_down_once(session: GroupSession, worker: Standing) -> None:
    groups.hold(session, worker.actor, *keys(session.group))
    with pytest.raises(Refused, match="已经记过"):
        groups.hold(session, worker.actor, *keys(session.group))
    with pytest.raises(IntegrityError, match="member_signs_in_once"), transaction.atomic(), acting():
        row = Attendance.objects.first()
        assert row is not None
        row.pk, row._state.adding = None, True
        row.id = session.pk
        row.save(force_insert=True)


def test_a_correction_says_why_and_counts_once(session: GroupSession, worker: Standing) -> None:
    one, two, _three = keys(session.group)
    groups.hold(session, worker.actor, one)
    told = {"held_on": timezone.localdate(), "minutes": 90, "present": [one, two]}
    with pytest.raises(Refused, match="为什么更正"):
        actions.correct_meeting(session, by=worker.actor, reason=" ", **told)
    fixed = actions.correct_meeting(session, by=worker.actor, reason="漏点了一位", **told)
    standing = ServiceRecord.objects.filter(superseded_at=None).get()
    assert (fixed.record_id, standing.head_count, standing.minutes) == (standing.pk, 2, 90)
    assert Attendance.objects.filter(present=True).count() == 2


def test_a_note_is_sealed_and_read_by_the_team_alone(
    session: GroupSession, worker: Standing, county: County, post: Post, sign_in: SignIn
) -> None:
    one, *_rest = keys(session.group)
    groups.hold(session, worker.actor, one, notes={one: "第一次开口说到老伴"})
    row = Attendance.objects.get(member=one)
    assert (row.note, "老伴".encode() in bytes(row.note_sealed or b"")) == ("第一次开口说到老伴", False)
    assert "老伴" in sign_in(worker).get(f"/w/groups/members/{one}/").content.decode()
    head = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    assert head.get(f"/w/groups/members/{one}/").status_code == 404
    assert "老伴" not in head.get(f"/w/groups/{session.group_id}/").content.decode()


def test_whoever_is_restricted_is_counted_and_not_named(
    session: GroupSession, worker: Standing, county: County, members: list[Person]
) -> None:
    one, two, _three = keys(session.group)
    restrict(members[0], county.communities[0])
    with pytest.raises(Refused, match="限制处理"):
        groups.hold(session, worker.actor, one, two, notes={one: "说了家里"})
    groups.hold(session, worker.actor, one, two)
    record = ServiceRecord.objects.get()
    assert (record.head_count, [row.person_id for row in record.beneficiaries.all()]) == (2, [members[1].pk])


def test_a_code_that_does_not_fit_or_was_changed_opens_nothing(session: GroupSession, worker: Standing) -> None:
    first = actions.open_code(session, by=worker.actor)
    second = actions.open_code(session, by=worker.actor)
    first.refresh_from_db()
    assert (first.ended_at is None, second.ended_at, len(second.code)) == (False, None, 6)


@pytest.fixture
def at_the_door(county: County, members: list[Person], worker: Standing) -> Actor:
    """The first member with her own account."""
    return resident(members[0], worker.actor)


def test_wrong_figures_are_said_kindly(at_the_door: Actor, client: Client) -> None:
    page = sign_in_as(client, at_the_door).post("/my/here/", {"code": "12"})
    assert (page.status_code, "签到码是6个数字" in page.content.decode()) == (422, True)
    page = client.post("/my/here/", {"code": "123456"})
    assert (page.status_code, "这个号码对不上" in page.content.decode()) == (422, True)


def test_she_signs_herself_in_once(
    session: GroupSession, worker: Standing, at_the_door: Actor, county: County, client: Client
) -> None:
    code = actions.open_code(session, by=worker.actor)
    door = sign_in_as(client, at_the_door)
    assert code.code in door.get(f"/my/here/?code={code.code}").content.decode()
    assert not Attendance.objects.exists()
    for _ in range(2):
        assert door.post("/my/here/", {"code": code.code}).status_code == 302
    see(county.division)
    row = Attendance.objects.get()
    assert (row.how, row.present, row.session_id) == ("code", True, session.pk)


def test_whoever_is_not_awaited_learns_nothing_of_the_group(
    session: GroupSession, worker: Standing, at_the_door: Actor, county: County, client: Client,
    members: list[Person],
) -> None:  # fmt: skip
    code = actions.open_code(session, by=worker.actor)
    actions.drop_member(groups.member(session.group, members[0]), by=worker.actor)
    page = sign_in_as(client, at_the_door).post("/my/here/", {"code": code.code})
    assert (page.status_code, "还不在名单里" in page.content.decode()) == (422, True)
    assert "夕阳红" not in page.content.decode()


def test_once_it_is_written_down_the_code_is_over(
    session: GroupSession, worker: Standing, at_the_door: Actor, client: Client
) -> None:
    code = actions.open_code(session, by=worker.actor)
    groups.hold(session, worker.actor, *keys(session.group))
    page = sign_in_as(client, at_the_door).post("/my/here/", {"code": code.code})
    assert (page.status_code, "这个号码对不上" in page.content.decode()) == (422, True)


def test_the_code_of_yesterday_is_over(
    session: GroupSession, worker: Standing, at_the_door: Actor, client: Client
) -> None:
    code = actions.open_code(session, by=worker.actor)
    with acting():
        SignCode.objects.filter(pk=code.pk).update(until=timezone.now() - timedelta(minutes=1))
    assert "对不上" in sign_in_as(client, at_the_door).post("/my/here/", {"code": code.code}).content.decode()


def test_the_roll_on_one_screen(session: GroupSession, worker: Standing, sign_in: SignIn) -> None:
    one, two, _three = keys(session.group)
    client = sign_in(worker)
    assert client.get(f"/w/groups/sessions/{session.pk}/").content.decode().count('name="present"') == 3
    bad = client.post(f"/w/groups/sessions/{session.pk}/", {"held_on": timezone.localdate(), "present": [one]})
    assert (bad.status_code, f'value="{one}" checked' in bad.content.decode()) == (422, True)
    told = {"held_on": timezone.localdate(), "minutes": 60, "present": [one, two], f"note-{one}": "话多了"}
    assert client.post(f"/w/groups/sessions/{session.pk}/", told).status_code == 302
    assert (ServiceRecord.objects.get().head_count, Attendance.objects.get(member=one).note) == (2, "话多了")


def test_the_poster_has_the_figures(session: GroupSession, worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert client.get(f"/w/groups/sessions/{session.pk}/poster/").status_code == 302
    client.post(f"/w/groups/sessions/{session.pk}/code/")
    assert client.get(f"/w/groups/sessions/{session.pk}/poster/").content.startswith(b"%PDF")
