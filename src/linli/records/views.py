"""The pages of records: the list, one record, its correction and its withdrawal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts.doors import OFFICERS, WORKERS, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people import locks
from linli.records import actions, policies, queries, sections
from linli.records.forms import CorrectionForm, FilterForm, ReasonForm
from linli.records.models import ServiceRecord
from linli.records.shown import lines, person_rows

READERS = (*WORKERS, *OFFICERS, Role.EVALUATOR)
PAGE = 50


@require_GET
@staff(*READERS)
def records(request: Request) -> HttpResponse:
    """List the records in sight, newest first; filters and page stand in the address."""
    form = FilterForm(request.GET, counties=_counties(request), by=request.actor)
    filters = form.filters()
    rows = queries.with_names(queries.listed(request.actor, filters))
    found = page(rows, *queries.ORDER, after=request.GET.get("after", ""), size=PAGE)
    told = lines(found.rows, request.actor)
    seen = {pk for one in told for pk in one.persons} | ({filters.person} if filters.person else set())
    county = found.rows[0].county_id if found.rows else next(iter(_counties(request)), None)
    audit.looked("records", seen, by=request.actor, county=county, fields=["name"], purpose="list")
    address = request.GET.copy()
    address.pop("after", None)
    first = address.urlencode()
    address["after"] = found.next
    context = {
        "form": form,
        "lines": told,
        "older": f"?{address.urlencode()}" if found.next else "",
        "newest": f"?{first}" if request.GET.get("after") else "",
        "narrowed": bool(first),
        "may_record": request.actor.role in policies.RECORDERS,
    }
    return render(request, "records/list.html", context)


@require_GET
@staff(*READERS)
def record(request: Request, pk: UUID) -> HttpResponse:
    """Show one record: its facts, whom it served, its text to its team, and how it was corrected."""
    found = _get(request, pk)
    kept_back = policies.read_names(request.actor, found)
    sealed = policies.read_narrative(request.actor, found)
    served = queries.served(found)
    if held := locks.restricted(row.person for row in served):
        sealed = locks.RESTRICTED
        kept_back = kept_back or (locks.RESTRICTED if len(held) == len(served) else None)
    persons = [row.person_id for row in served]
    _look(request, found, persons, names=kept_back is None, text=sealed is None and found.narrative_sealed is not None)
    added = [] if held else sections.sections(found, persons, request.actor)
    for one in added:
        audit.looked(one.look, persons or [found.pk], by=request.actor, county=found.county_id, fields=["answers"])
    chain = queries.history(found) if found.corrects_id or found.superseded_at else []
    context: dict[str, Any] = {
        "record": found,
        "line": lines([found], request.actor)[0],
        "rows": person_rows(served, shown=kept_back is None, by=request.actor),
        "kept_back": kept_back,
        "sealed": sealed,
        "has_text": found.narrative_sealed is not None,
        "narrative": found.narrative if sealed is None else "",
        "sections": added,
        "history": chain,
        "latest": chain[-1].pk if chain else found.pk,
        "may_correct": policies.correct(request.actor, found, reason="?") is None,
        "may_record": request.actor.role in policies.RECORDERS,
    }
    return render(request, "records/record.html", context)


@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Say a record anew, with the reason."""
    found = _get(request, pk)
    refusal = policies.correct(request.actor, found, reason="?")
    if refusal is None and locks.restricted(row.person for row in queries.served(found)):
        refusal = locks.RESTRICTED
    if refusal is not None:
        messages.warning(request, str(refusal))
        return redirect("record", pk)
    form = CorrectionForm(request.POST or None, record=found)
    if request.method == "GET":
        _look(request, found, queries.people_of(found), names=False, text=found.narrative_sealed is not None)
    elif form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            made = actions.correct(found, by=request.actor, reason=reason, **form.changes())
            messages.success(request, _("更正好了，原来的一条还能看到。"))
            return redirect("record", made.pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    status = 422 if form.errors else 200
    return render(request, "records/correct.html", {"record": found, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a record out of every count, with the reason."""
    found = _get(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.withdraw(found, by=request.actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("作废了，不再计数；原来的一条还能看到。"))
            return redirect("record", made.pk)
        except Refused as refused:
            form.add_error("reason", refused.sentence)
    status = 422 if form.errors else 200
    return render(request, "records/withdraw.html", {"record": found, "form": form}, status=status)


@require_POST
@staff(*WORKERS)
def minutes(request: Request, pk: UUID) -> HttpResponse:
    """Fill in a length that was left out."""
    found = _get(request, pk)
    typed = request.POST.get("minutes_other", "").strip() or request.POST.get("minutes", "").strip()
    try:
        length = int(typed) if typed else None
        if length is None:
            raise Refused(_("点一个时长，或写一个整数。"))
        actions.correct(found, by=request.actor, reason=_("补记时长"), minutes=length)
        messages.success(request, _("时长补上了。"))
    except ValueError:
        messages.warning(request, _("时长写整数，比如 40。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("today" if request.POST.get("next") == "today" else "records")


def _get(request: Request, pk: UUID) -> ServiceRecord:
    rows = ServiceRecord.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("household", "programme", "service_point", "undertaking"), pk=pk)


def _counties(request: Request) -> set[int]:
    post = request.post
    if post is None:
        return set()
    if post.place is not None:
        return {post.place.county_id or post.place.pk}
    county = post.organisation.county_id if post.organisation else None
    return {county} if county is not None else set()


def _look(request: Request, found: ServiceRecord, persons: list[UUID], *, names: bool, text: bool) -> None:
    """Leave the look before a byte leaves: at names, and at the text when it is opened."""
    told: dict[str, Any] = {"by": request.actor, "county": found.county_id, "purpose": f"record:{found.pk}"}
    if names:
        audit.looked("record", persons, fields=["name", "age_band", "categories"], **told)
    if text:
        audit.looked("record.narrative", persons or [found.pk], fields=["narrative"], **told)
