"""归到哪个项目: where a case, a group or a community project counts, and what it was moved from and to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.forms_programmes import MoveForm
from linli.practice.models import CommunityProject
from linli.practice.policies import programmes as policies
from linli.practice.policies.cases import CASEWORKERS
from linli.practice.queries import programmes as queries
from linli.practice.queries.programmes import Work
from linli.practice.views.cases import PAGE
from linli.practice.views.cases import frame as case_frame
from linli.practice.views.found import sought
from linli.practice.views.groups import frame as group_frame
from linli.practice.views.groups import sought_group


@PAGE
@staff(*CASEWORKERS)
def work_programme(request: Request, pk: UUID, of: str) -> HttpResponse:
    """Show under which programme a piece of work is done, and have it changed."""
    work, context = _found(request, pk, of)
    undertaking = queries.undertaking_of(work)
    now = undertaking.programme if undertaking else None
    rows = queries.offered(request.actor, [work.county_id])
    form = MoveForm(request.POST if request.method == "POST" else None, programmes=rows, now=now)
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        try:
            actions.work_under(work, told["programme"], by=request.actor, reason=told["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("改好了，从现在起新记的归过去。"))
            return redirect(of, work.pk)
    context |= {
        "form": form, "now": now, "refusal": policies.work_under(request.actor, work), "offered": bool(form.programmes),
        "changes": queries.changes(undertaking)[:20] if undertaking else [],
    }  # fmt: skip
    return render(request, "practice/work_programme.html", context, status=422 if form.errors else 200)


def _found(request: Request, pk: UUID, of: str) -> tuple[Work, dict[str, Any]]:
    """Return the piece of work a page is about with its frame; 404 outside its team or one's reach."""
    if of == "case":
        case = sought(request, pk, "case.programme", ["name"], writing=True)
        return case, {**case_frame(case), "outer": "practice/case_frame.html"}
    if of == "group":
        group = sought_group(request, pk, writing=True)
        return group, {**group_frame(request, group), "outer": "practice/group_frame.html"}
    project = get_object_or_404(CommunityProject.objects.visible_to(request.actor), pk=pk)
    return project, {"work": project, "back": of, "outer": "practice/work_frame.html"}
