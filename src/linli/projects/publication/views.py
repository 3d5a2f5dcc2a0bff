"""Pages for everybody, and the open data behind them; the same for a stranger and for somebody signed in."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from linli.accounts.doors import public
from linli.accounts.middleware import Request
from linli.directory.money import yuan
from linli.kernel.paging import page
from linli.projects.publication import ocds, procedures, queries, results

AROUND = {"door": "resident", "nav": [], "bar": []}  # everybody sees the residents' page, staff too
ON_PAGE, RELEASES, FRESH = 20, 10, 300  # rows, releases, seconds that open data may be kept


@require_safe
@public("what a county buys, from whom and for how much, is for everybody to read")
def open_projects(request: Request) -> HttpResponse:
    """List the public projects, the newest first."""
    found = page(queries.published(), *queries.ORDER, after=request.GET.get("after", ""), size=ON_PAGE)
    rows = [
        {"project": one, "worth": yuan(one.worth), "agency": one.organisation if one.is_delivered else None}
        for one in found.rows
    ]
    older = f"?after={found.next}" if found.next else ""
    seen = [(one.pk, one.state, one.worth) for one in found.rows]
    context = {**AROUND, "rows": rows, "older": older, "registered": ocds.registered()}
    return _answer(request, "open_projects", context, seen)


@require_safe
@public("what a project is to do, what it costs, who won it and what came of it: figures, and nobody's name")
def open_project(request: Request, pk: UUID) -> HttpResponse:
    """Show a public project."""
    found = get_object_or_404(queries.published(), pk=pk)
    figures, counted_at = queries.figures_of(found)
    dues = [(due, yuan(due.amount)) for due in queries.dues(found)]
    bought = procedures.bought([found]).get(found.pk)
    verdicts, said = results.verdicts(found), results.said_of([found]).get(found.pk)
    subjects = [*(bought.subjects if bought else ()), *(one.evaluation.pk for one in verdicts)]
    surveys, notices = queries.satisfaction(found), queries.notices(found, subjects)
    lines = [(line, yuan(line.amount)) for line in found.budgetlines.all()]
    context = {
        **AROUND, "project": found, "figures": figures, "counted_at": counted_at, "dues": dues, "lines": lines,
        "bought": bought, "notices": notices, "surveys": surveys, "total": yuan(found.total), "ocid": ocds.ocid(found),
        "price": yuan(found.worth) if found.awarded_on else "", "registered": ocds.registered(),
        "verdicts": verdicts, "said": said,
    }  # fmt: skip
    seen = [
        found.pk, found.state, found.worth, found.filed_on, bought and bought.tender.state, lines, counted_at, figures,
        [(due.milestone.pk, due.state) for due, _amount in dues], [(one.pk, one.changed_at) for one in notices],
        [one["survey"].pk for one in surveys], [one.sentence for one in verdicts], said and said.survey.pk,
    ]  # fmt: skip
    return _answer(request, "open_project", context, seen)


@require_safe
@public("open data: the same facts as on the pages, in the shape of OCDS 1.1")
def open_releases(request: Request) -> HttpResponse:
    """Hand out a release package: of one project (``project``), or of all, ten at a time."""
    address, rows, following = reverse("open_releases"), queries.whole(), ""
    if wanted := request.GET.get("project", ""):
        found = [_one(rows, wanted)]
        address = f"{address}?{_query(project=wanted)}"
    else:
        after = request.GET.get("after", "")
        shown = page(rows, *queries.ORDER, after=after, size=RELEASES)
        found = shown.rows
        following = f"{address}?{_query(after=shown.next)}" if shown.next else ""
        address = f"{address}?{_query(after=after)}" if after else address
    if not found:
        return HttpResponse(status=204)  # nothing is public yet; a package holds one release at least
    made = max(queries.latest(one) for one in found)
    bought, said = procedures.bought(found), results.said_of(found)
    releases = [ocds.release(one, bought.get(one.pk), said.get(one.pk)) for one in found]
    return _data(request, ocds.package(releases, address, made, ocds.publisher(found), following))


def _one(rows: Any, wanted: str) -> Any:
    try:
        return get_object_or_404(rows, pk=UUID(wanted))
    except ValueError as error:
        raise Http404 from error


def _query(**told: str) -> str:
    query = QueryDict(mutable=True)
    query.update(told)
    return query.urlencode()


def _data(request: Request, told: ocds.Told) -> HttpResponse:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["ETag"] = tag
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


def _answer(request: Request, template: str, context: dict[str, Any], seen: list[Any]) -> HttpResponse:
    """Render a page; a stranger who has it already as it is today is told so (304) and sent nothing."""
    known = not request.actor.is_stranger or request.actor.scope.persons
    told = f"{request.get_full_path()} {seen} {timezone.localdate()} {request.COOKIES.get('linli_display', '')}"
    tag = "" if known else f'"{sha256(told.encode()).hexdigest()[:32]}"'
    if tag and (same := get_conditional_response(request, etag=tag)) is not None:
        return same
    response = render(request, f"projects/{template}.html", context)
    if tag:
        response["ETag"] = tag
        patch_cache_control(response, private=True, no_cache=True)
    return response
