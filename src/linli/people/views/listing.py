"""居民与家庭: the list, found and narrowed by what stands in the address."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.people import queries
from linli.people.cards import cards
from linli.people.forms import FindForm
from linli.people.models import Person
from linli.people.policies import KEEPERS, MERGERS, READERS

FIELDS = ("name", "age", "address", "telephone_masked", "categories")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*READERS)
def people(request: Request) -> HttpResponse:
    """Show one page of the people in the actor's reach.

    Filters live in the address; a whole number never does: it is sent, looked up and answered on the spot, and one
    that stands in an address is not looked up.
    """
    sent = request.method == "POST"
    form = FindForm((request.POST if sent else request.GET) or None, by=request.actor)
    wanted = form.wanted() if form.is_bound else queries.Wanted()
    whole_number = queries.is_number(wanted.text)
    if sent != whole_number:
        if whole_number:
            messages.warning(request, _("完整的电话和证件号不放在网址里，请在“找谁”里再找一次。"))
        return redirect(f"{reverse('people')}?{urlencode(_answers(form, without_text=whole_number))}")
    day = timezone.localdate()
    page = queries.people(wanted, by=request.actor, day=day, after=request.GET.get("after", ""))
    shown = cards(page.rows, day, by=request.actor)
    looked(
        "people.list", [card.person.pk for card in shown], by=request.actor, county=county_of(page.rows),
        fields=FIELDS,
    )  # fmt: skip
    context = {
        "form": form,
        "cards": shown,
        "wanted": wanted,
        "narrowed": wanted != queries.Wanted(),
        "folded_is_set": bool(wanted.category or wanted.band),
        "older": "" if sent else _older(request, page.next),
        "newer": reverse("people") if request.GET.get("after") else "",
        "may_register": request.actor.role in KEEPERS,
        "may_merge": request.actor.role in MERGERS,
    }
    return render(request, "people/people.html", context)


def _answers(form: FindForm, *, without_text: bool) -> dict[str, str]:
    """Return what was asked, ready to stand in an address."""
    kept = [name for name in form.fields if name != "q" or not without_text]
    return {name: value for name in kept if (value := form.data.get(name, ""))}


def _older(request: Request, after: str) -> str:
    if not after:
        return ""
    address = request.GET.copy()
    address["after"] = after
    return f"?{address.urlencode()}"


def county_of(rows: Sequence[Person]) -> int | None:
    """Return the county a look belongs to."""
    return rows[0].county_id if rows else None
