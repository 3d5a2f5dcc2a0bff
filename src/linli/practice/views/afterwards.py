"""回访和重开: what comes after a case was closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_closing import AnswerForm, FollowUpForm, ReopenForm, SkipForm
from linli.practice.models import FollowUp, ReopenRequest
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(*policies.CASEWORKERS)
def follow_up(request: Request, pk: UUID) -> HttpResponse:
    """Write a follow-up down, or say why it is not made."""
    row = get_object_or_404(FollowUp.objects.visible_to(request.actor), pk=pk)
    found = sought(request, row.case_id, "case.follow_up", ["name"], writing=True)
    skips = request.method == "POST" and request.POST.get("verb") == "skip"
    data = request.POST if request.method == "POST" else None
    form = FollowUpForm(None if skips else data, initial={"happened_on": timezone.localdate(), "minutes": 20})
    skip = SkipForm(data if skips else None)
    asked = skip if skips else form
    if request.method == "POST" and asked.is_valid():
        try:
            if skips:
                actions.skip_follow_up(row, by=request.actor, **skip.cleaned_data)
            else:
                actions.follow_up(row, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("case", found.pk)
    context = {**frame(found), "form": form, "skip": skip, "row": row}
    return render(request, "practice/follow_up.html", context, status=422 if asked.errors else 200)


@PAGE
@staff(*policies.READERS)
def case_reopen(request: Request, pk: UUID) -> HttpResponse:
    """Ask for a closed case to be taken up again; whoever reviews agrees here."""
    found = sought(request, pk, "case.reopening", ["name", "problem"], writing=True)
    asked = ReopenRequest.objects.filter(case=found, decided_at=None).first()
    data = request.POST if request.method == "POST" else None
    form: ReopenForm | AnswerForm = AnswerForm(data) if asked else ReopenForm(data)
    if request.method == "POST" and form.is_valid():
        try:
            if asked is None:
                actions.ask_reopen(found, by=request.actor, reason=form.cleaned_data["reason"])
            elif request.POST.get("verb") == "refuse":
                actions.refuse_reopen(asked, by=request.actor, answer=form.cleaned_data["answer"])
            else:
                actions.reopen(asked, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("办好了。"))
            return redirect("case", found.pk)
    refusal = policies.refuse_reopen(request.actor, asked) if asked else policies.ask_reopen(request.actor, found)
    context = {**frame(found), "form": form, "asked": asked, "refusal": refusal}
    return render(request, "practice/case_reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@staff(*policies.READERS)
def reopening(request: Request, pk: UUID) -> HttpResponse:
    """Lead from a todo to where it is decided."""
    asked = get_object_or_404(ReopenRequest.objects.visible_to(request.actor), pk=pk)
    return redirect("case_reopen", asked.case_id)
