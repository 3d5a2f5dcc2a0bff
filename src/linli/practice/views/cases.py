"""个案: the list, a new one, the file's page, the decision, the team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.outreach.conditions import asks_harm
from linli.outreach.models import HardshipLead
from linli.people import locks
from linli.people.forms import refuse
from linli.people.models import Person
from linli.practice import actions, policies
from linli.practice.forms import DecideForm, OpenForm, TeamForm
from linli.practice.models import CaseFile, CaseWorker, Source
from linli.practice.models.cases import ENDS, OPEN, State
from linli.practice.packs import MINOR, VIOLENCE
from linli.practice.queries.cases import cases as listed
from linli.practice.queries.cases import in_force, mine, steps
from linli.practice.queries.keeping import kept
from linli.practice.queries.programmes import offered, usual
from linli.practice.views.found import sought
from linli.practice.views.once import stopped
from linli.practice.views.panels import drawn
from linli.records.policies import read_narrative

PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_PROBLEM = 2000


@require_safe
@staff(*policies.READERS)
def cases(request: Request) -> HttpResponse:
    """List the cases an actor may open, newest first; ``?state=`` and ``?mine=1`` narrow."""
    rows = listed(request.actor)
    state, own = request.GET.get("state", ""), request.GET.get("mine", "")
    rows = rows.filter(state=state) if state in State.values else rows.filter(state__in=OPEN)
    shown = page(mine(request.actor, rows) if own else rows, "-opened_at", "-id", after=request.GET.get("after", ""))
    seen = [case.client_id for case in shown.rows]
    county = shown.rows[0].county_id if shown.rows else None
    looked("cases", seen, by=request.actor, county=county, fields=["name", "state"])
    told = locks.unveil([case.client for case in shown.rows], request.actor)
    older = request.GET.copy()
    older["after"] = shown.next
    context = {
        "rows": list(zip(shown.rows, told, strict=True)),
        "states": [("", _("没结束的")), *State.choices],
        "state": state,
        "mine": own,
        "older": f"?{older.urlencode()}" if shown.next else "",
        "today": timezone.localdate(),
    }
    return render(request, "practice/cases.html", context)


@PAGE
@staff(*policies.CASEWORKERS)
def case_new(request: Request, pk: UUID) -> HttpResponse:
    """Take somebody in; ``?lead=`` names the lead it comes from."""
    people = Person.objects.visible_to(request.actor).defer("search")
    client = get_object_or_404(people, pk=pk)
    locks.demand(client, request.actor, writing=True)
    looked("case.new", [client.pk], by=request.actor, county=client.county_id, fields=["name"])
    lead = client.leads.filter(case=None, closed_at=None).select_related("record").order_by("due_on", "id").first()
    rows = offered(request.actor, [client.county_id])
    form = OpenForm(
        request.POST if request.method == "POST" else None, born=client.birth_date is not None, programmes=rows,
        usual=usual(request.actor, rows), initial=_brought(request, lead) if lead else {"source": Source.SELF},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_case(client, by=request.actor, lead=lead, **form.facts())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("登记好了，编号 %(number)s。") % {"number": made.number})
            return redirect("case_intake", made.pk)
    context = {"client": client, "form": form, "lead": lead}
    return render(request, "practice/case_new.html", context, status=422 if form.errors else 200)


def _brought(request: Request, lead: HardshipLead) -> dict[str, Any]:
    """Return what a visit has told already: how she came, what was said, whether it is about a child, and in danger."""
    told = [MINOR] if asks_harm(lead.kind) else []
    told += [VIOLENCE] if lead.harm == HardshipLead.Harm.YES else []
    begun: dict[str, Any] = {"source": Source.OUTREACH, "natures": told}
    if read_narrative(request.actor, lead.record) is None:
        looked("record", [lead.record_id], by=request.actor, county=lead.county_id, fields=["narrative"])
        begun["problem"] = lead.record.narrative[:MOST_PROBLEM]
    return begun


@require_safe
@staff(*policies.READERS)
def case(request: Request, pk: UUID) -> HttpResponse:
    """Show a case: where it stands, what was done, what comes next."""
    found = sought(request, pk, "case.view", ["name", "problem", "team", "sessions"])
    context = {
        **frame(found), "panels": drawn(found, request.actor), "moves": found.casemoves.order_by("-at", "-id"),
        "accepts": found.state == State.INTAKE and policies.accept(request.actor, found) is None,
    }  # fmt: skip
    return render(request, "practice/case.html", context)


def frame(found: CaseFile) -> dict[str, Any]:
    """Return what every page of a case shows on top."""
    today = timezone.localdate()
    return {
        "case": found,
        "steps": steps(found),
        "day": (today - timezone.localtime(found.opened_at).date()).days + 1,
        "today": today,
        "kept": kept(found),
        "stopped": stopped(found) if found.state not in ("intake", *ENDS) else None,
    }


@PAGE
@staff(*policies.CASEWORKERS)
def case_decide(request: Request, pk: UUID) -> HttpResponse:
    """Decide whether a client becomes a case."""
    found = sought(request, pk, "case.intake", ["name", "problem"], writing=True)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verb, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
        try:
            if verb == "accept":
                actions.accept(found, by=request.actor)
            else:
                {"consult": actions.consult, "refer_on": actions.refer_on, "refuse": actions.refuse}[verb](
                    found, by=request.actor, reason=reason
                )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("定下来了。"))
            return redirect("case", found.pk)
    context = {**frame(found), "form": form, "agreed": policies.agreed(found)}
    return render(request, "practice/case_decide.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.IN_CHARGE)
def case_team(request: Request, pk: UUID) -> HttpResponse:
    """Show the team and put somebody into it."""
    found = sought(request, pk, "case.team", ["name", "team"], writing=True)
    posts = Post.objects.visible_to(request.actor).in_force(timezone.localdate()).filter(role__in=policies.READERS)
    form = TeamForm(request.POST if request.method == "POST" else None, posts=list(posts.select_related("user")))
    if request.method == "POST" and form.is_valid():
        post = form.posts[form.cleaned_data["post"]]
        try:
            actions.assign(found, post, form.cleaned_data["part"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("定好了，对方马上能看到。"))
            return redirect("case_team", found.pk)
    context = {**frame(found), "form": form, "team": in_force(found.pk)}
    return render(request, "practice/case_team.html", context, status=422 if form.errors else 200)


@require_POST
@staff(*policies.IN_CHARGE)
def case_approve(request: Request, pk: UUID) -> HttpResponse:
    """Let a member of a team open a locked file, or take her out of the team."""
    row = get_object_or_404(CaseWorker.objects.visible_to(request.actor).select_related("case"), pk=pk)
    verb = actions.release if request.POST.get("verb") == "release" else actions.approve
    try:
        verb(row, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("办好了。"))
    return redirect("case_team", row.case_id)
