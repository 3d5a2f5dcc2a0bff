"""Verbs of the service plan: goals taken and told, agreed with the client, put before the supervisor."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.cases import locked
from linli.practice.actions.todos import ask, end
from linli.practice.models import Agreed, CarePlan, CaseFile, Ended, PlanAction, PlanGoal, Rhythm, State
from linli.practice.queries.library import shelf
from linli.practice.queries.plans import changes, goal_rows, goals_of
from linli.practice.told import Goal, Plan, Step
from linli.practice.words import NO_END, NO_MEASURE, NO_TEXT, text

MOST_GOALS, MOST_STEPS = 12, 8
LIMIT = Decimal("999999.99")


@action
def take_goal(case: CaseFile, code: str, *, by: Actor) -> PlanGoal:
    """Take a goal with its measure and ways of working from the library; numbers it does not know are asked later."""
    case = locked(case)
    require(policies.take_goal(by, case))
    taken = shelf(case).goals.get(code)
    if taken is None:
        raise Refused(_("目标库里没有这一条，请重新选。"), "goal")
    plan = _being_written(case)
    if any(row.taken == code and not row.ended for row in goals_of(plan)):
        raise Refused(_("这个目标已经在计划里了。"), "goal")
    ends_on = timezone.localdate() + timedelta(weeks=taken.weeks)
    told = Goal(
        taken.text, taken.measure, ends_on, taken.baseline, taken.target, taken.rhythm, taken=code,
        steps=[Step(what) for what in taken.methods],
    )  # fmt: skip
    made = _put(plan, new_id(), _next_position(plan), told)
    audit.record("plan.goal_taken", plan, by=by, goal=code)
    return made


@action
def set_goal(case: CaseFile, told: Goal, *, by: Actor, line: UUID | None = None) -> PlanGoal:
    """Write a goal of the version in hand: a new one, or (``line``) another wording of one that stands."""
    case = locked(case)
    require(policies.set_goal(by, case))
    _hangs_together(told)
    plan = _being_written(case)
    old = _standing(plan, line) if line else None
    if old is not None and old.plan_id == plan.pk:
        old.delete()
    made = _put(plan, line or new_id(), old.position if old else _next_position(plan), told)
    audit.record("plan.goal_set", plan, by=by, line=str(made.line))
    return made


@action
def end_goal(case: CaseFile, line: UUID, how: str, *, by: Actor) -> None:
    """Take a goal out of the version in hand: reached, or not worked on any longer."""
    case = locked(case)
    require(policies.end_goal(by, case))
    if how not in (Ended.REACHED, Ended.DROPPED):
        raise Refused(_("请选是达到了，还是不再做。"), "ended")
    drop(_being_written(case), line, how)
    audit.record("plan.goal_ended", case, by=by, line=str(line), how=how)


@action
def write_plan(case: CaseFile, told: Plan, *, by: Actor) -> CarePlan:
    """Write the frame of the version in hand; begins it when there is none."""
    case = locked(case)
    require(policies.write_plan(by, case))
    if told.agreed_how and told.agreed_how not in Agreed.values:
        raise Refused(_("请选是怎么说好的。"), "agreed_how")
    if told.agreed_on and told.agreed_on > timezone.localdate():
        raise Refused(_("这一天还没到，请写说好的那天。"), "agreed_on")
    plan = _being_written(case)
    plan.aim, plan.risk = text(told.aim, 2000, "aim"), text(told.risk, 2000, "risk")
    plan.changed = text(told.changed, 2000, "changed")
    plan.agreed_on, plan.agreed_how = told.agreed_on, told.agreed_how
    plan.save()
    audit.record("plan.written", plan, by=by, number=plan.number)
    return plan


@action
def discard_plan(plan: CarePlan, *, by: Actor) -> None:
    """Throw away a version that was never put before anybody; the one in force goes on."""
    case = locked(plan.case)
    plan = _fresh(plan, case)
    require(policies.discard_plan(by, plan))
    audit.record("plan.discarded", case, by=by, number=plan.number)
    plan.delete()


@action
def submit_plan(plan: CarePlan, *, by: Actor) -> CarePlan:
    """Put a version before the supervisor of the team, or before the head of the station when there is none."""
    case = locked(plan.case)
    plan = _fresh(plan, case)
    require(policies.submit_plan(by, plan))
    _is_whole(plan)
    plan.submitted_at, plan.sent_back_at, plan.written_by = timezone.now(), None, by.user
    plan.save(update_fields=["submitted_at", "sent_back_at", "written_by"])
    audit.record("plan.submitted", plan, by=by, number=plan.number)
    end(["plan_back"], [plan.pk], by=by)
    due = working_days_on(timezone.localdate(), packs.clocks()["plan_approval_working_days"])
    title = _("%(number)s 的服务计划第%(version)s版，请看一看") % {"number": case.number, "version": plan.number}
    above = [row.post for row in policies.supervisors(case)]
    for post in above:
        ask("plan_approve", title, due, case, by=by, owner=post, subject=plan)
    if not above:
        ask("plan_approve", title, due, case, by=by, role=Role.STATION_LEAD, subject=plan)
    return plan


def drop(plan: CarePlan, line: UUID, how: str) -> None:
    """Mark one goal of a version in hand as ended; a goal that was never approved is taken out."""
    old = _standing(plan, line)
    told = told_of(old)
    if old.plan_id == plan.pk:
        old.delete()
    if PlanGoal.objects.filter(case=plan.case_id, line=line).exists():
        _put(plan, line, old.position, told, ended=how)


def told_of(goal: PlanGoal) -> Goal:
    """Return a goal as it would be told again."""
    steps = [Step(one.what, one.who, one.when) for one in goal.steps.order_by("position")]
    return Goal(
        goal.text, goal.measure, goal.ends_on, goal.baseline, goal.target, goal.rhythm, goal.need, steps, goal.taken
    )


def begun(case: CaseFile) -> CarePlan:
    """Return the version in hand, begun when there is none; called inside a verb that asked for it."""
    return _being_written(case)


def _being_written(case: CaseFile) -> CarePlan:
    before = CarePlan.objects.filter(case=case).order_by("-number").first()
    if before is not None and before.approved_at is None:
        return before
    plan = CarePlan(case=case, number=before.number + 1 if before else 1, begun_at=timezone.now(), **of_row(case))
    plan.aim, plan.risk = (before.aim, before.risk) if before else ("", "")
    plan.save(force_insert=True)
    return plan


def _fresh(plan: CarePlan, case: CaseFile) -> CarePlan:
    kept = CarePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    kept.case = case
    return kept


def _next_position(plan: CarePlan) -> int:
    rows = list(goal_rows(plan.case_id, plan.number))
    if sum(not row.ended for row in rows) >= MOST_GOALS:
        raise Refused(_("一份计划最多12个目标，先把做完的停下来。"), "goal")
    return max((row.position for row in rows), default=0) + 1


def _standing(plan: CarePlan, line: UUID) -> PlanGoal:
    row = goal_rows(plan.case_id, plan.number).filter(line=line).first()
    if row is None or row.ended:
        raise Refused(_("计划里没有这个目标，请刷新后再看。"), "goal")
    return row


def _put(plan: CarePlan, line: UUID, position: int, told: Goal, *, ended: str = "") -> PlanGoal:
    assert told.ends_on is not None
    goal = PlanGoal(
        case_id=plan.case_id, plan=plan, line=line, position=position, baseline=told.baseline, target=told.target,
        rhythm=told.rhythm, ends_on=told.ends_on, taken=told.taken, ended=ended, **of_row(plan),
    )  # fmt: skip
    goal.text, goal.measure = text(told.text, 500, "text"), text(told.measure, 500, "measure")
    goal.need = text(told.need, 500, "need")
    goal.save(force_insert=True)
    for position, step in enumerate(_steps(told.steps)):
        row = PlanAction(case_id=plan.case_id, goal=goal, position=position, who=step.who, **of_row(plan))
        row.what, row.when = text(step.what, 500, "what"), text(step.when, 100, "when")
        row.save(force_insert=True)
    return goal


def _steps(told: Sequence[Step]) -> list[Step]:
    steps = [step for step in told if tidy(step.what)]
    if len(steps) > MOST_STEPS:
        raise Refused(_("一个目标最多8条做法。"), "what")
    if any(step.who not in PlanAction.Who.values for step in steps):
        raise Refused(_("请选这条做法由谁来做。"), "who")
    return steps


def _hangs_together(told: Goal) -> None:
    if not tidy(told.text):
        raise Refused(NO_TEXT, "text")
    if not tidy(told.measure):
        raise Refused(NO_MEASURE, "measure")
    if told.rhythm not in Rhythm.values:
        raise Refused(_("请选多久做一次。"), "rhythm")
    if told.ends_on is None or told.ends_on < timezone.localdate():
        raise Refused(NO_END, "ends_on")
    for name, value in (("baseline", told.baseline), ("target", told.target)):
        if value is not None and not 0 <= value <= LIMIT:
            raise Refused(_("填 0 到 999999 之间的数。"), name)


def _is_whole(plan: CarePlan) -> None:
    goals, own = goals_of(plan), changes(plan)
    if not goals and not own["goals"]:
        raise Refused(_("计划里还没有目标，先从目标库里选一个，或者自己写一个。"), "goal")
    for goal in goals:
        if goal.baseline is None or goal.target is None:
            raise Refused(_("“%(goal)s”还没写现在是多少、要到多少。") % {"goal": goal.text}, "goal")
    if plan.agreed_on is None or not plan.agreed_how:
        raise Refused(_("先和服务对象说好，再提交。请选是怎么说好的。"), "agreed_how")
    anew = plan.case.state == State.PLANNING  # a new assessment may find that the plan is still right
    if not (own["first"] or own["goals"] or own["framed"] or anew):
        raise Refused(_("和上一版一样，不用再出一版。要改，先改一个目标。"), "goal")
    if not own["first"] and not plan.changed:
        raise Refused(_("写一句这一版改了什么。"), "changed")
