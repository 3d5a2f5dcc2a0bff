"""A paper in the hand leads back to its case: its code scanned or typed, its photograph kept once it was signed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.papers import pictures
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_papers import ReturnedForm
from linli.practice.models import PrintedPaper, ReturnedSheet, WorkPaper, WorkSheet
from linli.practice.queries import papers as queries
from linli.practice.queries import together as works
from linli.practice.views.cases import PAGE
from linli.practice.views.found import sought


@require_safe
@staff(*policies.READERS)
def paper(request: Request, code: str) -> HttpResponse:
    """Go to what a paper belongs to; who may not open it learns nothing, not even that there is such a paper."""
    found = queries.paper_of(code.upper(), request.actor) or works.paper_of(code.upper(), request.actor)
    if found is None:
        raise Http404
    return _back_to(found)


@PAGE
@staff(*policies.READERS)
def papers_back(request: Request) -> HttpResponse:
    """Take the photograph of a signed sheet; the code in its corner says where it belongs."""
    asked = ReturnedForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if asked.is_bound and asked.is_valid():
        told = asked.cleaned_data
        try:
            sheet = actions.bring_back(told["photo"], told["code"], by=request.actor)
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("收好了，和它的记录放在一起。"))
            return _back_to(sheet)
    return render(request, "practice/papers_back.html", {"asked": asked}, status=422 if asked.errors else 200)


@require_safe
@staff(*policies.READERS)
def returned_picture(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a sheet that came back, to whoever opens its case."""
    sheet = get_object_or_404(ReturnedSheet.objects.visible_to(request.actor), pk=pk)
    sought(request, sheet.case_id, "case.paper", ["signed_sheet"], writing=True)
    return as_picture(sheet.picture)


def as_picture(told: str) -> HttpResponse:
    """Return a photograph out of its sealed column as no browser keeps it."""
    response = HttpResponse(pictures.shown(told), content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back_to(found: PrintedPaper | ReturnedSheet | WorkPaper | WorkSheet) -> HttpResponse:
    if isinstance(found, PrintedPaper | ReturnedSheet):
        return redirect("case_papers", found.case_id)
    return redirect(f"{works.of(found.subject)}_papers", found.subject.pk)
