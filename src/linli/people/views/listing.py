"""居民与家庭: the list, found and narrowed by what stands in the address."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.people import queries
from linli.people.cards import cards
from linli.people.forms import FindForm
from linli.people.models import Person
from linli.people.policies import KEEPERS, READERS

FIELDS = ("name", "age", "address", "telephone_masked", "categories")


@require_safe
@staff(*READERS)
def people(request: Request) -> HttpResponse:
    """Show one page of the people in the actor's reach."""
    form = FindForm(request.GET or None, by=request.actor)
    wanted = form.wanted() if form.is_bound else queries.Wanted()
    day = timezone.localdate()
    page = queries.people(wanted, by=request.actor, day=day, after=request.GET.get("after", ""))
    shown = cards(page.rows, day)
    looked(
        "people.list", [card.person.pk for card in shown], by=request.actor, county=county_of(page.rows),
        fields=FIELDS,
    )  # fmt: skip
    context = {
        "form": form,
        "cards": shown,
        "wanted": wanted,
        "narrowed": wanted != queries.Wanted(),
        "older": _older(request, page.next),
        "newer": reverse("people") if request.GET.get("after") else "",
        "may_register": request.actor.role in KEEPERS,
    }
    return render(request, "people/people.html", context)


def _older(request: Request, after: str) -> str:
    if not after:
        return ""
    address = request.GET.copy()
    address["after"] = after
    return f"?{address.urlencode()}"


def county_of(rows: Sequence[Person]) -> int | None:
    """Return the county a look belongs to."""
    return rows[0].county_id if rows else None
