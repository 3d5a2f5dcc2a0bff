"""表和纸 of a group or an activity: its forms, one filled in, one printed; what left and what came back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.definitions import Form
from linli.practice.forms_papers import AskedForm, first_of
from linli.practice.models import WorkSheet
from linli.practice.papers import dossier as whole
from linli.practice.papers.laying import live
from linli.practice.policies.cases import CASEWORKERS
from linli.practice.queries import papers as forms
from linli.practice.queries import together as queries
from linli.practice.queries.together import Work
from linli.practice.views.activities import sought_activity
from linli.practice.views.cases import PAGE
from linli.practice.views.groups import sought_group
from linli.practice.views.papers import FILES, address, as_file, older
from linli.practice.views.returned import as_picture

LOOKS = {"group": "group.paper", "activity": "activity.paper"}


def sought_work(request: Request, of: str, pk: UUID) -> Work:
    """Return the group or the activity a page is about; 404 outside its team, or outside one's reach."""
    return sought_group(request, pk, writing=True) if of == "group" else sought_activity(request, pk)


def frame(work: Work) -> dict[str, Any]:
    """Return what each of the pages shows on top, and the names of its doors."""
    of = queries.of(work)
    doors = {name: f"{of}_{name}" for name in ("papers", "form", "paper")}
    return {"work": work, "back": of, "doors": doors}


@require_safe
@staff(*CASEWORKERS)
def work_papers(request: Request, pk: UUID, of: str) -> HttpResponse:
    """List the forms of a group or an activity, what was filled in, the papers that left and those that came back."""
    work = sought_work(request, of, pk)
    filed = list(queries.answers(work)[:60])
    standing = {one.code: one for one in filed if one.replaced_at is None}
    known = forms.forms_of(work.county_id, of)
    context = {
        **frame(work), "older": [
            {"answer": one, "title": known[one.code].title} for one in filed if one.replaced_at and one.code in known
        ],
        "forms": [{"form": form, "filed": standing.get(code)} for code, form in known.items()],
        "returned": queries.returned(work),
        "papers": [
            {"paper": one, "title": known[one.form].title if one.form in known else one.form}
            for one in queries.papers(work)[:30]
        ],
    }  # fmt: skip
    return render(request, "practice/work_papers.html", context)


@PAGE
@staff(*CASEWORKERS)
def work_form(request: Request, pk: UUID, of: str, code: str) -> HttpResponse:
    """Show a form as the work stands, ask what nothing in it answers, and keep it filled in."""
    work = sought_work(request, of, pk)
    form = _form(work, code)
    _looked(request, work, code)
    newest = queries.in_force(work).get(code)
    data = request.POST if request.method == "POST" else None
    asked = AskedForm(data, form=form, initial=first_of(form, newest))
    if request.method == "POST" and asked.is_valid():
        try:
            actions.file_work_form(work, form, asked.cleaned_data, by=request.actor)
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("填好了，可以打印。"))
            return redirect(f"{of}_papers", work.pk)
    only = request.GET.get("only", "")
    sheets = list(live(form, work, request.actor, newest, only))[:20]
    context = {**frame(work), "form": form, "asked": asked, "sheets": sheets, "only": only}
    return render(request, "practice/work_form.html", context, status=422 if asked.errors else 200)


@require_POST
@staff(*CASEWORKERS)
def work_paper(request: Request, pk: UUID, of: str, code: str, kind: str) -> HttpResponse:
    """Give a form out as PDF or Word; it is on the trail before the first byte."""
    work = sought_work(request, of, pk)
    form = _form(work, code)
    if kind not in FILES:
        raise Http404
    _looked(request, work, code)
    answer = older(request, queries.answers(work).filter(code=code))
    try:
        paper = actions.print_work_paper(work, code, kind, by=request.actor, answer=answer)
        where = address(request).replace("{code}", paper.code)
        content = whole.single(work, form, paper, where, request.actor, request.POST.get("only", ""))
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect(f"{of}_papers", work.pk)
    return as_file(content, f"{work.name}{form.title}", kind)


@require_safe
@staff(*CASEWORKERS)
def work_picture(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a sheet that came back, to whoever prints its papers."""
    rows = WorkSheet.objects.visible_to(request.actor).select_related("group", "activity")
    sheet = get_object_or_404(rows, pk=pk)
    work = sought_work(request, queries.of(sheet.subject), sheet.subject.pk)
    _looked(request, work, "signed_sheet")
    return as_picture(sheet.picture)


def _form(work: Work, code: str) -> Form:
    found = forms.forms_of(work.county_id, queries.of(work)).get(code)
    if found is None:
        raise Http404
    return found


def _looked(request: Request, work: Work, code: str) -> None:
    seen = queries.persons(work)
    looked(LOOKS[queries.of(work)], seen, by=request.actor, county=work.county_id, fields=["name", code])
