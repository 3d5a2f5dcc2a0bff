"""查找 (the key /): people, doors and cards, whatever somebody remembers of them, within her reach.

A whole number and the code of a card never stand in an address: they are sent, looked up and answered on the spot.
"""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.text import tidy
from linli.people import finding, queries
from linli.people.cards import cards
from linli.people.models import Person
from linli.people.policies import KEEPERS, READERS
from linli.people.queries import Wanted

LONGEST, PEOPLE, HOMES = 200, 8, 8
FIELDS = ("name", "age", "address", "telephone_masked", "categories")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff(*READERS)
def search(request: Request) -> HttpResponse:
    """Show what was found, at most a few of each kind, each with the way to all of them."""
    sent = request.method == "POST"
    typed = tidy((request.POST if sent else request.GET).get("q", ""))[:LONGEST]
    secret = queries.is_number(typed) or finding.is_card(typed)
    if sent != secret and (sent or typed):
        return redirect(f"{reverse('search')}?{urlencode({'q': typed})}" if sent and typed else "search")
    people, more = _people(request, typed)
    homes = [] if secret else finding.homes(typed, by=request.actor, size=HOMES)
    living = [pk for home in homes for pk in home.people]
    county = next((row.county_id for row in (*people, *(house for home in homes for house in home.households))), None)
    looked("search", {*(row.pk for row in people), *living}, by=request.actor, county=county, fields=FIELDS)
    context = {
        "typed": typed, "cards": cards(people, timezone.localdate(), by=request.actor), "homes": homes,
        "more": f"{reverse('people')}?{urlencode({'q': typed})}" if more else "",
        "nobody": bool(typed) and not people and not homes, "keeps": request.actor.role in KEEPERS,
    }  # fmt: skip
    return render(request, "desk/search.html", context)


def _people(request: Request, typed: str) -> tuple[list[Person], bool]:
    """Return who was found, and whether there are more."""
    if not typed:
        return [], False
    if finding.is_card(typed):
        holder = finding.by_card(typed, by=request.actor) if request.actor.role in KEEPERS else None
        if holder is not None or "/p/" in typed:
            return ([holder] if holder else []), False
    found = queries.people(Wanted(typed[:100]), by=request.actor, day=timezone.localdate(), size=PEOPLE)
    return found.rows, bool(found.next)


urlpatterns = [path("w/search/", search, name="search")]
