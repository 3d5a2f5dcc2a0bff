"""登台: an activity of the community joined to a goal in one tap."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.practice import actions, policies
from linli.practice.models import Activity, CaseFile, PlanGoal
from linli.practice.queries.plans import goals_of, in_force, versions
from linli.practice.queries.taking_part import offered, taken
from linli.practice.views.cases import PAGE, frame
from linli.practice.views.found import sought


@PAGE
@staff(*policies.CASEWORKERS)
def case_activity(request: Request, pk: UUID) -> HttpResponse:
    """Show what happens around, each with the goals it may be for; a tap joins the two."""
    case = sought(request, pk, "case.activity", ["name", "plan"], writing=True)
    plan = in_force(versions(case))
    goals = goals_of(plan) if plan is not None else []
    if request.method == "POST":
        try:
            made = _joined(request, case, request.POST.get("take", ""), goals)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("记下了：%(name)s。") % {"name": made})
            return redirect("case", case.pk)
    named = {goal.line: goal.text for goal in goals}
    context = {
        **frame(case), "goals": goals, "activities": offered(case, request.actor, timezone.localdate()),
        "taken": [(row, named.get(row.line or row.pk, "")) for row in taken(case)],
        "child": policies.is_child(case.client), "refusal": policies.works(request.actor, case),
    }  # fmt: skip
    return render(request, "practice/case_activity.html", context, status=422 if request.method == "POST" else 200)


def _joined(request: Request, case: CaseFile, told: str, goals: list[PlanGoal]) -> Activity:
    """Join what a button names: ``<activity>:<line>``, the line left empty for no goal."""
    activity, _colon, line = told.partition(":")
    found = get_object_or_404(Activity.objects.visible_to(request.actor), pk=_uuid(activity))
    tell = request.POST.get("tell") == "1"
    actions.take_part(case, found, by=request.actor, line=_uuid(line) if line else None, tell=tell)
    return found


def _uuid(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise Refused(_("请点一场活动。")) from None
