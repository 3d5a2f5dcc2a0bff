"""站里的库: what the station offers, what waits to be taken in, a new entry."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_library import EntryForm, RetireForm
from linli.practice.models import CaseFile, LibraryEntry
from linli.practice.queries.library import around, known, shelf
from linli.practice.queries.plans import goal_rows
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])
LINES, NEWEST = 30, 10_000


@require_safe
@staff(*policies.READERS)
def library(request: Request) -> HttpResponse:
    """List the station's entries, the newest first; ``?kind=`` narrows."""
    rows = LibraryEntry.objects.visible_to(request.actor).filter(retired_at=None)
    kind = request.GET.get("kind", "")
    rows = rows.filter(kind=kind) if kind in LibraryEntry.Kind.values else rows
    shown = page(rows, "-id", after=request.GET.get("after", ""), size=LINES)
    older = request.GET.copy()
    older["after"] = shown.next
    context = {
        "rows": shown.rows, "kind": kind, "kinds": [("", _("全部")), *LibraryEntry.Kind.choices],
        "older": f"?{older.urlencode()}" if shown.next else "",
    }  # fmt: skip
    return render(request, "practice/library.html", context)


@PAGE
@staff(*policies.READERS)
def library_new(request: Request) -> HttpResponse:
    """Propose something that is not from one case alone."""
    return _proposed(request, None, {"kind": request.GET.get("kind", "")})


@PAGE
@staff(*policies.READERS)
def library_propose(request: Request, pk: UUID, line: UUID) -> HttpResponse:
    """Propose a goal of a case, in words that name nobody."""
    case = sought(request, pk, "case.goal", ["name", "plan"], writing=True)
    goal = get_object_or_404(goal_rows(case.pk, NEWEST), line=line)
    told = {"kind": "goal", "text": goal.text[:100], "measure": goal.measure[:100], "rhythm": goal.rhythm, "weeks": 12}
    return _proposed(request, case, told)


def _proposed(request: Request, case: CaseFile | None, told: dict[str, object]) -> HttpResponse:
    form = EntryForm(
        request.POST if request.method == "POST" else None, initial=told,
        shelf=shelf(case) if case is not None else around(request.actor),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_entry(form.told(), by=request.actor, case=case)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("提上去了，等人看过就能用。"))
            return redirect("library_entry", made.pk)
    context = {"case": case, "form": form}
    return render(request, "practice/library_new.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.READERS)
def library_entry(request: Request, pk: UUID) -> HttpResponse:
    """Show one entry; who keeps the library takes it in or out."""
    entry = get_object_or_404(LibraryEntry.objects.visible_to(request.actor), pk=pk)
    out = request.method == "POST" and request.POST.get("do") == "retire"
    form = RetireForm(request.POST if out else None)
    if request.method == "POST" and (not out or form.is_valid()):
        try:
            if out:
                actions.retire_entry(entry, by=request.actor, reason=form.cleaned_data["reason"])
            else:
                actions.accept_entry(entry, by=request.actor)
        except Refused as refused:
            if not out:
                messages.warning(request, refused.sentence)
                return redirect("library_entry", entry.pk)
            refuse(form, refused)
        else:
            messages.success(request, _("停用了。") if out else _("收进来了，写计划的时候就能选。"))
            return redirect("library_entry", entry.pk)
    context = {
        "entry": entry, "form": form, "accepts": policies.accept_entry(request.actor, entry) is None,
        "retires": policies.retire_entry(request.actor, entry) is None,
        "goal": known(entry.county_id).goals.get(entry.goal),
    }  # fmt: skip
    return render(request, "practice/library_entry.html", context, status=422 if form.errors else 200)
