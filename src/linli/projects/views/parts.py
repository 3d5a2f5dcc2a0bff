"""The parts of a plan: rows of a table, needs, indicators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.accounts.middleware import Request
from linli.kernel.period import Period
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import actions, packs, policies
from linli.projects.forms.fields import refuse_row, rows_of
from linli.projects.forms.plan import (
    CriterionForm,
    IndicatorForm,
    LineForm,
    MilestoneForm,
    PickForm,
    SayForm,
    StaffForm,
)
from linli.projects.models import Indicator, Need, ServiceProject
from linli.projects.views.found import PAGE, asked, buyers, row_of, sought

MOST_ROWS = 60
# part: its form, where its rows are, its title, its verb.
PARTS: dict[str, tuple[Any, str, Any, Any]] = {
    "budget": (LineForm, "budgetlines", gettext_lazy("预算"), actions.set_budget),
    "milestones": (MilestoneForm, "milestones", gettext_lazy("里程碑"), actions.set_milestones),
    "scheme": (CriterionForm, "criterions", gettext_lazy("评估方案"), actions.set_criteria),
    "staff": (StaffForm, "stafflines", gettext_lazy("人员要求"), actions.set_staff),
}


@PAGE
@buyers
def project_part(request: Request, pk: UUID, part: str) -> HttpResponse:
    """Write a part as a whole, row by row; a row whose name is emptied is gone."""
    if part not in PARTS:
        raise Http404
    found = sought(request, pk)
    form_class, related, title, verb = PARTS[part]
    formset = _formset(request, found, form_class, related)
    if formset.is_bound and formset.is_valid():
        rows = rows_of(formset)
        try:
            verb(found, [row.told() for row in rows], by=request.actor)  # type: ignore[attr-defined]
        except Refused as refused:
            refuse_row(formset, rows, refused)
        else:
            messages.success(request, _("存好了。"))
            return redirect("project", found.pk)
    frozen = policies.amend_basics(request.actor, found)
    context = {"project": found, "formset": formset, "title": title, "part": part, "frozen": frozen}
    return asked(request, "part", context, formset)


def _formset(request: Request, found: ServiceProject, form_class: Any, related: str) -> Any:
    made = formset_factory(form_class, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)
    names = list(form_class.base_fields)
    rows = [{name: getattr(row, name) for name in names} for row in getattr(found, related).all()]
    more = {"grades": packs.rules(packs.region_of(found.place)).grades} if form_class is MilestoneForm else {}
    return made(request.POST or None, initial=rows, prefix="rows", form_kwargs=more)


@PAGE
@buyers
def project_needs(request: Request, pk: UUID) -> HttpResponse:
    """Pick a number from the records, or write a need down with its source."""
    found = sought(request, pk)
    picks = request.POST.get("do") == "pick"
    pick = PickForm(request.POST if picks else None, place=found.place)
    say = SayForm(request.POST if request.method == "POST" and not picks else None)
    form: Any = pick if picks else say
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            if picks:
                period = Period(told["start"], told["end"])
                actions.pick_need(found, told["indicator"], period, by=request.actor, said=told["said"])
            else:
                actions.say_need(found, told["said"], told["source"], by=request.actor, survey=told["survey"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project_needs", found.pk)
    context = {
        "project": found, "pick": pick, "say": say, "needs": found.needs.order_by("pk"),
        "frozen": policies.amend_basics(request.actor, found),
    }  # fmt: skip
    return asked(request, "needs", context, pick, say)


@require_POST
@buyers
def project_need_drop(request: Request, pk: UUID) -> HttpResponse:
    """Take a need out."""
    need = row_of(Need, request, pk)
    try:
        actions.drop_need(need, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("project_needs", need.project_id)


@PAGE
@buyers
def project_indicator_new(request: Request, pk: UUID) -> HttpResponse:
    """Add an indicator."""
    return _indicator(request, sought(request, pk), None)


@PAGE
@buyers
def project_indicator(request: Request, pk: UUID) -> HttpResponse:
    """Say an indicator anew, or take it out."""
    row = row_of(Indicator, request, pk)
    if request.POST.get("do") == "drop":
        try:
            actions.drop_indicator(row, by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("project", row.project_id)
    return _indicator(request, row.project, row)


def _indicator(request: Request, found: ServiceProject, row: Indicator | None) -> HttpResponse:
    initial = None
    if row is not None:
        names = [name for name in IndicatorForm.base_fields if name != "knowing"]
        initial = {name: getattr(row, name) for name in names}
    form = IndicatorForm(request.POST or None, place=found.place, initial=initial)
    if form.is_valid():
        try:
            actions.say_indicator(found, form.told(row), by=request.actor, row=row)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project", found.pk)
    context = {"form": form, "project": found, "row": row, "frozen": policies.amend_basics(request.actor, found)}
    return asked(request, "indicator", context, form)
