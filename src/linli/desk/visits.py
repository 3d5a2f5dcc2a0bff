"""走访单: whom to visit today in walking order; at a door or on the telephone, in one tap when nothing is new."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.desk.quick_record.state import uuid
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.outreach import actions, intervals, plans, queries
from linli.outreach.due import Form
from linli.outreach.plans import EMPTY, Round
from linli.outreach.questions import unchanged_minutes
from linli.people import actions as people
from linli.people import locks
from linli.people.models import Person
from linli.people.numbers import spoken

ON_TODAY, ON_PAGE = 10, 20
BACK = {"visits", "today"}


def round_for(request: Request) -> Round:
    """Return the round of whoever is signed in; nobody without a place has one."""
    place = request.post.place if request.post else None
    return plans.round_of(request.actor, intervals.of(place)) if place is not None else EMPTY


def shown(found: Round, start: int, size: int) -> dict[str, Any]:
    """Return what a page shows of a round from its ``start``-th stop on."""
    stops = found.stops[start : start + size]
    return {
        "round": found,
        "stops": stops,
        "rows": [{"stop": stop, "key": new_id()} for stop in stops],
        "kilometres": round(found.metres / 1000, 1),
        "unchanged_minutes": unchanged_minutes(),
        "older": start + size if len(found.stops) > start + size else 0,
        "newer": max(0, start - size) if start else None,
        "first": start + 1,
        "last": start + len(stops),
    }


@require_GET
@staff(*WORKERS)
def visits(request: Request) -> HttpResponse:
    """Show the whole round, page by page."""
    told = request.GET.get("from", "")
    start = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0
    found = shown(round_for(request), start, ON_PAGE)
    county = request.post.place.county_id if request.post and request.post.place else None
    seen = [stop.person for stop in found["stops"]]
    audit.looked("visits", seen, by=request.actor, county=county, fields=["name", "address"], purpose="round")
    return render(request, "desk/visits/round.html", {**found, "today": timezone.localdate(), "next": "visits"})


@require_POST
@staff(*WORKERS)
def visit_unchanged(request: Request, pk: UUID) -> HttpResponse:
    """Say that a visit found nothing new."""
    person = _person(request, pk)
    try:
        made = actions.visit_unchanged(person, _form(request), by=request.actor, key=uuid(request.POST.get("key", "")))
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return _back(request)
    since = made.home_visit.unchanged_since
    messages.success(request, _("记好了：%(who)s，自 %(day)s 起无变化。") % {"who": person, "day": since})
    return _back(request)


@require_POST
@staff(*WORKERS)
def visit_tried(request: Request, pk: UUID) -> HttpResponse:
    """Say that nobody was met."""
    person, outcome = _person(request, pk), request.POST.get("outcome", "")
    try:
        actions.try_visit(
            person, _form(request), outcome, by=request.actor, card_left=bool(request.POST.get("card")),
            key=uuid(request.POST.get("key", "")),
        )  # fmt: skip
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return _back(request)
    messages.success(request, _("记好了：%(who)s，这次没见到。过几天再来。") % {"who": person})
    return _back(request)


@never_cache
@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def visit_call(request: Request, pk: UUID) -> HttpResponse:
    """Ring somebody up: the number is shown (and the look kept) when asked for; the outcome is one tap."""
    person = _person(request, pk)
    numbers = []
    if request.method == "POST":
        for phone in person.telephones.order_by("id"):
            whole = people.reveal(phone, by=request.actor, purpose=_("电话探访"))
            numbers.append({"call": whole, "shown": spoken(whole), "label": phone.label})
    last = queries.last_met(person, request.actor)
    audit.looked("visits", [person.pk], by=request.actor, county=person.county_id, fields=["name"], purpose="call")
    context = {
        "person": person, "numbers": numbers, "asked": request.method == "POST", "last": last, "key": new_id(),
        "video_key": new_id(), "unchanged_minutes": unchanged_minutes(), "next": "today",
    }  # fmt: skip
    return render(request, "desk/visits/call.html", context)


@require_POST
@staff(*WORKERS)
def visit_hurried(request: Request, pk: UUID) -> HttpResponse:
    """Say that something happened which cannot wait for the next visit."""
    person = _person(request, pk)
    try:
        actions.notice_change(person, request.POST.get("kind", ""), by=request.actor)
        messages.success(request, _("记下了，走访提前，会排在今天的最前面。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("person", person.pk)


def _person(request: Request, pk: UUID) -> Person:
    person = get_object_or_404(
        Person.objects.visible_to(request.actor).select_related("household").defer("search"), pk=pk
    )
    locks.demand(person, request.actor, writing=True)
    return person


def _form(request: Request) -> Form:
    told = request.POST.get("form", "")
    return Form(told) if told in Form.values else Form.HOME


def _back(request: Request) -> HttpResponse:
    told = request.POST.get("next", "")
    return redirect(told if told in BACK else "today")


urlpatterns = [
    path("w/visits/", visits, name="visits"),
    path("w/visits/<uuid:pk>/unchanged/", visit_unchanged, name="visit_unchanged"),
    path("w/visits/<uuid:pk>/tried/", visit_tried, name="visit_tried"),
    path("w/visits/<uuid:pk>/call/", visit_call, name="visit_call"),
    path("w/visits/<uuid:pk>/hurried/", visit_hurried, name="visit_hurried"),
]
