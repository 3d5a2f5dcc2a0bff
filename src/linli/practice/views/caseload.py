"""个案量: who has how much, in numbers by worker and station; what is missing in which file, by its number."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.practice import policies
from linli.practice.queries.caseload import loads, stations
from linli.practice.queries.checklist import lacks
from linli.practice.queries.missing import missing, named
from linli.practice.weights import weights


@require_safe
@staff(*policies.COUNTERS)
def caseload(request: Request) -> HttpResponse:
    """Show the weighted caseload of every worker in reach."""
    rows = loads(request.actor)
    context = {
        "rows": rows,
        "stations": stations(rows),
        "limit": weights().caseload,
        "weights": weights(),
        "files": request.actor.role in policies.READERS,
    }
    return render(request, "practice/caseload.html", context)


@require_safe
@staff(*policies.READERS)
def caseload_missing(request: Request) -> HttpResponse:
    """Show what is missing in which file, of the files whoever asks may open; ``?lack=`` narrows."""
    told = lacks()
    lack = request.GET.get("lack", "")
    rows = missing(request.actor)
    if line := next((one for one in told if one.code == lack), None):
        rows = rows.filter(line.missing)
    shown = page(rows, "opened_at", "id", after=request.GET.get("after", ""))
    looked(
        "cases.missing", [case.client_id for case in shown.rows], by=request.actor, fields=["state"],
        county=shown.rows[0].county_id if shown.rows else None,
    )  # fmt: skip
    older = request.GET.copy()
    older["after"] = shown.next
    context = {
        "rows": [(case, named(case, told)) for case in shown.rows],
        "kinds": [("", _("全部")), *((one.code, one.lacking) for one in told)],
        "lack": lack,
        "older": f"?{older.urlencode()}" if shown.next else "",
    }
    return render(request, "practice/caseload_missing.html", context)
