"""Who may plan, approve, lead and write in a group: the sentence that refuses, or None."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.guardians import is_herself
from linli.people.models import BackgroundCheck, Person
from linli.places.models import Division
from linli.practice.models.groups import GROUP_MOVES, Group, GroupMember, GroupSession, GroupWorker, Stage
from linli.practice.policies.cases import CASEWORKERS

APPROVERS = frozenset({Role.STATION_LEAD, Role.SUPERVISOR})


def plan_group(by: Actor, place: Division) -> Refusal:
    """Social workers plan groups in their own area."""
    if by.role not in CASEWORKERS:
        return _("小组由社工来办。您有想法，请告诉社工站。")
    if not {place.pk, place.parent_id, place.town_id, place.county_id} & set(by.scope.areas):
        return _("这个地方不在您负责的范围里。")
    return None


def in_group(by: Actor, group: Group) -> GroupWorker | None:
    """Return the row that names an actor in the team of a group, or None."""
    rows = GroupWorker.objects.filter(group=group, ended_at=None, post__in=[by.post], user_id__in=[by.user])
    return rows.first() if by.post else None


def leads(by: Actor, group: Group) -> Refusal:
    """The team writes in a group that has not ended."""
    if in_group(by, group) is None:
        return _("这个小组由带组的同事来写。要接手，请找站长。")
    if group.stage in (Stage.ENDED, Stage.CALLED_OFF):
        return _("这个小组已经结束，不能再写。")
    return None


def amend_group(by: Actor, group: Group) -> Refusal:
    """The plan is written until it is approved."""
    if (refusal := leads(by, group)) is not None:
        return refusal
    return None if group.approved_at is None else _("计划已经批准，不能再改。要改每一节的安排，请打开那一节。")


def submit_group(by: Actor, group: Group) -> Refusal:
    """A plan is put before the station once it says what for, for whom in how many sessions, and how it is judged."""
    if (refusal := amend_group(by, group)) is not None:
        return refusal
    missing = [
        label
        for label, told in (
            (_("目标"), group.goals), (_("招谁、怎么招"), group.recruitment), (_("怎么评估"), group.method),
            (_("每一节的安排"), group.groupsessions.exists()),
        )
        if not told
    ]  # fmt: skip
    return _("计划还缺：%(what)s。") % {"what": "、".join(missing)} if missing else None


def approve_group(by: Actor, group: Group) -> Refusal:
    """The head of the station or the supervisor approves, never who leads the group."""
    if by.role not in APPROVERS or not by.scope.holds(group):
        return _("小组计划由站长或督导来批。")
    if in_group(by, group) is not None:
        return _("自己带的小组，请别人来批。")
    if group.submitted_at is None or group.approved_at is not None:
        return _("这份计划现在不用批。")
    return None


return_group = approve_group


def moves_group(by: Actor, group: Group, verb: str) -> Refusal:
    """The team takes a step that starts where the table of moves says it does."""
    if (refusal := leads(by, group)) is not None:
        return refusal
    if group.stage not in GROUP_MOVES[verb][0]:
        return _("这个小组现在是“%(stage)s”，不能这样做。") % {"stage": group.get_stage_display()}
    return None


def begin_group(by: Actor, group: Group) -> Refusal:
    """A group begins with an approved plan and somebody in it."""
    if (refusal := moves_group(by, group, "begin_group")) is not None:
        return refusal
    if group.approved_at is None:
        return _("计划还没有批准，批了才能开组。")
    return None if group.groupmembers.filter(left_on=None).exists() else _("还没有组员，请先加人。")


def turn_group(by: Actor, group: Group) -> Refusal:
    """As the table of moves says."""
    return moves_group(by, group, "turn_group")


def ripen_group(by: Actor, group: Group) -> Refusal:
    """As the table of moves says."""
    return moves_group(by, group, "ripen_group")


def end_group(by: Actor, group: Group) -> Refusal:
    """As the table of moves says."""
    return moves_group(by, group, "end_group")


def call_off_group(by: Actor, group: Group) -> Refusal:
    """As the table of moves says."""
    return moves_group(by, group, "call_off_group")


def names_team(by: Actor, group: Group) -> Refusal:
    """The head of the station says who leads and helps in a group that has not ended."""
    if by.role != Role.STATION_LEAD or not by.scope.holds(group):
        return _("小组由谁来带，由本站站长来定。")
    if group.stage in (Stage.ENDED, Stage.CALLED_OFF):
        return _("这个小组已经结束，不能再写。")
    return None


def join_team(by: Actor, group: Group, post: Post, check: BackgroundCheck | None, *, children: bool) -> Refusal:
    """The head of the station says who leads and helps; where children take part, whoever has a clear check."""
    if (refusal := names_team(by, group)) is not None:
        return refusal
    if post.role not in CASEWORKERS:
        return _("小组由社工来带，请换一位。")
    if not Post.objects.visible_to(by).in_force(timezone.localdate()).filter(pk=post.pk).exists():
        return _("这个岗位不在您负责的范围里，或者已经不在任。")
    if children and (check is None or not check.clear):
        return _("组里有孩子，这位同事还没有有效的违法犯罪记录查询，不能带。")
    return None


def add_member(by: Actor, group: Group, person: Person, *, checked: bool) -> Refusal:
    """The team takes in somebody of its reach whose file is open to it; a child when each of the team is checked."""
    if (refusal := leads(by, group)) is not None:
        return refusal
    if (refusal := locks.refusal([person], by)) is not None:
        return refusal
    if not by.scope.holds(person):
        return _("这个人不在您负责的范围里。")
    if person.died_on is not None:
        return _("这个人已经去世。")
    if not checked:
        return _("组里有孩子，带组的每一位都要有有效的违法犯罪记录查询。请站长先查询并登记。")
    return None


def drop_member(by: Actor, member: GroupMember) -> Refusal:
    """The team notes that a member left; that is storing an end and stays possible."""
    if (refusal := leads(by, member.group)) is not None:
        return refusal
    return None if member.left_on is None else _("这位组员已经退出了。")


def measure(by: Actor, member: GroupMember) -> Refusal:
    """The team writes what was measured, once the plan names a measure."""
    if (refusal := leads(by, member.group)) is not None:
        return refusal
    if (refusal := locks.refusal([member.person], by)) is not None:
        return refusal
    return None if member.group.scale else _("计划里没有前后测，请先在计划里写明测什么、从几分到几分。")


def plan_meeting(by: Actor, group: Group) -> Refusal:
    """The team plans sessions, before the approval and after."""
    return leads(by, group)


def hold_meeting(by: Actor, session: GroupSession) -> Refusal:
    """A session of a group that meets is written down once."""
    if (refusal := leads(by, session.group)) is not None:
        return refusal
    if not session.group.is_meeting:
        return _("小组还没有开始，请先批准计划、加人、开组。")
    return None if session.record_id is None else _("这一节已经记过了。要改，请写明原因更正。")


def correct_meeting(by: Actor, session: GroupSession) -> Refusal:
    """The team corrects what was written down about a session."""
    if (refusal := leads(by, session.group)) is not None:
        return refusal
    return None if session.record_id is not None else _("这一节还没有记。")


def note_member(by: Actor, member: GroupMember) -> Refusal:
    """The team writes what it noticed of a member."""
    return leads(by, member.group) or locks.refusal([member.person], by)


def open_code(by: Actor, session: GroupSession) -> Refusal:
    """A code is for a session that the team will hold and that has not been written down."""
    return hold_meeting(by, session)


def sign_in(by: Actor, person: Person, *, welcome: bool, over: bool) -> Refusal:
    """Somebody signs herself in, with the code that hangs there, where she is one of those awaited."""
    if locks.restricted([person]):
        return locks.RESTRICTED
    if not is_herself(by, person):
        return _("签到要本人来签，或请带组的同事点名。")
    if over:
        return _("这次活动已经记完了。请找带组的同事补上。")
    return None if welcome else _("您还不在名单里。请找现场的社工加上，再扫一次。")


def unchecked(checks: Iterable[BackgroundCheck | None]) -> bool:
    """Tell whether one of a team has no clear check."""
    return any(check is None or not check.clear for check in checks)
