"""慈善救助申请: one button from the case; each desk sees the application and its named facts only, never the case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import locks
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_linking import AidForm, DeskForm, MendForm
from linli.practice.models import AidApplication, AidEnclosure
from linli.practice.models.aid import Desk
from linli.practice.queries.aid import Shown, case_of, shown
from linli.practice.queries.attachments import enclosed, standing
from linli.practice.queries.household import facts, identity
from linli.practice.views.cases import frame
from linli.practice.views.found import sought
from linli.practice.views.returned import as_picture

PAGE = require_http_methods(["GET", "HEAD", "POST"])
DESKS = (*sorted(policies.READERS), Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.COUNTY_OFFICER)


@PAGE
@staff(*policies.CASEWORKERS)
def case_aid(request: Request, pk: UUID) -> HttpResponse:
    """Apply from the case: two fields, everything else is known."""
    found = sought(request, pk, "aid.apply", ["name", "household", "categories"], writing=True)
    form = AidForm(request.POST if request.method == "POST" else None, attachments=standing(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.apply_aid(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("交给社区了。"))
            return redirect("aid", made.pk)
    context = {
        **frame(found), "form": form, "facts": facts(found.client).splitlines(), "who": identity(found.client),
        "refusal": policies.apply_aid(request.actor, found),
        "applications": AidApplication.objects.filter(case=found).order_by("-asked_at"),
    }  # fmt: skip
    return render(request, "practice/case_aid.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*DESKS)
def aid(request: Request, pk: UUID) -> HttpResponse:
    """Show an application to whoever has to do with it; the desk it lies on decides here."""
    row, told = _found(request, pk)
    data = request.POST if request.method == "POST" else None
    desk = DeskForm(data)
    gone_with = enclosed(row)
    mends = policies.resubmit_aid(request.actor, row) is None
    form: DeskForm | MendForm = _mending(row, gone_with, data) if mends else desk
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("办好了。"))
            return redirect("aid", row.pk)
    context = {
        "row": row, "facts": told.lines, "passed": row.steps.order_by("at"), "form": form,
        "mends": mends, "enclosed": gone_with, "named": told.named,
        "decides": policies.agree_aid(request.actor, row) is None,
        "opens": request.actor.role in policies.READERS,
    }  # fmt: skip
    return render(request, "practice/aid.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*DESKS)
def aid_print(request: Request, pk: UUID) -> HttpResponse:
    """Show an application as the sheet of A4 that is signed and sealed."""
    row, told = _found(request, pk)
    context = {
        "row": row, "facts": told.lines, "passed": row.steps.order_by("at"), "enclosed": enclosed(row),
        "named": told.named,
    }  # fmt: skip
    return render(request, "practice/aid_print.html", context)


@require_safe
@staff(*DESKS)
def aid_enclosed(request: Request, pk: UUID) -> HttpResponse:
    """Show one photograph that went with an application, to whoever is due the name of whom it is for."""
    rows = AidEnclosure.objects.visible_to(request.actor).filter(ended_at=None)
    found = get_object_or_404(rows.select_related("application", "attachment"), pk=pk)
    told = _told(found.application, request)
    if not told.named or not found.attachment.picture:
        raise Http404
    _look(request, found.application, "aid.enclosed", ["enclosed"])
    return as_picture(found.attachment.picture)


def _found(request: Request, pk: UUID) -> tuple[AidApplication, Shown]:
    row = get_object_or_404(AidApplication.objects.visible_to(request.actor), pk=pk)
    told = _told(row, request)
    _look(request, row, "aid.view", [*(["name", "address"] if told.named else ["surname"]), "household", "aid"])
    return row, told


def _told(row: AidApplication, request: Request) -> Shown:
    row.case = case_of(row, request.actor)
    locks.use(row.case.client)
    return shown(row, request.actor)


def _look(request: Request, row: AidApplication, kind: str, fields: list[str]) -> None:
    looked(kind, [row.case.client_id], by=request.actor, county=row.county_id, purpose=f"aid:{row.pk}", fields=fields)


def _mending(row: AidApplication, gone_with: list[AidEnclosure], data: Any) -> MendForm:
    """Return the form of what was sent back, filled with what it said; its case is the team's, who alone mends."""
    begun = {"amount": row.amount, "reason": row.reason, "enclosed": [str(one.attachment_id) for one in gone_with]}
    return MendForm(data, attachments=standing(row.case), initial=begun)


def _decide(request: Request, row: AidApplication, told: dict[str, Any]) -> None:
    verb, by = request.POST.get("verb", ""), request.actor
    if row.state == Desk.RETURNED:
        actions.resubmit_aid(row, by=by, **told)
    elif verb == "return":
        actions.return_aid(row, by=by, reason=told["reason"])
    elif verb == "refuse":
        actions.refuse_aid(row, by=by, reason=told["reason"])
    else:
        actions.agree_aid(row, by=by, amount=told.get("amount"))
