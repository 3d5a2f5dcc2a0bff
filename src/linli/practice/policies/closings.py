"""Who closes a case, follows up and takes it up again: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice.models import CaseClosure, CaseFile, CaseWorker, FollowUp, ReopenRequest, State
from linli.practice.models.cases import has_one
from linli.practice.policies.cases import IN_CHARGE, agreed, member, moves, works


def propose_closing(by: Actor, case: CaseFile) -> Refusal:
    """The team asks to close, with or without consent, and after a death."""
    return works(by, case, ending=True) or moves(by, case, "close")


def close(by: Actor, closure: CaseClosure) -> Refusal:
    """The supervisor of a case, or the head of the station, agrees; never whoever asked."""
    return _decides(by, closure) or moves(by, closure.case, "close")


def return_closing(by: Actor, closure: CaseClosure) -> Refusal:
    """Whoever may agree may send it back."""
    return _decides(by, closure)


def follow_up(by: Actor, row: FollowUp) -> Refusal:
    """The team looks after a client whose case is closed, as long as she lives and agrees."""
    if (refusal := skip_follow_up(by, row)) is not None:
        return refusal
    if row.case.client.died_on is not None:
        return _("服务对象已经去世，不用回访了。请点“不做了”。")
    return agreed(row.case)


def skip_follow_up(by: Actor, row: FollowUp) -> Refusal:
    """The team says that a follow-up is not made, and why."""
    told = member(by, row.case)
    if told is None or told.part == CaseWorker.Part.SUPERVISOR:
        return _("回访由这个个案的社工来做。要接手，请找站长。")
    if (refusal := locks.refusal([row.case.client], by)) is not None:
        return refusal
    if row.state != FollowUp.State.PENDING:
        return _("这次回访已经记过了。")
    return None if row.case.state == State.CLOSED else _("这个个案没有结案，请记会谈。")


def ask_reopen(by: Actor, case: CaseFile) -> Refusal:
    """The team, or the head of the station, asks for a closed case to be taken up again."""
    if member(by, case) is None and not (by.role in IN_CHARGE and by.scope.holds(case)):
        return _("重开由这个个案的团队或站长提出。")
    return _reopens(case)


def reopen(by: Actor, asked: ReopenRequest) -> Refusal:
    """The supervisor of a case, or the head of the station, agrees, never whoever asked; the client agrees too."""
    return _decides(by, asked) or _reopens(asked.case) or agreed(asked.case)


def refuse_reopen(by: Actor, asked: ReopenRequest) -> Refusal:
    """Whoever may agree may say no."""
    return _decides(by, asked)


def _decides(by: Actor, row: CaseClosure | ReopenRequest) -> Refusal:
    told = member(by, row.case)
    supervises = told is not None and told.part == CaseWorker.Part.SUPERVISOR
    if not supervises and not (by.role in IN_CHARGE and by.scope.holds(row)):
        return _("这件事由督导或站长来定。")
    if row.asked_by == by.user:
        return _("自己提的，要请另一个人来定。")
    if row.decided_at is not None:
        return _("已经定过了。")
    return locks.RESTRICTED if locks.restricted([row.case.client]) else None


def _reopens(case: CaseFile) -> Refusal:
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    if case.state != State.CLOSED:
        return _("只有结了案的才要重开。")
    if case.client.died_on is not None:
        return _("服务对象已经去世，不能重开。")
    if has_one(case.client_id):
        return _("服务对象另有一个没有结束的个案，请写在那里。")
    return None
