"""Verbs about the members of a group: who joins, who leaves, what is measured."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.access import check_of
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.practice.actions.groups import held
from linli.practice.models.groups import Group, GroupMember
from linli.practice.policies import groups as policies
from linli.practice.policies.cases import is_child


@action
def add_member(group: Group, person: Person, *, by: Actor) -> GroupMember:
    """Take somebody into a group, once. With a child each of the team has a clear check of offence records."""
    group = held(group)
    require(policies.add_member(by, group, person, checked=not is_child(person) or _all_checked(group)))
    if group.groupmembers.filter(person=person, left_on=None).exists():
        raise Refused(_("已经是组员了。"), "person")
    row = GroupMember.objects.create(group=group, person=person, joined_on=timezone.localdate(), **of_row(group))
    audit.record("group.joined", group, by=by)
    return row


@action
def drop_member(member: GroupMember, *, by: Actor) -> GroupMember:
    """Note that a member has left the group."""
    member = _held(member)
    require(policies.drop_member(by, member))
    member.left_on = timezone.localdate()
    member.save(update_fields=["left_on"])
    audit.record("group.left", member.group, by=by)
    return member


@action
def measure(member: GroupMember, *, by: Actor, before: int | None, after: int | None) -> GroupMember:
    """Write what was measured of a member before and after, inside the range that the plan names."""
    member = _held(member)
    require(policies.measure(by, member))
    group = member.group
    assert group.scale_low is not None and group.scale_high is not None
    for field, value in (("before", before), ("after", after)):
        if value is not None and not group.scale_low <= value <= group.scale_high:
            told = {"low": group.scale_low, "high": group.scale_high}
            raise Refused(_("“%(name)s”从%(low)d分到%(high)d分。") % {"name": group.scale, **told}, field)
    member.before, member.after = before, after
    member.save(update_fields=["before", "after"])
    audit.record("group.measured", group, by=by)
    return member


def _held(member: GroupMember) -> GroupMember:
    rows = GroupMember.objects.select_for_update(of=("self",)).select_related("group", "person")
    return rows.defer("person__search").get(pk=member.pk)


def _all_checked(group: Group) -> bool:
    team = group.groupworkers.filter(ended_at=None).select_related("post")
    return not policies.unchecked(check_of(row.post) for row in team)
