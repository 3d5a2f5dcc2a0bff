"""Who answers a word in the margin, settles it, reads a note: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice import packs
from linli.practice.models import (
    CaseComment,
    CaseFile,
    CaseSession,
    CommentReply,
    Group,
    GroupSession,
    GroupWorker,
    Risk,
    Supervision,
)
from linli.practice.policies.cases import Part, is_child, member, reads
from linli.practice.policies.plans import comment


def answer_comment(by: Actor, said: CaseComment) -> Refusal:
    """Who may write in the margin answers there, until it is settled."""
    if (refusal := comment(by, said.case)) is not None:
        return refusal
    if CommentReply.objects.filter(comment=said, settles=True).exists():
        return _("这条批注已经说清楚了。要再说，请另写一条。")
    return None


def resolve_comment(by: Actor, said: CaseComment) -> Refusal:
    """Who wrote a comment settles it: nobody clears what was asked of herself."""
    if (refusal := answer_comment(by, said)) is not None:
        return refusal
    if said.by_post_id != by.post:
        return _("谁写的批注，由谁来定说清楚了没有。您可以先回复。")
    return None


def supervises(by: Actor, case: CaseFile) -> Refusal:
    """The supervisor in the team of a case, who may open it."""
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    row = member(by, case)
    if row is None or row.part != Part.SUPERVISOR:
        return _("这由这个个案的督导来看。")
    return reads(by, case)


see_case = supervises


def read_note(by: Actor, session: CaseSession) -> Refusal:
    """The supervisor of the case reads what somebody else wrote."""
    if (refusal := supervises(by, session.case)) is not None:
        return refusal
    if session.record.acted_post_id == by.post or session.record.acted_by == by.user:
        return _("自己写的记录要另一个人来看。")
    if session.superseded_at is not None:
        return _("这次记录已经更正，请看新的那一份。")
    return None


def read_notes(by: Actor, session: CaseSession) -> Refusal:
    """Ticked together are ordinary notes alone: not those of a child, of a locked or hidden file or of high risk."""
    if (refusal := read_note(by, session)) is not None:
        return refusal
    case = session.case
    apart = case.hidden or packs.locks(case.natures) or packs.hides(case.natures) or is_child(case.client)
    if apart or case.risk == Risk.HIGH or locks.shut([case.client], by):
        return _("受保护的、孩子的、高风险的记录要一份一份打开看，不能一起勾。")
    return None


def supervises_team(by: Actor, group: Group) -> Refusal:
    """The supervisor of somebody who leads a group or helps in it."""
    team = GroupWorker.objects.filter(group=group, ended_at=None)
    hers = Supervision.objects.running().filter(supervisor__in=[by.post], worker__in=team.values("post"))
    return None if by.post is not None and hers.exists() else _("这由带组社工的督导来看。")


def read_meeting(by: Actor, session: GroupSession) -> Refusal:
    """She reads what the team wrote about a session that was held, never what she wrote herself."""
    if (refusal := supervises_team(by, session.group)) is not None:
        return refusal
    if session.record is None:
        return _("这一节还没有记。")
    if session.record.acted_post_id == by.post or session.record.acted_by == by.user:
        return _("自己写的记录要另一个人来看。")
    return None


def read_meetings(by: Actor, session: GroupSession) -> Refusal:
    """Ticked together are ordinary notes alone: not where a child is in the group, or somebody whose file is shut."""
    if (refusal := read_meeting(by, session)) is not None:
        return refusal
    people = [row.person for row in session.group.groupmembers.select_related("person").defer("person__search")]
    if any(is_child(one) for one in people) or locks.shut(people, by):
        return _("受保护的、孩子的、高风险的记录要一份一份打开看，不能一起勾。")
    return None
