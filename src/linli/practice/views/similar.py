"""相似个案: what helped in closed cases that were like this one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.practice import policies
from linli.practice.queries.similar import asks, similar
from linli.practice.views.cases import frame
from linli.practice.views.found import sought


@require_safe
@staff(*policies.READERS)
def case_similar(request: Request, pk: UUID) -> HttpResponse:
    """Show extracts of closed cases like this one, to its team; the look is at this case, never at whose they were."""
    found = sought(request, pk, "case.similar", ["name", "needs", "goals"], writing=True)
    asked = asks(found)
    after = request.GET.get("after", "")
    rows, following = similar(found, asked, by=request.actor, after=after)
    context = {
        **frame(found), "rows": rows, "first": not after, "older": f"?after={following}" if following else "",
        "asked": bool(asked.needs or asked.goals or asked.own),
    }  # fmt: skip
    return render(request, "practice/similar.html", context)
