"""What is corrected or taken out among the records is so in the room that keeps their words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.closings import Ending
from linli.practice.models import Attendance, CaseFile, CaseSession, FollowUp
from linli.practice.papers import sources
from linli.practice.queries.checklist import LINES
from linli.records import actions as records
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories import activities, groups, people, plans, practice
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]


def test_a_session_is_corrected_in_its_case_alone(
    worker: Standing, lead: Standing, supervisor: Standing, client_: Person
) -> None:
    session = plans.session(plans.working(client_, worker.actor, supervisor.actor), worker.actor)
    for by in (worker, lead):
        with pytest.raises(Refused, match="打开那个个案来更正"):
            records.correct(session.record, by=by.actor, reason="手滑", minutes=10)
        with pytest.raises(Refused, match="打开那个个案来更正"):
            records.withdraw(session.record, by=by.actor, reason="手滑")
    assert ServiceRecord.objects.filter(corrects=session.record).count() == 0


def test_a_corrected_activity_shows_its_new_day_and_heads(county: County, worker: Standing) -> None:
    made = activities.hold(activities.activity(county.communities[0], worker.actor), worker.actor)
    assert made.record is not None
    yesterday = timezone.localdate() - timedelta(days=1)
    newer = records.correct(made.record, by=worker.actor, reason="数错了", head_count=31, happened_on=yesterday)
    made.refresh_from_db()
    assert (made.record, made.held_on) == (newer, yesterday)


def test_who_was_left_out_of_the_roll_is_put_in_with_the_record(county: County, worker: Standing) -> None:
    members = [people.person(county.communities[0], name) for name in ("高一", "高二")]
    group = groups.begun(county.communities[0], worker.actor, *members)
    session = groups.hold(group.groupsessions.get(), worker.actor, guests=2)
    assert session.record is not None
    newer = records.correct(session.record, by=worker.actor, reason="补名单", persons=members[:1], head_count=2)
    session.refresh_from_db()
    assert session.record == newer
    there = Attendance.objects.filter(session=session).values_list("member__person__name", "present")
    assert dict(there) == {"高一": True, "高二": False}


def looked_after(client: Person, worker: Standing, lead: Standing) -> FollowUp:
    case = practice.case(client, worker.actor, accepted=True)
    ending = Ending("withdrew", follow_ups=(1,), why=dict.fromkeys(LINES, "本人不想继续"))
    actions.close(actions.propose_closing(case, ending, by=worker.actor), by=lead.actor)
    told = {"happened_on": timezone.localdate(), "minutes": 20, "words": "人好好的"}
    return actions.follow_up(FollowUp.objects.get(), by=worker.actor, **told)


def test_a_look_after_the_end_goes_with_its_record(worker: Standing, lead: Standing, client_: Person) -> None:
    look = looked_after(client_, worker, lead)
    assert look.record is not None
    newer = records.correct(look.record, by=worker.actor, reason="记错了", minutes=45)
    look.refresh_from_db()
    assert look.record == newer
    records.withdraw(newer, by=worker.actor, reason="那天没去成")
    look.refresh_from_db()
    assert (look.state, look.record, look.why) == (FollowUp.State.SKIPPED, None, "记录作废了")
    assert [row["state"] for row in sources.told("case", "follow_ups", look.case, worker.actor)] == ["不做了"]


def leaves(case: CaseFile, who: Standing) -> None:
    """Have somebody have left the team of a case a minute ago."""
    with acting():
        case.team.filter(post=who.post).update(ended_at=timezone.now() - timedelta(minutes=1))


@contextmanager
def session_of(by: Standing) -> Iterator[None]:
    """Be told by the database what somebody in her post is told, and no more."""
    with seeing(by.actor.scope):
        yield


def test_who_has_left_the_team_is_sent_to_the_case_as_well(
    worker: Standing, supervisor: Standing, client_: Person
) -> None:
    case = plans.working(client_, worker.actor, supervisor.actor)
    session = plans.session(case, worker.actor)
    leaves(case, worker)
    with session_of(worker):
        assert not CaseSession.objects.exists()
        old = ServiceRecord.objects.get(pk=session.record_id)
        with pytest.raises(Refused, match="已经不在团队里的，请告诉站长"):
            records.correct(old, by=worker.actor, reason="手滑", minutes=10)
        with pytest.raises(Refused, match="已经不在团队里的，请告诉站长"):
            records.withdraw(old, by=worker.actor, reason="手滑")
        assert not CaseSession.objects.exists()  # what she is shown is as before
    assert ServiceRecord.objects.filter(corrects=session.record).count() == 0


def test_a_look_goes_with_the_record_of_who_has_left_the_team(
    worker: Standing, lead: Standing, client_: Person
) -> None:
    look = looked_after(client_, worker, lead)
    leaves(look.case, worker)
    with session_of(worker):
        assert not FollowUp.objects.exists()
        old = ServiceRecord.objects.get(pk=look.record_id)
        newer = records.correct(old, by=worker.actor, reason="记错了", minutes=45)
    look.refresh_from_db()
    assert look.record == newer
    with session_of(worker):
        records.withdraw(newer, by=worker.actor, reason="那天没去成")
    look.refresh_from_db()
    assert (look.state, look.record, look.why) == (FollowUp.State.SKIPPED, None, "记录作废了")


def test_a_record_that_nobody_keeps_is_corrected_as_before(county: County, post: Post) -> None:
    by = post(Role.COMMUNITY_WORKER, county.communities[0]).actor
    made = record(by, county.communities[0])
    assert records.correct(made, by=by, reason="手滑", minutes=45).minutes == 45
