"""Who lets somebody open a locked file, and for how long: the sentence that refuses, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.models import BackgroundCheck
from linli.practice.models import OPEN, CaseFile, CaseWorker, CrisisResponse
from linli.practice.policies.cases import CASEWORKERS, IN_CHARGE, is_child, member

SENDERS = IN_CHARGE | {Role.SUPERVISOR}  # whose page of sending somebody is; which of them may, ``sends`` says


def approve(by: Actor, row: CaseWorker) -> Refusal:
    """The head of the station approves who opens a locked file, never herself; over again once it has lapsed."""
    if by.role not in IN_CHARGE or not by.scope.holds(row):
        return _("打开受保护的档案由本站站长批准。")
    if row.user_id == by.user:
        return _("不能批准给自己。")
    if row.ended_at is not None:
        return _("这位同事已经不在这个团队里了。")
    if row.approved_by is not None and not row.has_lapsed:
        return _("已经批准过了。")
    return locks.RESTRICTED if locks.restricted([row.case.client]) else None


def lapse_approvals(by: Actor) -> Refusal:
    """The calendar ends approvals, nobody by hand."""
    return None if by.channel == Channel.JOB else _("到期由系统来记。")


def tell_of_death(by: Actor) -> Refusal:
    """Who writes a death down may open no case; the job tells whoever works in one."""
    return None if by.channel == Channel.JOB else _("服务对象去世由系统告诉社工。")


def accompany(by: Actor, case: CaseFile, post: Post, check: BackgroundCheck | None) -> Refusal:
    """The supervisor of a child's case, or the head of the station, sends somebody unchecked, in a crisis alone.

    Never herself, and never whoever has a check: she is put into the team.
    """
    if (refusal := sends(by, case)) is not None:
        return refusal
    if post.user_id == by.user:
        return _("不能批准给自己。")
    if post.role not in CASEWORKERS:
        return _("请选一位社工。")
    if not Post.objects.visible_to(by).in_force(timezone.localdate()).filter(pk=post.pk).exists():
        return _("这个岗位不在您负责的范围里，或者已经不在任。")
    if check is not None and check.clear:
        return _("这位同事有有效的查询，请站长直接加进团队。")
    return None


def sends(by: Actor, case: CaseFile) -> Refusal:
    """What of :func:`accompany` does not depend on whom: who asks, and that a child is in danger now."""
    row = member(by, case)
    supervises = row is not None and row.part == CaseWorker.Part.SUPERVISOR
    if not supervises and not (by.role in IN_CHARGE and by.scope.holds(case)):
        return _("这件事由这个个案的督导或站长来批准。")
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    if not is_child(case.client):
        return _("服务对象不是孩子，请站长直接加进团队。")
    if case.state not in OPEN or not CrisisResponse.objects.filter(case=case, ended_at=None).exists():
        return _("只有危机正在发生的时候才能这样做。请先记下危机。")
    return None
