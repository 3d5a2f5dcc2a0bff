"""Who writes a plan, who approves it, who says a word in its margin: the sentence that refuses, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice.models import OPEN, CarePlan, CaseFile, CaseWorker, State
from linli.practice.policies.cases import IN_CHARGE, Part, agreed, member, reads, works

PLANNED_IN = frozenset({State.PLANNING, State.INTERVENTION, State.EVALUATION})


def take_goal(by: Actor, case: CaseFile) -> Refusal:
    """The team writes a plan once the assessment is done; while one waits for approval, nothing is changed in it."""
    if (refusal := works(by, case)) is not None:
        return refusal
    if case.state not in PLANNED_IN:
        return _("先做完预估，再写服务计划；暂停的时候，计划不改。")
    if CarePlan.objects.filter(case=case, approved_at=None).exclude(submitted_at=None).exists():
        return _("计划已经提交，正等批准。要改，请督导先退回来。")
    return None


set_goal = end_goal = write_plan = take_goal


def discard_plan(by: Actor, plan: CarePlan) -> Refusal:
    """A version that is in force stays; one that is being written may be thrown away by its team."""
    if (refusal := works(by, plan.case)) is not None:
        return refusal
    if plan.standing in ("approved", "submitted"):
        return _("这一版已经提交或批准，不能不要了。")
    return None


def submit_plan(by: Actor, plan: CarePlan) -> Refusal:
    """The team puts a plan before whoever approves it, once."""
    if (refusal := take_goal(by, plan.case)) is not None:
        return refusal
    return _("这一版已经批准了。") if plan.approved_at is not None else None


def approve_plan(by: Actor, plan: CarePlan) -> Refusal:
    """The supervisor of the team approves; the head of the station when the team has none; never who wrote it."""
    case = plan.case
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    if plan.written_by == by.user:
        return _("自己写的计划不能自己批准。")
    if (refusal := _decides(by, case)) is not None:
        return refusal
    if plan.standing != "submitted":
        return _("这份计划还没有提交，或者已经定过了。")
    if case.state not in PLANNED_IN:
        return _("这个个案现在是“%(state)s”，不能批准计划。") % {"state": case.get_state_display()}
    return agreed(case)


send_back_plan = approve_plan


def comment(by: Actor, case: CaseFile) -> Refusal:
    """Who works in the case, supervises it or is in charge of the station says a word in the margin."""
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    in_charge = by.role in IN_CHARGE and by.scope.holds(case)
    if not in_charge and member(by, case) is None:
        return _("批注由这个个案的团队和督导来写。")
    if case.state not in OPEN:
        return _("这个个案已经结束，档案锁定了。要再写，请先申请重开。")
    return reads(by, case)


def supervisors(case: CaseFile) -> "list[CaseWorker]":
    """Return who supervises a case now."""
    now = timezone.now()
    rows = CaseWorker.objects.filter(case=case, part=Part.SUPERVISOR, starts_at__lte=now).select_related("post")
    return [row for row in rows if row.ended_at is None or row.ended_at > now]


def _decides(by: Actor, case: CaseFile) -> Refusal:
    above = supervisors(case)
    if above:
        mine = member(by, case)
        if mine is None or mine.part != Part.SUPERVISOR:
            return _("计划由这个个案的督导来看。")
        return reads(by, case)
    if by.role not in IN_CHARGE or not by.scope.holds(case):
        return _("这个个案还没有督导，计划由站长来看。")
    if member(by, case) is not None:
        return _("您自己在这个个案里做，计划要另一个人来看。请先给它定一位督导。")
    return None
