"""Who writes sessions and reviews, and takes the steps after the plan: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import CaseFile, CaseSession, State
from linli.practice.models.cases import WORKED
from linli.practice.policies.cases import moves, works


def hold_session(by: Actor, case: CaseFile) -> Refusal:
    """The team writes sessions of a case that was accepted and is not suspended."""
    if (refusal := works(by, case)) is not None:
        return refusal
    if case.state == State.INTAKE:
        return _("还没有接案，先定下来要不要接。走访和电话可以用“记一笔”。")
    if case.state not in WORKED:
        return _("这个个案暂停着。要再谈，请先恢复。")
    return None


def correct_session(by: Actor, session: CaseSession) -> Refusal:
    """As writing one; whoever recorded it, or the head of the station, corrects (``records`` asks that)."""
    return hold_session(by, session.case)


def review_case(by: Actor, case: CaseFile) -> Refusal:
    """The team looks back while it works by a plan."""
    if (refusal := works(by, case)) is not None:
        return refusal
    if case.state not in (State.INTERVENTION, State.EVALUATION):
        return _("有了批准的计划，开始介入以后再做阶段回顾。")
    return None


def evaluate(by: Actor, case: CaseFile) -> Refusal:
    """The team goes over to the evaluation."""
    return works(by, case) or moves(by, case, "evaluate")


def go_on(by: Actor, case: CaseFile) -> Refusal:
    """The evaluation found something left to do."""
    return works(by, case) or moves(by, case, "go_on")


def reassess(by: Actor, case: CaseFile) -> Refusal:
    """A new need leads back to the assessment."""
    return works(by, case) or moves(by, case, "reassess")
