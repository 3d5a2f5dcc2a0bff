"""Verbs of looking back: the review of each quarter, and the steps to and from the evaluation."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.cases import locked, move
from linli.practice.actions.plans import begun, drop
from linli.practice.actions.todos import ask, end
from linli.practice.models import CarePlan, CaseFile, CaseReview, Ended, PlanGoal, ReviewedGoal
from linli.practice.queries.plans import counted, goals_of, in_force, under_way, versions
from linli.practice.queries.sessions import sessions
from linli.practice.told import Review
from linli.practice.words import NO_CHANGE, NO_WHY, text


@action
def review_case(case: CaseFile, told: Review, *, by: Actor) -> CaseReview:
    """Look back over a quarter. Goals reached or dropped begin the next version of the plan; nothing else does."""
    case = locked(case)
    require(policies.review_case(by, case))
    if not tidy(told.changed):
        raise Refused(NO_CHANGE, "changed")
    plans = versions(case)
    plan = in_force(plans)
    if plan is None:
        raise Refused(_("还没有批准的计划，先把计划定下来。"), "changed")
    goals = goals_of(plan)
    if set(told.ended) - {goal.line for goal in goals} or any(how not in Ended.values for how in told.ended.values()):
        raise Refused(_("计划改过了，请刷新后再看。"), "changed")
    over = {line: how for line, how in told.ended.items() if how}
    written = under_way(plans)
    if over and written is not None and written.standing == "submitted":
        raise Refused(_("新一版计划正等批准，目标先不停。等批准了再改。"), "changed")
    made = _write(case, plan, told, goals, by)
    if over:
        _next_version(case, over, told.changed)
    audit.record("case.reviewed", made, by=by, number=made.number, ended=len(over))
    end(["case_review"], [case.pk], by=by)
    due = timezone.localdate() + timedelta(days=packs.clocks()["review_days"])
    title = _("%(number)s 阶段回顾") % {"number": case.number}
    ask("case_review", title, due, case, by=by, owner=Post.objects.get(pk__in=[by.post]))
    return made


@action
def evaluate(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Go over to the evaluation: the goals are reached, or no more can be done."""
    case = locked(case)
    require(policies.evaluate(by, case))
    return move(case, "evaluate", by, reason=_said(reason), days=packs.clocks()["evaluation_days"])


@action
def go_on(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Go back to work: the evaluation found something left to do."""
    case = locked(case)
    require(policies.go_on(by, case))
    return move(case, "go_on", by, reason=_said(reason))


@action
def reassess(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Go back to the assessment: there is a new need."""
    case = locked(case)
    require(policies.reassess(by, case))
    return move(case, "reassess", by, reason=_said(reason), days=packs.clocks()["assessment_days"])


def _said(reason: str) -> str:
    if not tidy(reason):
        raise Refused(NO_WHY, "reason")
    return text(reason, 500, "reason")


def _began(plan: CarePlan) -> date:
    assert plan.approved_at is not None
    return timezone.localtime(plan.approved_at).date()


def _write(case: CaseFile, plan: CarePlan, told: Review, goals: list[PlanGoal], by: Actor) -> CaseReview:
    today = timezone.localdate()
    since = getattr(plan, "reviewed_on", None) or _began(plan)
    last = CaseReview.objects.filter(case=case).order_by("-number").first()
    made = CaseReview(
        case=case, number=last.number + 1 if last else 1, plan=plan, on=today, since=since, at=timezone.now(),
        sessions=sessions(case).filter(record__happened_on__gte=since).count(), by_name=by.name, **of_row(case),
    )  # fmt: skip
    made.changed = text(told.changed, 5000, "changed")
    made.save(force_insert=True)
    ways = counted(case, since)
    for goal in goals:
        worse, same, better = (ways.get(goal.line, {}).get(way, 0) for way in (-1, 0, 1))
        ReviewedGoal.objects.create(
            case=case, review=made, goal=goal, worse=worse, same=same, better=better,
            ended=told.ended.get(goal.line, ""), **of_row(case),
        )  # fmt: skip
    return made


def _next_version(case: CaseFile, over: dict[UUID, str], changed: str) -> None:
    plan = begun(case)
    for line, how in over.items():
        drop(plan, line, how)
    if not plan.changed:
        plan.changed = text(changed, 5000, "changed")[:2000]
        plan.save(update_fields=["changed_sealed"])
