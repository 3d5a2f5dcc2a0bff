"""小组记录已阅: a supervisor reads what her workers wrote about their groups, ordinary ones ticked with the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import GroupSession, MeetingReading
from linli.practice.queries.margins import unread_meetings
from tests.conftest import Standing
from tests.factories import groups, people, plans, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TOLD, NOTICED = "大家第一次主动分享", "她今天没有说话"


def held(county: County, worker: Standing, name: str = "夕阳红小组", **facts: object) -> GroupSession:
    """Return a session that was held in a group of one, with what the team wrote and what it noticed of her."""
    member = people.person(county.communities[0], f"{name}的组员", **facts)
    group = groups.begun(county.communities[0], worker.actor, member, name=name)
    row = groups.member(group, member)
    made = groups.hold(group.groupsessions.get(), worker.actor, row.pk, told=TOLD, notes={row.pk: NOTICED})
    return GroupSession.objects.select_related("group", "record").get(pk=made.pk)


@pytest.fixture
def ordinary(county: County, worker: Standing, supervisor: Standing, lead: Standing) -> GroupSession:
    actions.supervise(worker.post, supervisor.post, by=lead.actor)
    return held(county, worker)


def test_who_supervises_nobody_of_the_team_reads_nothing(
    county: County, post: Post, ordinary: GroupSession, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    other = post(Role.SUPERVISOR, county.towns[0])
    for by in (other, lead, worker):
        with pytest.raises(Refused, match="由带组社工的督导来看"):
            actions.read_meeting(ordinary, by=by.actor)
    assert not unread_meetings(other.actor).exists()
    assert sign_in(other).get(f"/w/supervision/meetings/{ordinary.pk}/").status_code == 404


def test_what_she_wrote_herself_is_not_hers_to_clear(
    county: County, post: Post, ordinary: GroupSession, worker: Standing, lead: Standing
) -> None:
    both = post(Role.SUPERVISOR, county.towns[0], holder=worker.user)
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    groups.lead(ordinary.group, colleague.actor)
    actions.supervise(colleague.post, both.post, by=lead.actor)
    with pytest.raises(Refused, match="自己写的记录"):
        actions.read_meeting(ordinary, by=both.actor)
    assert not unread_meetings(both.actor).exists()


def test_a_meeting_that_was_not_held_has_nothing_to_read(
    county: County, ordinary: GroupSession, worker: Standing, supervisor: Standing
) -> None:
    actions.plan_meeting(ordinary.group, by=worker.actor, theme="下一节")
    planned = ordinary.group.groupsessions.get(record=None)
    with pytest.raises(Refused, match="还没有记"):
        actions.read_meeting(planned, by=supervisor.actor)
    assert [row.pk for row in unread_meetings(supervisor.actor)] == [ordinary.pk]


def test_where_a_child_is_in_the_group_it_opens_by_itself(
    county: County, ordinary: GroupSession, worker: Standing, supervisor: Standing
) -> None:
    apart = held(county, worker, "成长小组")
    born = timezone.localdate() - timedelta(days=15 * 365)
    with acting():
        Person.objects.filter(groups__group=apart.group).update(birth_date=born)
    told = {row.pk: row.together for row in unread_meetings(supervisor.actor)}  # type: ignore[attr-defined]
    assert told == {ordinary.pk: True, apart.pk: False}
    with pytest.raises(Refused, match="一份一份打开看"):
        actions.read_meetings([ordinary, apart], by=supervisor.actor)
    assert not MeetingReading.objects.exists()
    assert not actions.read_meeting(apart, by=supervisor.actor).together


def test_one_button_clears_notes_of_cases_and_of_groups(
    county: County, ordinary: GroupSession, worker: Standing, supervisor: Standing, sign_in: SignIn
) -> None:
    case = practice.case(people.person(county.communities[0], "甲"), worker.actor, accepted=True)
    practice.join(case, supervisor.actor)
    note = plans.session(case, worker.actor)
    client = sign_in(supervisor)
    assert "等您看的记录 2 份" in client.get("/w/supervision/").content.decode()
    page = client.get("/w/supervision/notes/").content.decode()
    assert (page.count('name="meeting"'), TOLD in page, NOTICED in page) == (1, True, False)
    assert any(ordinary.group.groupmembers.get().person_id in look.persons for look in Look.objects.all())
    sent = {"note": [str(note.pk)], "meeting": [str(ordinary.pk)]}
    assert "看过了 2 份" in client.post("/w/supervision/notes/", sent, follow=True).content.decode()
    assert not unread_meetings(supervisor.actor).exists()
    assert Event.objects.filter(verb="group.session_read").count() == 1
    assert "一份也没有勾" in client.post("/w/supervision/notes/", {}, follow=True).content.decode()


def test_opened_alone_it_shows_what_the_team_wrote_and_not_what_it_noticed_of_one(
    ordinary: GroupSession, supervisor: Standing, sign_in: SignIn
) -> None:
    client, address = sign_in(supervisor), f"/w/supervision/meetings/{ordinary.pk}/"
    page = client.get(address).content.decode()
    assert (TOLD in page, NOTICED in page, "看过了" in page) == (True, False, True)
    assert "您看过这一份" in client.post(address, follow=True).content.decode()
    assert "看过了" not in client.get(address).content.decode()


def test_corrected_it_is_to_be_read_again_and_a_reading_is_never_changed(
    ordinary: GroupSession, worker: Standing, supervisor: Standing
) -> None:
    first = actions.read_meeting(ordinary, by=supervisor.actor)
    assert actions.read_meetings([ordinary], by=supervisor.actor) == [first]
    facts = {"held_on": timezone.localdate(), "minutes": 70, "present": [], "guests": 3, "told": "写漏了一段"}
    actions.correct_meeting(ordinary, by=worker.actor, reason="补", **facts)
    assert [row.pk for row in unread_meetings(supervisor.actor)] == [ordinary.pk]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        MeetingReading.objects.update(together=True)


def test_the_list_asks_as_many_questions_at_one_meeting_as_at_three(
    county: County, ordinary: GroupSession, worker: Standing, supervisor: Standing
) -> None:
    with CaptureQueriesContext(connection) as one:
        assert len(unread_meetings(supervisor.actor)) == 1
    for name in ("第二组", "第三组"):
        held(county, worker, name)
    with CaptureQueriesContext(connection) as three:
        assert len([(str(row.group), row.record) for row in unread_meetings(supervisor.actor)]) == 3
    assert len(one) == len(three) == 1
