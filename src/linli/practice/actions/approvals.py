"""Verbs of whoever looks over a plan: approve, send back with words in the margin."""

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.cases import locked, move
from linli.practice.actions.todos import ask, end
from linli.practice.models import (
    CarePlan,
    CaseComment,
    CaseFile,
    CaseReview,
    CaseSession,
    CaseWorker,
    PlanGoal,
    State,
)
from linli.practice.words import NO_WHAT, NO_WORD, text
from linli.tasks.models import Task

About = CaseComment.About
TABLES: dict[str, type[models.Model]] = {
    About.CASE: CaseFile,
    About.PLAN: CarePlan,
    About.GOAL: PlanGoal,
    About.SESSION: CaseSession,
    About.REVIEW: CaseReview,
}


@action
def approve_plan(plan: CarePlan, *, by: Actor) -> CarePlan:
    """Put a version in force. The first one takes the case to intervention; from now on it is never changed."""
    case = locked(plan.case)
    plan = _fresh(plan, case)
    require(policies.approve_plan(by, plan))
    plan.approved_at, plan.approved_by, plan.approved_name = timezone.now(), by.user, by.name
    plan.save(update_fields=["approved_at", "approved_by", "approved_name"])
    audit.record("plan.approved", plan, by=by, number=plan.number)
    end(["plan_approve"], [plan.pk], by=by, outcome=_("同意"))
    if case.state == State.PLANNING:
        move(case, "agree", by)
    _ask_for_work(case, by)
    return plan


@action
def send_back_plan(plan: CarePlan, *, by: Actor, why: str) -> CarePlan:
    """Give a version back to the team with a sentence; the words in the margin stay with it."""
    case = locked(plan.case)
    plan = _fresh(plan, case)
    require(policies.send_back_plan(by, plan))
    if not tidy(why):
        raise Refused(NO_WHAT, "why")
    _say(case, About.PLAN, plan.pk, why, by, "why")
    plan.submitted_at, plan.sent_back_at = None, timezone.now()
    plan.save(update_fields=["submitted_at", "sent_back_at"])
    audit.record("plan.sent_back", plan, by=by, number=plan.number)
    end(["plan_approve"], [plan.pk], by=by, outcome=_("退回"))
    if (owner := _owner(case)) is not None:
        title = _("%(number)s 的服务计划退回来了，请改") % {"number": case.number}
        day = working_days_on(timezone.localdate(), packs.clocks()["plan_back_working_days"])
        ask("plan_back", title, day, case, by=by, owner=owner, subject=plan)
    return plan


@action
def comment(case: CaseFile, about: str, subject: UUID, words: str, *, by: Actor) -> CaseComment:
    """Write a word in the margin of a plan, a goal, a session or a review of a case."""
    case = locked(case)
    require(policies.comment(by, case))
    where = {} if about == About.CASE else {"case": case}
    known = TABLES[about]._default_manager.filter(pk=subject, **where) if about in TABLES else None
    if known is None or not known.exists() or (about == About.CASE and subject != case.pk):
        raise Refused(_("找不到要批注的地方，请刷新后再看。"), "text")
    if not tidy(words):
        raise Refused(NO_WORD, "text")
    made = _say(case, about, subject, words, by, "text")
    audit.record("case.commented", case, by=by, about=about)
    return made


def _say(case: CaseFile, about: str, subject: UUID, words: str, by: Actor, field: str) -> CaseComment:
    made = CaseComment(
        case=case, about=about, subject=subject, at=timezone.now(), by_post_id=by.post, by_name=by.name, **of_row(case)
    )
    made.text = text(words, 1000, field)
    made.save(force_insert=True)
    return made


def _fresh(plan: CarePlan, case: CaseFile) -> CarePlan:
    kept = CarePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    kept.case = case
    return kept


def _owner(case: CaseFile) -> Post | None:
    rows = CaseWorker.objects.filter(case=case, part=CaseWorker.Part.OWNER, ended_at=None).select_related("post")
    return next((row.post for row in rows), None)


def _ask_for_work(case: CaseFile, by: Actor) -> None:
    """The first session and the first review have a day from the moment the plan is in force."""
    owner = _owner(case)
    if owner is None:
        return
    clocks = packs.clocks()
    asked = (
        ("case_session", _("%(number)s 会谈"), clocks["session_days"]),
        ("case_review", _("%(number)s 阶段回顾"), clocks["review_days"]),
    )
    for kind, title, days in asked:
        if not Task.objects.filter(kind=kind, subject=case.pk, done_at=None).exists():
            due = timezone.localdate() + timedelta(days=days)
            ask(kind, title % {"number": case.number}, due, case, by=by, owner=owner)
