"""强制报告: from a child's page to a running report in two taps; its clock, its proof, and the reporter kept apart."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.kernel.policy import Refused
from linli.outreach import actions, harm, intervals, policies
from linli.outreach.models import MandatoryReport
from linli.people.models import Person


@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def crisis(request: Request, pk: UUID) -> HttpResponse:
    """Show whom to ring at once; begin a mandatory report for a child."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    if request.method == "POST":
        try:
            made = actions.report_harm(person, request.POST.getlist("signs"), by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("crisis", person.pk)
        return redirect("mandatory_report", made.pk)
    audit.looked("harm", [person.pk], by=request.actor, county=person.county_id, fields=["name"], purpose="crisis")
    place = request.post.place if request.post else None
    context = {
        "person": person,
        "law": harm.law(),
        "agencies": [one for one in harm.agencies() if one.telephone],
        "reports": policies.report_harm(request.actor, person) is None,
        "triggers": list(intervals.of(place).triggers.values()) if place is not None else [],
    }
    return render(request, "desk/visits/crisis.html", context)


@never_cache
@require_GET
@staff(*WORKERS)
def mandatory_report(request: Request, pk: UUID) -> HttpResponse:
    """Show a report to its team: the clock, who was called, what is missing."""
    return _show(request, _report(request, pk))


@require_POST
@staff(*WORKERS)
def report_call(request: Request, pk: UUID) -> HttpResponse:
    """Write down one call."""
    report = _report(request, pk)
    told = {name: request.POST.get(name, "") for name in ("agency", "answered_by", "reference")}
    try:
        actions.note_call(report, by=request.actor, **told)
        messages.success(request, _("记下了这次报告。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("mandatory_report", report.pk)


@never_cache
@require_POST
@staff(*WORKERS)
def report_reporter(request: Request, pk: UUID) -> HttpResponse:
    """Write down who told of it, or show it once; both leave an event."""
    report = _report(request, pk)
    if request.POST.get("do") == "show":
        return _show(request, report, reporter=actions.read_reporter(report, by=request.actor) or _("没有记报告人。"))
    try:
        actions.name_reporter(report, request.POST.get("words", ""), by=request.actor)
        messages.success(request, _("报告人另外封存好了。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("mandatory_report", report.pk)


@require_POST
@staff(*WORKERS)
def report_close(request: Request, pk: UUID) -> HttpResponse:
    """End a report."""
    report = _report(request, pk)
    try:
        actions.close_report(report, by=request.actor, ending=request.POST.get("ending", ""))
        messages.success(request, _("报告结束了。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("mandatory_report", report.pk)


def _report(request: Request, pk: UUID) -> MandatoryReport:
    rows = MandatoryReport.objects.visible_to(request.actor).select_related("person", "owner__user", "opened_by__user")
    return get_object_or_404(rows.defer("person__search"), pk=pk)


def _show(request: Request, report: MandatoryReport, reporter: str = "") -> HttpResponse:
    audit.looked(
        "harm", [report.person_id], by=request.actor, county=report.county_id, fields=["name", "signs"], purpose="harm"
    )
    calls = list(report.calls.select_related("called_by__user").order_by("at"))
    minutes = int(((report.closed_at or timezone.now()) - report.opened_at).total_seconds() // 60)
    agencies, signs = harm.agencies(), {one.code: one.name for one in harm.signs()}
    names = {one.code: one.name for one in agencies}
    called = {call.agency for call in calls}
    context = {
        "report": report, "law": harm.law(), "minutes": minutes,
        "red": not calls and minutes >= harm.red_after() and report.closed_at is None,
        "signs": [signs[code] for code in report.signs if code in signs],
        "calls": [{"call": call, "agency": names.get(call.agency, call.agency)} for call in calls],
        "agencies": [{"agency": one, "called": one.code in called} for one in agencies],
        "reporter": reporter,
    }  # fmt: skip
    return render(request, "desk/visits/harm.html", context)


urlpatterns = [
    path("w/people/<uuid:pk>/crisis/", crisis, name="crisis"),
    path("w/harm/<uuid:pk>/", mandatory_report, name="mandatory_report"),
    path("w/harm/<uuid:pk>/call/", report_call, name="report_call"),
    path("w/harm/<uuid:pk>/reporter/", report_reporter, name="report_reporter"),
    path("w/harm/<uuid:pk>/close/", report_close, name="report_close"),
]
