"""服务计划: written with its goals, read in every version, looked over by the supervisor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_plans import CheckForm, CommentForm, GoalForm, PlanForm
from linli.practice.models import Agreed, CarePlan, CaseComment, CaseFile, PlanGoal
from linli.practice.queries.assessments import assessment, needs_told
from linli.practice.queries.library import shelf
from linli.practice.queries.margins import threads
from linli.practice.queries.plans import goal_rows, goals_of, in_force, under_way, versions
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])
READ = ["name", "plan"]


@PAGE
@staff(*policies.CASEWORKERS)
def case_plan(request: Request, pk: UUID) -> HttpResponse:
    """Write the version in hand: its frame, goals from the library in one tap, and put it before the supervisor."""
    case = sought(request, pk, "case.plan", READ, writing=True)
    plans = versions(case)
    written, now = under_way(plans), in_force(plans)
    shown = written or now
    form = PlanForm(request.POST if request.method == "POST" else None, initial=_frame_of(written, now))
    if request.method == "POST" and form.is_valid():
        try:
            where = _written(request, case, written, form)
        except Refused as refused:
            refuse(form, refused)
        else:
            return where
    goals = goals_of(shown, ended=True) if shown else []
    taken = {goal.taken for goal in goals if not goal.ended}
    context = {
        **frame(case), "form": form, "plan": written, "now": now, "plans": plans, "goals": goals,
        "library": [one for one in shelf(case).goals.values() if one.code not in taken],
        "refusal": policies.take_goal(request.actor, case), "comments": _comments(case, written, goals),
    }  # fmt: skip
    return render(request, "practice/plan.html", context, status=422 if form.errors else 200)


def _frame_of(written: CarePlan | None, now: CarePlan | None) -> dict[str, Any]:
    shown = written or now
    told = {name: getattr(shown, name) for name in ("aim", "risk")} if shown else {}
    if written is not None:
        told |= {"changed": written.changed, "agreed_how": written.agreed_how}
    today = timezone.localdate()
    return {**told, "agreed_on": written.agreed_on if written and written.agreed_on else today}


def _written(request: Request, case: CaseFile, written: CarePlan | None, form: PlanForm) -> HttpResponse:
    """Do what the pressed button says, after what stands in the form has been kept."""
    do, by = request.POST.get("do", ""), request.actor
    if do == "discard" and written is not None:
        actions.discard_plan(written, by=by)
        messages.info(request, _("这一版不要了，原来的计划照旧。"))
        return redirect("case", case.pk)
    plan = actions.write_plan(case, form.told(), by=by)
    if do.startswith("take:"):
        taken = actions.take_goal(case, do[5:], by=by)
        messages.success(request, _("放进计划里了：%(goal)s。") % {"goal": taken.text})
        if taken.baseline is None or taken.target is None:
            return redirect("case_goal_line", case.pk, taken.line)
        return redirect("case_plan", case.pk)
    if do == "submit":
        actions.submit_plan(plan, by=by)
        messages.success(request, _("交上去了，批准以后马上能开始。"))
        return redirect("case", case.pk)
    messages.success(request, _("保存好了。"))
    return redirect("case_goal", case.pk) if do == "goal" else redirect("case_plan", case.pk)


@PAGE
@staff(*policies.CASEWORKERS)
def case_goal(request: Request, pk: UUID, line: UUID | None = None) -> HttpResponse:
    """Write one goal anew, or (``line``) in another wording; or take it out of the plan."""
    case = sought(request, pk, "case.goal", READ, writing=True)
    goal = goal_rows(case.pk, 10_000).filter(line=line).first() if line else None
    form = GoalForm(request.POST if request.method == "POST" else None, goal=goal)
    if request.method == "POST" and form.is_valid():
        how = request.POST.get("do", "")
        try:
            if goal is not None and how:
                actions.end_goal(case, goal.line, how, by=request.actor)
            else:
                actions.set_goal(case, form.told(), by=request.actor, line=goal.line if goal else None)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("保存好了。"))
            return redirect("case_plan", case.pk)
    assessed = assessment(case)
    context = {
        **frame(case), "form": form, "goal": goal, "needs": needs_told(assessed) if assessed else [],
        "refusal": policies.set_goal(request.actor, case), "methods": shelf(case).methods.values(),
        "comments": _comments(case, None, [goal] if goal else []),
    }  # fmt: skip
    return render(request, "practice/goal.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.READERS)
def plan_check(request: Request, pk: UUID) -> HttpResponse:
    """Read one version; whoever approves it agrees, or gives it back with a sentence; the margin is the team's."""
    plan = get_object_or_404(CarePlan.objects.visible_to(request.actor), pk=pk)
    case = sought(request, plan.case_id, "case.plan_check", READ, writing=request.method == "POST")
    plan.case = case
    do = request.POST.get("do", "")
    back = CheckForm(request.POST if do == "back" else None)
    says = do == "comment" or (do == "approve" and bool(tidy(request.POST.get("text", ""))))
    margin = CommentForm(request.POST if says else None)
    asked = {"approve": not says or margin.is_valid(), "back": back.is_valid(), "comment": margin.is_valid()}
    if request.method == "POST" and asked.get(do):
        try:
            with transaction.atomic():
                said = _checked(request, plan, do, back, margin)
        except Refused as refused:
            if do == "approve":
                messages.warning(request, refused.sentence)
            else:
                refuse(margin if do == "comment" else back, refused)
        else:
            messages.success(request, said)
            return redirect("plan_check", plan.pk) if do == "comment" else redirect("tasks")
    goals = goals_of(plan, ended=True)
    context = {
        **frame(case), "plan": plan, "goals": goals, "back": back, "margin": margin,
        "may": plan.standing == "submitted", "refusal": policies.approve_plan(request.actor, plan),
        "comments": _comments(case, plan, goals),
        "agreed": Agreed(plan.agreed_how).label if plan.agreed_how else "", "versions": versions(case),
    }  # fmt: skip
    return render(request, "practice/plan_check.html", context, status=422 if back.errors or margin.errors else 200)


def _checked(request: Request, plan: CarePlan, do: str, back: CheckForm, margin: CommentForm) -> str:
    by = request.actor
    if do == "back":
        actions.send_back_plan(plan, by=by, why=back.cleaned_data["why"])
        return _("退回去了，您写的话在计划边上。")
    if margin.is_bound:
        goal = _goal_named(plan, margin.cleaned_data["about"])
        about, subject = (CaseComment.About.GOAL, goal.pk) if goal else (CaseComment.About.PLAN, plan.pk)
        actions.comment(plan.case, about, subject, margin.cleaned_data["text"], by=by)
    if do == "comment":
        return _("写在边上了。")
    actions.approve_plan(plan, by=by)
    return _("同意了，团队马上能看到。")


def _goal_named(plan: CarePlan, about: str) -> PlanGoal | None:
    return next((goal for goal in goals_of(plan, ended=True) if str(goal.pk) == about), None)


def _comments(case: CaseFile, plan: CarePlan | None, goals: list[PlanGoal]) -> list[CaseComment]:
    """Return the words in the margin of a version and of its goals; each goal has its own as ``margin``."""
    subjects = [*(goal.pk for goal in goals), *([plan.pk] if plan else [])]
    rows = threads(case, subjects)
    for goal in goals:
        goal.margin = [row for row in rows if row.subject == goal.pk]  # type: ignore[attr-defined]
    return [row for row in rows if plan and row.subject == plan.pk]
