"""人才库: who is found, one worker's page, her number, and how many there are for how many residents."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.accounts.phones import masked
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.places.models import Division, Level
from linli.workforce import actions, packs, policies, queries
from linli.workforce.forms import SearchForm
from linli.workforce.models import Checked, GrowthEntry, Worker


@require_safe
@staff(*policies.SEARCHERS)
def talents(request: Request) -> HttpResponse:
    """List whom a search finds, by name."""
    form = SearchForm(request.GET, by=request.actor)
    rows = queries.search(request.actor, form.wanted())
    found = page(rows, "sort_key", "id", after=request.GET.get("after", ""))
    looked("workers", [one.pk for one in found.rows], by=request.actor, county=_county(found.rows), fields=["name"])
    held = queries.credentials_of(found.rows)
    words, day = packs.fields(), timezone.localdate()
    shown = [
        (one, [c for c in held[one.pk] if c.state == Checked.VERIFIED], held[one.pk],
         [words.get(code, code) for code in one.fields])
        for one in found.rows
    ]  # fmt: skip
    older = request.GET.copy()
    older["after"] = found.next
    context = {
        "form": form, "rows": shown, "day": day, "older": f"?{older.urlencode()}" if found.next else "",
        "count": rows.count() if not request.GET.get("after") else None,
    }  # fmt: skip
    return render(request, "workforce/talents.html", context)


@require_safe
@staff(*policies.SEARCHERS)
def talent(request: Request, pk: UUID) -> HttpResponse:
    """Show one worker as she stands on the register; her numbers are masked."""
    return _shown(request, _sought(request, pk), "")


@require_POST
@staff(*policies.SEARCHERS)
def talent_number(request: Request, pk: UUID) -> HttpResponse:
    """Show her whole number, once it is on the trail."""
    worker = _sought(request, pk)
    looked("worker.number", [worker.pk], by=request.actor, county=worker.county_id, fields=["phone"])
    return _shown(request, worker, actions.reveal(worker, by=request.actor))


@require_safe
@staff(Role.COUNTY_OFFICER, Role.PURCHASER)
def talent_figures(request: Request) -> HttpResponse:
    """Show workers, certificates and residents of a county and each of its towns."""
    place: Division | None = request.post.place if request.post else None
    county = place.county if place is not None and place.level > Level.COUNTY else place
    if county is None or county.level != Level.COUNTY:
        return render(request, "workforce/figures.html", {"rows": []})
    rows = queries.figures(request.actor, county)
    context = {"rows": rows, "county": county, "now": timezone.now(), "whole": place == county}
    return render(request, "workforce/figures.html", context)


def _sought(request: Request, pk: UUID) -> Worker:
    rows = Worker.objects.visible_to(request.actor).select_related("organisation").filter(left_at=None)
    return get_object_or_404(rows, pk=pk)


def _shown(request: Request, worker: Worker, number: str) -> HttpResponse:
    looked("worker.view", [worker.pk], by=request.actor, county=worker.county_id, fields=["name", "credentials"])
    credentials = queries.credentials_of([worker])[worker.pk]
    entries = GrowthEntry.objects.filter(worker=worker, state=Checked.VERIFIED).order_by("-on", "-id")[:50]
    context = {
        "worker": worker, "number": number, "phone": masked(worker.phone), "credentials": credentials,
        "entries": entries, "fields": [packs.fields().get(code, code) for code in worker.fields],
        "languages": [packs.languages().get(code, code) for code in worker.languages], "day": timezone.localdate(),
    }  # fmt: skip
    return render(request, "workforce/talent.html", context)


def _county(rows: list[Worker]) -> int | None:
    return rows[0].county_id if rows else None
