"""A paper in the hand leads back to its case: by the code in its corner, scanned or typed."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.practice import policies
from linli.practice.queries import papers as queries


@require_safe
@staff(*policies.READERS)
def paper(request: Request, code: str) -> HttpResponse:
    """Go to the case a paper belongs to; who may not open it learns nothing, not even that there is such a paper."""
    found = queries.paper_of(code.upper(), request.actor)
    if found is None:
        raise Http404
    return redirect("case_papers", found.case_id)
