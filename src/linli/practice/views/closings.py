"""结案: the list, the views, who agrees; what comes after."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, packs, policies
from linli.practice.actions.closings import excused
from linli.practice.forms_closing import AnswerForm, CloseForm
from linli.practice.models import CaseClosure
from linli.practice.queries.checklist import lines
from linli.practice.queries.keeping import kept
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(*policies.CASEWORKERS)
def case_close(request: Request, pk: UUID) -> HttpResponse:
    """Show what is missing and ask for the end."""
    found = sought(request, pk, "case.closing", ["name", "problem"], writing=True)
    told, asked = lines(found), CaseClosure.objects.filter(case=found, decided_at=None).first()
    form = CloseForm(
        request.POST if request.method == "POST" else None, told=told, child=policies.is_child(found.client),
        excused=excused(found), initial=_begun(found.client.died_on is not None),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_closing(found, form.ending(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("提出结案了，等督导或站长来定。"))
            return redirect("case", found.pk)
    context = {
        **frame(found), "form": form, "lines": told, "asked": asked, "excused": excused(found), "kept": kept(found),
        "refusal": policies.propose_closing(request.actor, found), "apart": policies.kept_apart(found),
        "left": policies.learn(found) is None,
    }  # fmt: skip
    return render(request, "practice/case_close.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.READERS)
def closing(request: Request, pk: UUID) -> HttpResponse:
    """Show what was said at the end; the supervisor or the head of the station agrees or sends it back."""
    asked = get_object_or_404(CaseClosure.objects.visible_to(request.actor), pk=pk)
    found = sought(request, asked.case_id, "case.closing", ["name", "problem", "views"])
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("verb") == "return":
                actions.return_closing(asked, by=request.actor, answer=form.cleaned_data["answer"])
                messages.success(request, _("退回了。"))
            else:
                actions.close(asked, by=request.actor)
                messages.success(request, _("结案了，档案锁定了。"))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("case", found.pk)
    context = {
        **frame(found), "form": form, "asked": asked, "blockers": json.loads(asked.blockers or "[]"),
        "refusal": policies.return_closing(request.actor, asked), "kept": kept(found),
    }  # fmt: skip
    return render(request, "practice/closing.html", context, status=422 if form.errors else 200)


def _begun(died: bool) -> dict[str, object]:
    return {"reason": "died" if died else "reached", "follow_ups": [str(n) for n in packs.follow_ups()]}
