"""阶段回顾, and the steps to and from the evaluation."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_plans import ReviewForm, StepForm
from linli.practice.models import CarePlan, CaseFile, CaseReview
from linli.practice.queries.plans import goals_of, in_force, lines, under_way, versions
from linli.practice.views import keeping
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])
REVIEW = "review"
STEPS = {
    "evaluate": lazy("目标差不多了，做评估"),
    "go_on": lazy("还有事要做，接着介入"),
    "reassess": lazy("有了新的需求，重新预估"),
}


@PAGE
@staff(*policies.CASEWORKERS)
def case_review(request: Request, pk: UUID) -> HttpResponse:
    """Look back over a quarter: the lines are drawn, what changed is told, and the plan changes only where it must."""
    case = sought(request, pk, "case.review", ["name", "plan", "sessions"], writing=True)
    plans = versions(case)
    plan = in_force(plans)
    drawn = lines(plan) if plan else []

    def make(data: Any, **more: Any) -> ReviewForm:
        return ReviewForm(data, drawn=drawn, **more)

    def do(data: dict[str, Any], _base: int) -> object:
        told = make(None).told(data)
        return actions.review_case(case, told, by=request.actor)

    long = keeping.Long(
        REVIEW, "practice/review.html", make, 0, {}, lambda _row: {}, do, _("回顾写好了，下一次在三个月后。"),
        then=lambda: "case_plan" if under_way(versions(case)) else "case",
    )  # fmt: skip
    context = {
        **frame(case), "plan": plan, "since": _since(plan),
        "earlier": CaseReview.objects.filter(case=case).order_by("-number")[:8],
        "refusal": policies.review_case(request.actor, case),
    }  # fmt: skip
    return keeping.answer(request, case, long, context)


@require_POST
@staff(*policies.CASEWORKERS)
def case_review_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep the review as it stands on the page."""
    return keeping.save(request, sought(request, pk, "case.review", ["name"], writing=True), REVIEW)


def _since(plan: CarePlan | None) -> date | None:
    if plan is None or plan.approved_at is None:
        return None
    return getattr(plan, "reviewed_on", None) or timezone.localtime(plan.approved_at).date()


@PAGE
@staff(*policies.CASEWORKERS)
def case_step(request: Request, pk: UUID) -> HttpResponse:
    """Go over to the evaluation, back to the work, or back to the assessment; with a reason."""
    case = sought(request, pk, "case.step", ["name"], writing=True)
    open_now = [(verb, label) for verb, label in STEPS.items() if policies.moves(request.actor, case, verb) is None]
    form = StepForm(request.POST if request.method == "POST" else None, steps=open_now, initial=_begun(case, open_now))
    if request.method == "POST" and form.is_valid():
        verb = {"evaluate": actions.evaluate, "go_on": actions.go_on, "reassess": actions.reassess}
        try:
            verb[form.cleaned_data["step"]](case, by=request.actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("定下来了。"))
            return redirect("case", case.pk)
    context = {**frame(case), "form": form, "steps_open": bool(open_now)}
    return render(request, "practice/step.html", context, status=422 if form.errors else 200)


def _begun(case: CaseFile, open_now: list[tuple[str, Any]]) -> dict[str, Any]:
    """When every goal of the plan has its end, the evaluation is next, and the plan itself says why."""
    plan = in_force(versions(case))
    if plan is None or goals_of(plan) or "evaluate" not in dict(open_now):
        return {}
    return {"step": "evaluate", "reason": _("计划里的目标都有了结果。")}
