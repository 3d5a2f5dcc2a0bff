"""结案: the list, the views, who agrees; what comes after."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

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
from linli.practice.views import keeping
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])
CLOSING = "closing"


@PAGE
@staff(*policies.CASEWORKERS)
def case_close(request: Request, pk: UUID) -> HttpResponse:
    """Show what is missing and ask for the end."""
    found = sought(request, pk, "case.closing", ["name", "problem"], writing=True)
    told, asked, excuse = lines(found), CaseClosure.objects.filter(case=found, decided_at=None).first(), excused(found)

    def make(data: Any, **more: Any) -> CloseForm:
        return CloseForm(data, told=told, child=policies.is_child(found.client), excused=excuse, **more)

    def do(data: dict[str, Any], _base: int) -> object:
        ending = make(None).ending(data)
        return actions.propose_closing(found, ending, by=request.actor)

    long = keeping.Long(
        CLOSING, "practice/case_close.html", make, 0, _begun(found.client.died_on is not None), lambda _row: {}, do,
        _("提出结案了，等督导或站长来定。"),
    )  # fmt: skip
    context = {
        **frame(found), "lines": told, "asked": asked, "excused": excuse, "kept": kept(found),
        "refusal": policies.propose_closing(request.actor, found), "apart": policies.kept_apart(found),
        "left": policies.learn(found) is None,
    }  # fmt: skip
    return keeping.answer(request, found, long, context)


@require_POST
@staff(*policies.CASEWORKERS)
def case_close_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep what is said at the end as it stands on the page."""
    return keeping.save(request, sought(request, pk, "case.closing", ["name"], writing=True), CLOSING)


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
