"""资金: sources and sums of a county or town; one sum with what came in and what it is set aside for."""

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.giving import actions, packs, policies, queries, subjects
from linli.giving import forms as asking
from linli.giving.models import FundLine
from linli.giving.views.asking import PAGE, Made, Verb, done, made, part_of, status
from linli.kernel.paging import page
from linli.places.models import Division

open_to = staff(*policies.KEEPERS)
SHOWN, MOST_SOURCES = 30, 200


def place_of(request: Request) -> Division:
    """Return the county or town of the asker's post. Raises ``Http404`` for any other."""
    place = request.post.place if request.post else None
    if place is None or policies.open_application(request.actor, place) is not None:
        raise Http404
    return place


@PAGE
@open_to
def funds(request: Request) -> HttpResponse:
    """List the sums of one's reach, the newest first, and the sources; take a new one of either."""
    place = place_of(request)
    county = place.county or place
    kinds: dict[str, Made] = {
        "source": partial(asking.SourceForm, county=county),
        "line": partial(asking.LineForm, by=request.actor),
    }
    shown = made(request, kinds)
    verbs: dict[str, Verb] = {
        "source": lambda form: actions.open_source(county, by=request.actor, **form.cleaned_data),
        "line": lambda form: _open_line(form, place, request),
    }
    part = part_of(request)
    if part in verbs and done(shown[part], verbs[part]):
        messages.success(request, _("登记好了。"))
        return redirect("funds")
    lines = FundLine.objects.visible_to(request.actor).select_related("source", "application")
    found = page(lines, *queries.NEWEST, after=request.GET.get("after", ""), size=SHOWN)
    words = packs.kinds_at(county)
    context = {
        "rows": queries.states(found.rows), "older": f"?after={found.next}" if found.next else "", "forms": shown,
        "sources": [(one, words[one.kind].name) for one in queries.sources(request.actor)[:MOST_SOURCES]],
        "opens": policies.open_source(request.actor, county) is None,
    }  # fmt: skip
    return render(request, "giving/funds.html", context, status=status(request))


def _open_line(form: forms.Form, place: Division, request: Request) -> None:
    told = dict(form.cleaned_data)
    actions.open_line(told.pop("source"), place, by=request.actor, **told)


@PAGE
@open_to
def fund(request: Request, pk: UUID) -> HttpResponse:
    """Show one sum: what came in, what it is set aside for, what of that was paid; take the next of each."""
    rows = FundLine.objects.visible_to(request.actor).select_related("source", "application")
    line = get_object_or_404(rows, pk=pk)
    parts = queries.parts(line)
    kinds: dict[str, Made] = {
        "receive": asking.ReceiptForm,
        "allot": partial(asking.AllotForm, by=request.actor),
        "draw": partial(asking.DrawForm, parts=parts),
        "back": partial(asking.DrawForm, parts=parts),
    }
    shown = made(request, kinds)
    verbs: dict[str, Verb] = {
        "receive": lambda form: actions.receive(line, by=request.actor, **form.cleaned_data),
        "allot": lambda form: actions.allot(line, by=request.actor, **form.told()),  # type: ignore[attr-defined]
        "draw": lambda form: _out(form, actions.draw, request),
        "back": lambda form: _out(form, actions.put_back, request),
    }
    part = part_of(request)
    if part in verbs and done(shown[part], verbs[part]):
        messages.success(request, _("记下了。"))
        return redirect("fund", line.pk)
    context = {
        "line": line, "state": queries.states([line])[0], "parts": [(one, _address(one)) for one in parts],
        "receipts": line.receipts.order_by("-on", "-id")[:50], "forms": shown,
        "keeps": policies.allot(request.actor, line) is None,
        "receives": policies.receive(request.actor, line) is None,
    }  # fmt: skip
    return render(request, "giving/fund.html", context, status=status(request))


def _out(form: forms.Form, verb: object, request: Request) -> None:
    told = form.cleaned_data
    allotment = form.parts[told["allotment"]]  # type: ignore[attr-defined]
    verb(allotment, told["amount"], key=told["voucher"], by=request.actor)  # type: ignore[operator]


def _address(part: queries.Part) -> str:
    kind = subjects.found(part.allotment.subject_kind)
    return reverse(kind.page, args=[part.allotment.subject]) if kind else ""
