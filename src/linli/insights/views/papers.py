"""口径, and what a report becomes: Word, PDF, Excel; the county's own columns and template."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import OFFICERS, WORKERS, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.insights import actions, exports, showing
from linli.insights.forms import BESIDES, ColumnsForm, TemplateForm
from linli.insights.models import Report, WordTemplate
from linli.insights.views.reports import find, open_to
from linli.places.models import Division, Level
from linli.records import definitions as told_definitions

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: dict[str, tuple[Callable[[Report, str], bytes], str, str]] = {
    "word": (exports.as_word, "docx", DOCX),
    "pdf": (exports.as_pdf, "pdf", "application/pdf"),
    "excel": (lambda report, _address: exports.as_excel(report), "xlsx", XLSX),
}


@require_safe
@staff(*WORKERS, *OFFICERS, Role.EVALUATOR)
def definitions(request: Request) -> HttpResponse:
    """Show what every number counts, in which version, and by whose reading."""
    place = request.post.place if request.post else None
    told = told_definitions.of(place) if place else told_definitions.of_region("national")
    return render(request, "insights/definitions.html", {"told": told, "place": place})


@require_safe
@open_to
def report_file(request: Request, pk: UUID, form: str) -> HttpResponse:
    """Give out the report as Word, PDF or Excel."""
    found = find(request, pk)
    if form not in FORMS:
        raise Http404
    make, ending, kind = FORMS[form]
    actions.take_out(found, form, by=request.actor)
    name = f"{found.place.name}{showing.period_name(found.period)}{_('季报')}.{ending}"
    return _file(make(found, request.build_absolute_uri(reverse("report", args=[pk]))), name, kind)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.COUNTY_OFFICER)
def report_columns(request: Request) -> HttpResponse:
    """Arrange the columns in which the county exports its numbers."""
    county = _county(request)
    name, columns = exports.columns_of(county)
    form = ColumnsForm(request.POST or None, told=told_definitions.of(county), chosen=columns, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        actions.map_columns(county, form.cleaned_data["name"], form.columns(), by=request.actor)
        return redirect("reports")
    status = 422 if form.is_bound else 200
    return render(request, "insights/columns.html", {"form": form, "county": county, "besides": BESIDES}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.COUNTY_OFFICER)
def report_template(request: Request) -> HttpResponse:
    """Give the county its own Word template: take one, check it, keep it; or say what is wrong in it."""
    county = _county(request)
    form = TemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    faults: list[str] = []
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        if not (faults := exports.check(content)):
            actions.replace_template(county, form.cleaned_data["file"].name, content, by=request.actor)
            return redirect("report_template")
    newest = WordTemplate.objects.filter(county=county).order_by("-uploaded_at").first()
    context = {"form": form, "faults": faults, "newest": newest, "known": exports.KNOWN, "county": county}
    return render(request, "insights/template.html", context, status=422 if form.is_bound else 200)


@require_safe
@staff(Role.COUNTY_OFFICER)
def report_template_file(request: Request) -> HttpResponse:
    """Give out the template in use, to be changed in Word or WPS."""
    newest = WordTemplate.objects.filter(county=_county(request)).order_by("-uploaded_at").first()
    content = bytes(newest.content) if newest else exports.default_template()
    return _file(content, newest.file_name if newest else _("季报模板.docx"), DOCX)


def _county(request: Request) -> Division:
    area = request.actor.scope.areas[0] if request.actor.scope.column == "county_id" else None
    return get_object_or_404(Division, pk=area, level=Level.COUNTY)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    return response
