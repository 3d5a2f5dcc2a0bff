"""Expenses with their receipts, changes between budget lines, people at work."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.directory.money import yuan
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.papers import pictures
from linli.people.forms import refuse
from linli.projects import actions, policies
from linli.projects.forms.road import ChangeForm, DayForm, DeployForm, ExpenseForm, SentenceForm
from linli.projects.models import Deployment, Expense, LineChange
from linli.projects.views.found import PAGE, asked, providers, readers, row_of, sought
from linli.workforce import queries as register


@require_safe
@readers
def project_expenses(request: Request, pk: UUID) -> HttpResponse:
    """List what was spent, newest first."""
    found = sought(request, pk)
    rows = found.expenses.select_related("line").defer("receipt_sealed")
    shown = page(rows, "-spent_on", "-id", after=request.GET.get("after", ""), size=50)
    context = {
        "project": found, "rows": [(row, yuan(row.amount)) for row in shown.rows],
        "older": f"?after={shown.next}" if shown.next else "", "provides": policies.spend(request.actor, found) is None,
    }  # fmt: skip
    return asked(request, "expenses", context)


@PAGE
@providers
def project_spend(request: Request, pk: UUID) -> HttpResponse:
    """Enter what was paid, with a photograph of the receipt."""
    found = sought(request, pk)
    told = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ExpenseForm(*told, project=found)
    if form.is_bound and form.is_valid():
        try:
            actions.spend(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了，等购买方核对。"))
            return redirect("project_expenses", found.pk)
    context = {"form": form, "project": found, "title": _("记一笔支出"), "yes": _("存下"), "files": True}
    return asked(request, "form", context, form)


@PAGE
@readers
def project_expense(request: Request, pk: UUID) -> HttpResponse:
    """Show one expense; the purchaser checks it here."""
    row = row_of(Expense, request, pk, "line")
    form = SentenceForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.check_expense(
                row, by=request.actor, accepted=request.POST.get("do") == "accept",
                sentence=form.cleaned_data["sentence"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project_expenses", row.project_id)
    context = {
        "row": row, "project": row.project, "amount": yuan(row.amount), "form": form,
        "checks": policies.check_expense(request.actor, row) is None,
    }  # fmt: skip
    return asked(request, "expense", context, form)


@require_safe
@readers
def project_receipt(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a receipt."""
    row = row_of(Expense, request, pk)
    response = HttpResponse(pictures.shown(row.receipt), content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@PAGE
@providers
def project_change_new(request: Request, pk: UUID) -> HttpResponse:
    """Ask to move money between lines."""
    found = sought(request, pk)
    form = ChangeForm(request.POST or None, project=found)
    if form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        try:
            actions.ask_line_change(found, told.pop("came_from"), told.pop("to"), by=request.actor, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("提上去了，购买方同意以后才动。"))
            return redirect("project_delivery", found.pk)
    return asked(request, "form", {"form": form, "project": found, "title": _("预算调整"), "yes": _("提上去")}, form)


@PAGE
@readers
def project_change(request: Request, pk: UUID) -> HttpResponse:
    """Show a change of the budget; the purchaser decides it here."""
    row = row_of(LineChange, request, pk, "came_from", "to")
    form = SentenceForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.decide_line_change(
                row, by=request.actor, agreed=request.POST.get("do") == "agree", sentence=form.cleaned_data["sentence"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project_delivery", row.project_id)
    context = {
        "row": row, "project": row.project, "amount": yuan(row.amount), "form": form,
        "decides": policies.decide_line_change(request.actor, row) is None,
    }  # fmt: skip
    return asked(request, "change", context, form)


@PAGE
@providers
def project_deploy(request: Request, pk: UUID) -> HttpResponse:
    """Say who works in the project."""
    found = sought(request, pk)
    own = register.search(request.actor, register.Wanted(organisation=found.organisation_id))
    workers = own.order_by("sort_key", "id")
    listed = list(workers.values_list("pk", flat=True))
    looked("workers", listed, by=request.actor, county=found.county_id, fields=["name"])
    form = DeployForm(request.POST or None, project=found, workers=workers)
    if form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        try:
            actions.deploy(found, told.pop("line"), by=request.actor, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project_delivery", found.pk)
    return asked(request, "form", {"form": form, "project": found, "title": _("谁到岗"), "yes": _("存下")}, form)


@PAGE
@providers
def project_deployment_end(request: Request, pk: UUID) -> HttpResponse:
    """Say until when somebody worked in it."""
    row = row_of(Deployment, request, pk)
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_deployment(row, by=request.actor, on=form.cleaned_data["on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project_delivery", row.project_id)
    context = {"form": form, "project": row.project, "title": _("%(name)s 到哪天为止") % {"name": row.name}}
    return asked(request, "form", context | {"yes": _("存下")}, form)
