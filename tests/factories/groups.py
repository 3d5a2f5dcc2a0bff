"""Groups for tests, planned and held as a worker does it."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.places.models import Division
from linli.practice import actions
from linli.practice.models import Group, GroupMember, GroupSession, GroupWorker
from tests.factories import accounts

PLAN = {
    "goals": "孤独感下降", "recruitment": "独居老人，楼栋长介绍", "method": "前后测和访谈",
    "background": "独居的有37户", "scale": "孤独感自评", "scale_low": 0, "scale_high": 30,
}  # fmt: skip


def group(community: Division, by: Actor, *, sessions: int = 1, **told: Any) -> Group:
    """Plan a group with some sessions."""
    made = actions.plan_group(told.pop("name", "夕阳红支持小组"), community, by=by, **{**PLAN, **told})
    for number in range(1, sessions + 1):
        actions.plan_meeting(made, by=by, theme=f"主题{number}")
    return made


def begun(community: Division, by: Actor, *members: Person, sessions: int = 1, **told: Any) -> Group:
    """Plan a group, have the head of the station approve it, take people in and begin."""
    made = group(community, by, sessions=sessions, **told)
    actions.submit_group(made, by=by)
    head = accounts.post(Role.STATION_LEAD, community.town)
    actions.approve_group(made, by=actor_of(head.user, head))
    for person in members:
        actions.add_member(made, person, by=by)
    return actions.begin_group(made, by=by)


def hold(session: GroupSession, by: Actor, *present: UUID, **told: Any) -> GroupSession:
    """Write a session of today down."""
    facts = {"held_on": timezone.localdate(), "minutes": 60, "present": present, **told}
    return actions.hold_meeting(session, by=by, **facts)


def member(group: Group, person: Person) -> GroupMember:
    """Return the row of a member."""
    return group.groupmembers.get(person=person)


def lead(group: Group, by: Actor) -> GroupWorker:
    """Put an actor into the team of a group, whatever her reach; once."""
    told = {name: getattr(group, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        row, _ = GroupWorker.objects.get_or_create(
            group=group, post_id=by.post, ended_at=None,
            defaults={"user_id": by.user, "starts_at": timezone.now(), **told},
        )  # fmt: skip
    return row
