"""Verbs of a group's plan and road."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.access import check_of
from linli.people.actions.areas import of_row
from linli.places.models import Division
from linli.practice.models.groups import GROUP_MOVES, Group, GroupMove, GroupWorker, Stage
from linli.practice.policies import groups as policies
from linli.practice.policies.cases import is_child
from linli.practice.policies.programmes import opens_under
from linli.practice.queries.programmes import begins_under
from linli.practice.words import text
from linli.records import actions as records
from linli.records.actions import areas_of
from linli.records.models import Undertaking
from linli.tasks.actions import finish_task, open_task
from linli.tasks.models import Task

TEXTS = {
    "background": 3000, "theory": 1000, "goals": 2000, "recruitment": 1000, "difficulties": 2000, "method": 1000,
    "budget": 1000,
}  # fmt: skip
TASK = "group_plan"


@action
def plan_group(name: str, place: Division, *, by: Actor, programme: Programme | None = None, **told: object) -> Group:
    """Begin the plan of a group at a community; whoever begins it leads it. ``told``: see :func:`amend_group`.

    ``programme``: what its records will count to, once it has begun.
    """
    require(policies.plan_group(by, place) or opens_under(programme, place.county_id or 0))
    group = Group(opened_at=timezone.now(), opened_under=programme, **areas_of(place))
    _write(group, {"name": name, **told})
    group.save(force_insert=True)
    post = Post.objects.get(pk__in=[by.post])
    GroupWorker.objects.create(
        group=group, post=post, user_id=post.user_id, leads=True, starts_at=timezone.now(), **of_row(group)
    )
    audit.record("group.planned", group, by=by)
    return group


@action
def amend_group(group: Group, *, by: Actor, **told: object) -> Group:
    """Write the plan on: ``name``, the texts of ``TEXTS``, ``scale`` with ``scale_low`` and ``scale_high``.

    A plan that waits for its approval is put before the station anew. Raises ``Refused``.
    """
    group = held(group)
    require(policies.amend_group(by, group))
    _write(group, told)
    group.submitted_at = None
    group.save()
    audit.record("group.amended", group, by=by)
    return group


@action
def submit_group(group: Group, *, by: Actor) -> Group:
    """Put a plan before the station: the head has it as a todo."""
    group = held(group)
    require(policies.submit_group(by, group))
    group.submitted_at, group.returned = timezone.now(), ""
    group.save(update_fields=["submitted_at", "returned"])
    audit.record("group.submitted", group, by=by)
    if not _waiting(group).exists():
        open_task(
            TASK, _("批一份小组计划"), timezone.localdate(), by=by, place=group, role=Role.STATION_LEAD, subject=group
        )
    return group


@action
def approve_group(group: Group, *, by: Actor) -> Group:
    """Approve a plan: the group may begin."""
    group = held(group)
    require(policies.approve_group(by, group))
    group.approved_by, group.approved_at = by.user, timezone.now()
    group.save(update_fields=["approved_by", "approved_at"])
    audit.record("group.approved", group, by=by)
    _settle(group, by)
    return group


@action
def return_group(group: Group, *, by: Actor, reason: str) -> Group:
    """Send a plan back, and say why."""
    group = held(group)
    require(policies.return_group(by, group))
    if not tidy(reason):
        raise Refused(_("请写一句为什么退回。"), "reason")
    group.submitted_at, group.returned = None, text(reason, 300, "reason")
    group.save(update_fields=["submitted_at", "returned"])
    audit.record("group.returned", group, by=by)
    _settle(group, by)
    return group


@action
def begin_group(group: Group, *, by: Actor) -> Group:
    """The first session is near: 筹备 → 形成. The group has its undertaking now, titled with its name."""
    group = held(group)
    require(policies.begin_group(by, group))
    place = Division.objects.get(pk=group.grid_id or group.community_id)
    group.undertaking = records.undertake(
        Undertaking.Kind.GROUP, group.name, place, by=by, source="practice.group", source_id=str(group.pk),
        opened_on=timezone.localdate(), programme=begins_under(group.opened_under),
    )  # fmt: skip
    group.save(update_fields=["undertaking"])
    return _move(group, "begin_group", by)


@action
def turn_group(group: Group, *, by: Actor) -> Group:
    """Differences have come out: → 转折."""
    group = held(group)
    require(policies.turn_group(by, group))
    return _move(group, "turn_group", by)


@action
def ripen_group(group: Group, *, by: Actor) -> Group:
    """The group carries itself: 转折 → 成熟."""
    group = held(group)
    require(policies.ripen_group(by, group))
    return _move(group, "ripen_group", by)


@action
def end_group(group: Group, *, by: Actor, evaluation: str) -> Group:
    """End a group with its evaluation; its undertaking ends on the same day."""
    group = held(group)
    require(policies.end_group(by, group))
    if not tidy(evaluation):
        raise Refused(_("请写一段评估：目标到了哪一步，组员有什么变化，下次怎么做。"), "evaluation")
    group.evaluation = text(evaluation, 5000, "evaluation")
    group.ended_at = timezone.now()
    group.save(update_fields=["evaluation_sealed", "ended_at"])
    assert group.undertaking is not None
    records.conclude(group.undertaking, timezone.localdate(), by=by)
    return _move(group, "end_group", by)


@action
def call_off_group(group: Group, *, by: Actor) -> Group:
    """The plan does not come about."""
    group = held(group)
    require(policies.call_off_group(by, group))
    return _move(group, "call_off_group", by)


@action
def join_team(group: Group, post: Post, *, by: Actor, leads: bool = False) -> GroupWorker:
    """Put somebody into the team; a new leader takes the place of the old one."""
    group = held(group)
    children = any(is_child(row.person) for row in group.groupmembers.filter(left_on=None).select_related("person"))
    require(policies.join_team(by, group, post, check_of(post), children=children))
    now = timezone.now()
    team = group.groupworkers.filter(ended_at=None)
    (team.filter(leads=True) if leads else team.none()).update(ended_at=now)
    team.filter(post=post).update(ended_at=now)
    row = GroupWorker.objects.create(
        group=group, post=post, user_id=post.user_id, leads=leads, starts_at=now, **of_row(group)
    )
    audit.record("group.staffed", group, by=by, post=str(post.pk))
    return row


def held(group: Group) -> Group:
    """Return a group for writing: whoever comes second waits and sees what the first has done."""
    return Group.objects.select_for_update(of=("self",)).select_related("undertaking").get(pk=group.pk)


def _move(group: Group, verb: str, by: Actor) -> Group:
    came_from = Stage(group.stage)
    group.stage = GROUP_MOVES[verb][1]
    group.save(update_fields=["stage"])
    GroupMove.objects.create(
        group=group, verb=verb, came_from=came_from, to=group.stage, at=timezone.now(), by_name=by.name, **of_row(group)
    )
    audit.record("group.moved", group, by=by, came_from=came_from.value, to=str(group.stage))
    return group


def _write(group: Group, told: Mapping[str, object]) -> None:
    for name, limit in TEXTS.items():
        if name in told:
            setattr(group, name, text(str(told[name] or ""), limit, name))
    if "name" in told:
        group.name = text(str(told["name"]), 60, "name")
        if not group.name:
            raise Refused(_("请给小组起个名字。"), "name")
    if "scale" in told:
        group.scale = text(str(told["scale"] or ""), 60, "scale")
        low, high = told.get("scale_low"), told.get("scale_high")
        group.scale_low = int(str(low)) if group.scale and low is not None else None
        group.scale_high = int(str(high)) if group.scale and high is not None else None
        if group.scale and (group.scale_low is None or group.scale_high is None or group.scale_high <= group.scale_low):
            raise Refused(_("写了前后测，就要写清从几分到几分，最高分要大过最低分。"), "scale_high")


def _waiting(group: Group) -> QuerySet[Task]:
    return Task.objects.filter(kind=TASK, subject=group.pk, done_at=None)


def _settle(group: Group, by: Actor) -> None:
    """End the todo of whoever was asked: what it asked for is done, by her or by the supervisor."""
    for task in _waiting(group):
        finish_task(task, by=by if by.role == task.role else by.via(Channel.JOB))
