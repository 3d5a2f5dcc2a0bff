"""评审: what a judge was asked for, and her sheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.directory.money import yuan
from linli.kernel.policy import Refused
from linli.kernel.text import sort_key
from linli.people.forms import refuse
from linli.projects.models import TenderCriterion, TenderJudge, TenderState
from linli.projects.procurement import actions, policies, promises, queries
from linli.projects.procurement.forms import DeclareForm, SheetForm
from linli.projects.views.found import PAGE, asked

judges = staff(Role.BID_JUDGE)


@require_safe
@judges
def judging(request: Request) -> HttpResponse:
    """List what the judge was asked for."""
    return asked(request, "judging", {"seats": queries.seats_of(request.actor)})


@PAGE
@judges
def judging_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Show a judge what she has to do: to declare, knowing who bids; to score, not knowing whose is which."""
    rows = TenderJudge.objects.filter(post__in=[request.actor.post], dismissed_at=None)
    seat = get_object_or_404(
        rows.exclude(tender__state=TenderState.DRAFT).select_related("tender__project__place__county", "post"), pk=pk
    )
    if seat.conflict is None:
        return _declaring(request, seat)
    return _scoring(request, seat)


def _declaring(request: Request, seat: TenderJudge) -> HttpResponse:
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            actions.declare(seat, by=request.actor, conflict=told["conflict"] == "yes", why=told["why"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("judging_sheet", seat.pk)
    names = [bid.organisation.name for bid in queries.opened_bids(seat.tender)]
    opened = seat.tender.opened_at is not None
    context = {"seat": seat, "tender": seat.tender, "names": sorted(names, key=sort_key), "opened": opened,
               "form": form if opened or form.is_bound else None}  # fmt: skip
    return asked(request, "declare", context, form)


def _scoring(request: Request, seat: TenderJudge) -> HttpResponse:
    closed = policies.save_scores(request.actor, seat)
    bids = sorted(queries.opened_bids(seat.tender), key=lambda bid: (len(bid.letter), bid.letter))
    items = [row for row in seat.tender.tendercriterions.all() if row.kind == TenderCriterion.Kind.JUDGED]
    given = queries.own_scores(seat)
    sent = request.POST if request.method == "POST" else None
    form = SheetForm(sent, bids=bids, items=items, given=given)
    if form.is_bound and form.is_valid():
        hand_in = request.POST.get("do") == "hand_in"
        try:
            actions.save_scores(seat, form.told(), by=request.actor, hand_in=hand_in)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("交卷了；结束评审以前还可以改。") if hand_in else _("存好了。"))
            return redirect("judging_sheet", seat.pk)
    offers = queries.offers(seat.tender) if not seat.conflict else {}
    shown = [
        _bid(bid, offers[bid.pk], form, given, items)
        | {"promised": promises.shown(seat.tender.content, offers[bid.pk].promises)}
        for bid in bids if bid.pk in offers
    ]  # fmt: skip
    context = {"seat": seat, "tender": seat.tender, "form": form, "closed": closed, "bids": shown, "items": items}
    return asked(request, "sheet", context, form)


def _bid(bid: Any, offer: Any, form: SheetForm, given: Any, items: Any) -> dict[str, Any]:
    """Return a bid as judges read it: a letter, no name."""
    return {
        "letter": bid.letter, "pk": bid.pk, "offer": offer, "price": yuan(offer.price), "fields": form.of(bid),
        "lines": [(name, yuan(amount)) for name, amount in offer.lines],
        "given": sum(given[bid.pk, item.pk] for item in items if (bid.pk, item.pk) in given),
    }  # fmt: skip
