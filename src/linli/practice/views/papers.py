"""表和纸: the forms of a case, one filled in, one printed, the whole file."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.definitions import Form, read
from linli.practice.forms_papers import AskedForm, first_of
from linli.practice.models import CaseFile, FormAnswer
from linli.practice.models.filed import Filled
from linli.practice.papers import dossier as whole
from linli.practice.papers.laying import as_filed, live
from linli.practice.papers.setting import DOSSIER
from linli.practice.queries import papers as queries
from linli.practice.queries.beginnings import household
from linli.practice.views.cases import PAGE, frame
from linli.practice.views.found import sought

F = TypeVar("F", bound=Filled)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {"pdf": ("pdf", "application/pdf"), "word": ("docx", DOCX)}
HOUSEHOLD = ("household", "benefits")  # sources that tell of others than the client
NAMED = ["name", "birth_date", "document", "telephone", "address", "problem", "household", "consents"]


@require_safe
@staff(*policies.READERS)
def case_papers(request: Request, pk: UUID) -> HttpResponse:
    """List the forms of a case, what was filled in, and the papers that left."""
    found = sought(request, pk, "case.papers", ["name", "forms"], writing=True)
    filed = list(queries.answers(found)[:60])
    standing = {one.code: one for one in filed if one.replaced_at is None}
    known = queries.forms_of(found.county_id)
    titles = {code: form.title for code, form in known.items()} | {DOSSIER: _("整卷")}
    context = {
        **frame(found), "older": [one for one in filed if one.replaced_at],
        "forms": [{"form": form, "filed": standing.get(code)} for code, form in known.items()],
        "returned": queries.returned(found),
        "papers": [{"paper": one, "title": titles.get(one.form, one.form)} for one in queries.papers(found)[:30]],
    }  # fmt: skip
    return render(request, "practice/papers.html", context)


@PAGE
@staff(*policies.READERS)
def case_form(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Show a form as the case stands, ask what nothing in the case answers, and keep it filled in."""
    found = sought(request, pk, "case.form", [*NAMED, code], writing=True)
    form = queries.forms_of(found.county_id).get(code)
    if form is None:
        raise Http404
    _household(request, found, [form])
    newest = queries.in_force(found).get(code)
    data = request.POST if request.method == "POST" else None
    asked = AskedForm(data, form=form, initial=first_of(form, newest))
    if request.method == "POST" and asked.is_valid():
        try:
            actions.file_form(found, form, asked.cleaned_data, by=request.actor)
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("填好了，可以打印。"))
            return redirect("case_papers", found.pk)
    only = request.GET.get("only", "")
    context = {
        **frame(found), "form": form, "asked": asked, "only": only,
        "sheets": list(islice(live(form, found, request.actor, newest, only), 20)),
        "refusal": policies.file_form(request.actor, found), "by": request.actor.name,
    }  # fmt: skip
    return render(request, "practice/form.html", context, status=422 if asked.errors else 200)


@require_POST
@staff(*policies.READERS)
def case_paper(request: Request, pk: UUID, code: str, kind: str) -> HttpResponse:
    """Give a form out as PDF or Word; it is on the trail before the first byte."""
    found = sought(request, pk, "case.paper", [*NAMED, code], writing=True)
    form = queries.forms_of(found.county_id).get(code)
    if form is None or kind not in FILES:
        raise Http404
    _household(request, found, [form])
    answer = older(request, queries.answers(found).filter(code=code))
    try:
        paper = actions.print_paper(found, code, kind, by=request.actor, answer=answer)
        where = address(request).replace("{code}", paper.code)
        content = whole.single(found, form, paper, where, request.actor, request.POST.get("only", ""))
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("case_papers", found.pk)
    return as_file(content, f"{found.number}{form.title}", kind)


@require_safe
@staff(*policies.READERS)
def case_form_filed(request: Request, pk: UUID) -> HttpResponse:
    """Show a form exactly as it was filled in, by the version it was given to."""
    rows = FormAnswer.objects.visible_to(request.actor).select_related("version")
    answer = get_object_or_404(rows, pk=pk)
    found = sought(request, answer.case_id, "case.form", [*NAMED, answer.code], writing=True)
    _household(request, found, [read(json.loads(answer.version.content))])
    context = {**frame(found), "answer": answer, "sheets": [as_filed(answer)], "by": request.actor.name}
    return render(request, "practice/form_filed.html", context)


@require_POST
@staff(*policies.READERS)
def case_dossier(request: Request, pk: UUID) -> HttpResponse:
    """Ask for the whole file as one PDF or one Word file."""
    found = sought(request, pk, "case.dossier", [*NAMED, "forms"], writing=True)
    _household(request, found, list(queries.forms_of(found.county_id).values()))
    kind = "word" if request.POST.get("kind") == "word" else "pdf"
    try:
        made = actions.ask_dossier(found, kind, address(request), by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("case_papers", found.pk)
    return redirect("dossier", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*policies.READERS)
def dossier(request: Request, pk: UUID) -> HttpResponse:
    """Show how far a whole file is; with POST give it out to whoever asked for it."""
    made = queries.dossier_of(pk, request.actor)
    if made is None:
        raise Http404
    found = sought(request, made.case_id, "case.dossier", [*NAMED, "forms"], writing=True)
    if request.method == "POST":
        try:
            return as_file(actions.take_dossier(made, by=request.actor), f"{found.number}{_('整卷')}", made.kind)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("dossier", made.pk)
    return render(request, "practice/dossier.html", {**frame(found), "dossier": made})


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return bytes as a file that no browser keeps."""
    ending, told = FILES[kind]
    response = HttpResponse(content, content_type=told)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}") or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def address(request: Request) -> str:
    """Return where the code of a paper leads, with ``{code}`` for the code."""
    return request.build_absolute_uri(reverse("paper", args=["CODE"])).replace("CODE", "{code}")


def older(request: Request, rows: QuerySet[F]) -> F | None:
    """Return the answer that a page asks to be printed again, or None; what is none is not found."""
    if not (told := request.POST.get("answer")):
        return None
    try:
        return get_object_or_404(rows, pk=UUID(told))
    except ValueError as error:
        raise Http404 from error


def _household(request: Request, case: CaseFile, forms: Sequence[Form]) -> None:
    """Leave the look at whoever lives with the client, where a form tells of them."""
    if any(part.rows in HOUSEHOLD for form in forms for part in form.sections):
        seen = [one.pk for one in household(case, request.actor) if one.pk != case.client_id]
        looked(
            "case.household", seen, by=request.actor, county=case.county_id, fields=["name", "birth_date", "benefits"],
            purpose=f"case:{case.pk}",
        )  # fmt: skip
