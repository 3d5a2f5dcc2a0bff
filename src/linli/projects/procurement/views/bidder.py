"""投标: what an agency may bid in, and its own bid."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.directory.money import yuan
from linli.kernel.ids import new_id
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects.models import Bid, Tender, TenderCriterion
from linli.projects.procurement import actions, policies, queries
from linli.projects.procurement.forms import BidForm
from linli.projects.views.found import PAGE, asked, providers

NEWEST, SIZE = ("-published_at", "-id"), 40


@require_safe
@providers
def tenders(request: Request) -> HttpResponse:
    """List what the agency may bid in, and what it has bid, the newest first."""
    shown = page(queries.open_to(request.actor), *NEWEST, after=request.GET.get("after", ""), size=SIZE)
    bids, now = queries.own_bids(request.actor, shown.rows), timezone.now()
    rows = [
        {
            "tender": row, "bid": bids.get(row.pk), "total": yuan(row.project.total),
            "taking": policies.submit_bid(request.actor, row, True, now) is None,
        }
        for row in shown.rows
    ]  # fmt: skip
    return asked(request, "tenders", {"rows": rows, "older": f"?after={shown.next}" if shown.next else ""})


@PAGE
@providers
def tender(request: Request, pk: UUID) -> HttpResponse:
    """Show what is bought; the agency bids, bids anew, or withdraws."""
    found = get_object_or_404(queries.open_to(request.actor), pk=pk)
    bid = queries.own_bids(request.actor, [found]).get(found.pk)
    if request.POST.get("do") == "withdraw" and bid is not None:
        try:
            actions.withdraw_bid(bid, by=request.actor)
            messages.success(request, _("撤回了，信封不会打开。"))
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("tender", found.pk)
    closed = policies.submit_bid(request.actor, found, True, timezone.now())
    form = _form(request, found, bid) if closed is None or request.method == "POST" else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            made = actions.submit_bid(found, form.told(), by=request.actor, key=form.cleaned_data["key"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("交上了，封好了。回执：%(digest)s") % {"digest": made.digest[:16]})
            return redirect("tender", found.pk)
    return asked(request, "tender", _told(found, bid) | {"form": form, "closed": closed}, form)


def _form(request: Request, found: Tender, bid: Bid | None) -> BidForm:
    workers = queries.own_workers(request.actor)
    audit.looked("workers", [one.pk for one in workers], by=request.actor, fields=["name"])
    mine = queries.teams([bid]).get(bid.pk, []) if bid is not None else []
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return BidForm(
        *sent, tender=found, workers=workers, offer=queries.own_offer(bid), initial={"key": new_id()},
        hours=found.tendercriterions.filter(kind=TenderCriterion.Kind.HOURS).exists(),
        team={one.worker_id: one.part for one in mine},
    )  # fmt: skip


def _told(found: Tender, bid: Bid | None) -> dict[str, Any]:
    plan, offer = found.content, queries.own_offer(bid)
    return {
        "tender": found, "bid": bid, "method": queries.method_of(found), "plan": plan,
        "total": yuan(found.project.total), "criteria": found.tendercriterions.all(),
        "lines": [(row["name"], yuan(row["amount"])) for row in plan["budgetlines"]],
        "mine": yuan(offer.price) if offer is not None else "", "standing": bid is not None and not bid.withdrawn_at,
        "award": queries.award_of(found) if found.scored_at is not None else None,
    }  # fmt: skip
