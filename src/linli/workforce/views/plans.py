"""三年规划: a county's plan is entered as a whole, and what was reached is shown beside it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.places.models import Division, Level
from linli.workforce import actions
from linli.workforce.forms_network import PlanForm, ReachedForm, TargetForm
from linli.workforce.models import NetworkPlan, PlanTarget
from linli.workforce.queries import network as queries
from linli.workforce.views.network import PAGE

MOST_ROWS = 30
PAST = 10


@PAGE
@staff(Role.COUNTY_OFFICER)
def network_plan(request: Request) -> HttpResponse:
    """Show the county's plans with what was reached; take the plan as a whole, or what was reached of an own target."""
    county: Division | None = request.post.place if request.post else None
    if county is None or county.level != Level.COUNTY:
        raise Http404
    plans = list(queries.plans(request.actor)[:PAST])
    plan = plans[0] if plans else None
    part = request.POST.get("part", "") if request.method == "POST" else ""
    form = PlanForm(request.POST if part == "plan" else None, prefix="plan", initial=_initial(plan))
    rows: Any = formset_factory(TargetForm, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)(
        request.POST if part == "plan" else None, initial=_rows(plan), prefix="rows"
    )
    said = ReachedForm(request.POST if part == "reached" else None, prefix="reached", own=_own(plans))
    if part == "plan" and form.is_valid() and rows.is_valid() and _set(request, county, form, rows):
        return redirect("network_plan")
    if part == "reached" and said.is_valid() and _say(request, said):
        return redirect("network_plan")
    context = {
        "plans": [(one, queries.reached(one, request.actor)) for one in plans], "form": form, "rows": rows,
        "said": said, "own": _own(plans), "county": county, "part": part,
    }  # fmt: skip
    return render(request, "workforce/network_plan.html", context, status=422 if request.method == "POST" else 200)


def _set(request: Request, county: Division, form: PlanForm, rows: Any) -> bool:
    said = [row for row in rows.forms if row.is_row]
    try:
        actions.set_plan(county, rows=[row.told() for row in said], by=request.actor, **form.cleaned_data)
    except Refused as refused:
        number, _dot, name = refused.field.partition(".")
        at: forms.Form = said[int(number)] if number.isdigit() and int(number) < len(said) else form
        refuse(at, Refused(refused.sentence, name or refused.field))
        return False
    messages.success(request, _("存好了。"))
    return True


def _say(request: Request, form: ReachedForm) -> bool:
    told = form.cleaned_data
    try:
        actions.say_reached(told["target"], told["number"], told["source"], by=request.actor)
    except Refused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("记下了。"))
    return True


def _initial(plan: NetworkPlan | None) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("name", "source", "first_year")} if plan else {}


def _rows(plan: NetworkPlan | None) -> list[dict[str, Any]]:
    """Return the targets of a plan as its form asks them: one row each, three numbers."""
    found: dict[int, dict[str, Any]] = {}
    for target in plan.targets.select_related("plan") if plan else ():
        row = found.setdefault(target.position, {"measure": target.measure, "name": target.name})
        row[("first", "second", "third")[target.year - target.plan.first_year]] = target.number
    return [found[position] for position in sorted(found)]


def _own(plans: list[NetworkPlan]) -> list[tuple[str, Any]]:
    """Return the targets that nothing here counts, to be picked."""
    rows = PlanTarget.objects.filter(plan__in=plans, measure="").order_by("-year", "position")
    return [(str(one.pk), f"{one.year} · {one.name}") for one in rows]
