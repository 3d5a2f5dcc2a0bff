"""个案量: who has how much. Numbers by worker and station, no case and no name of anybody served."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.practice import policies
from linli.practice.queries.caseload import loads, stations
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
