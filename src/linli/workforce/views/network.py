"""服务网络: the county's overview, one station with all that is done there, and its public list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import public, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.places.models import ServicePoint
from linli.workforce import actions, policies
from linli.workforce import forms_network as asking
from linli.workforce.models import PointService, StandardCheck, StationVisit
from linli.workforce.network import rules_at
from linli.workforce.queries import network as queries
from linli.workforce.views.growth import as_picture

PAGE = require_http_methods(["GET", "HEAD", "POST"])
AROUND: dict[str, object] = {"door": "resident", "nav": [], "bar": []}  # residents see the residents' page, staff too
SHOWN = 30
PAST = 20
Form = asking.AtPoint


@require_safe
@staff(*policies.NETWORK_READERS)
def network(request: Request) -> HttpResponse:
    """List the stations and rooms of one's reach with what stands there, and the county's plan above them."""
    found = page(queries.stations(request.actor), "name", "id", after=request.GET.get("after", ""), size=SHOWN)
    plan = queries.plans(request.actor).first()
    context = {
        "rows": queries.lines(found.rows), "older": f"?after={found.next}" if found.next else "", "plan": plan,
        "reached": queries.reached(plan, request.actor) if plan else [],
        "plans": request.actor.role == Role.COUNTY_OFFICER,
    }  # fmt: skip
    return render(request, "workforce/network.html", context)


def _list(point: ServicePoint, form: Form, request: Request) -> None:
    actions.list_service(point, by=request.actor, **form.cleaned_data)


def _end(point: ServicePoint, form: Form, request: Request) -> None:
    actions.end_service(form.cleaned_data["service"], by=request.actor)


def _check(point: ServicePoint, form: Form, request: Request) -> None:
    told = form.cleaned_data
    actions.note_check(
        point, told["code"], met=told["met"] == "yes", on=told["on"], note=told["note"], photo=told["photo"],
        by=request.actor,
    )  # fmt: skip


def _visit(point: ServicePoint, form: Form, request: Request) -> None:
    actions.note_visit(point, by=request.actor, **form.cleaned_data)


def _post(point: ServicePoint, form: Form, request: Request) -> None:
    actions.open_station_post(point, form.cleaned_data["name"], form.cleaned_data["since"], by=request.actor)


def _line(form: Form) -> queries.PostLine:
    return next(one for one in form.posts if str(one.post.pk) == form.cleaned_data["post"])


def _fill(point: ServicePoint, form: Form, request: Request) -> None:
    told = form.cleaned_data
    actions.fill_post(
        _line(form).post, told["how"], told["starts_on"], organisation=told["organisation"], source=told["source"],
        by=request.actor,
    )  # fmt: skip


def _vacate(point: ServicePoint, form: Form, request: Request) -> None:
    if (filling := _line(form).filling) is not None:
        actions.vacate_post(filling, form.cleaned_data["ends_on"], by=request.actor)


def _close(point: ServicePoint, form: Form, request: Request) -> None:
    actions.close_station_post(_line(form).post, form.cleaned_data["on"], by=request.actor)


# What is done at a station: its form and its verb.
PARTS: dict[str, tuple[type[Form], Callable[[ServicePoint, Form, Request], None]]] = {
    "service": (asking.ServiceForm, _list),
    "end_service": (asking.EndServiceForm, _end),
    "check": (asking.CheckForm, _check),
    "visit": (asking.VisitForm, _visit),
    "post": (asking.PostForm, _post),
    "fill": (asking.FillForm, _fill),
    "vacate": (asking.VacateForm, _vacate),
    "close": (asking.ClosePostForm, _close),
}


@PAGE
@staff(*policies.NETWORK_READERS)
def network_point(request: Request, pk: UUID) -> HttpResponse:
    """Show a station or room, and take what is done there: one small form each, told apart by ``part``."""
    rows = ServicePoint.objects.visible_to(request.actor).filter(kind__in=queries.TIERS)
    point = get_object_or_404(rows.select_related("county", "town", "community"), pk=pk)
    posts = queries.posts([point.pk])[point.pk]
    part = request.POST.get("part", "") if request.method == "POST" else ""
    forms = {
        name: form(
            *((request.POST, request.FILES) if name == part else ()), prefix=name, point=point, posts=posts
        )
        for name, (form, _verb) in PARTS.items()
    }  # fmt: skip
    if part in PARTS and forms[part].is_valid():
        try:
            PARTS[part][1](point, forms[part], request)
        except Refused as refused:
            refuse(forms[part], refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("network_point", point.pk)
    wrong = any(form.errors for form in forms.values()) or (request.method == "POST" and part not in PARTS)
    context = _shown(request, point, posts) | {"forms": forms, "part": part}
    return render(request, "workforce/network_point.html", context, status=422 if wrong else 200)


def _shown(request: Request, point: ServicePoint, posts: list[queries.PostLine]) -> dict[str, Any]:
    rules, checked = rules_at(point.county), queries.checks([point.pk])[point.pk]
    visits = StationVisit.objects.filter(point=point).select_related("task").order_by("-on", "-id")
    pictured = queries.with_photo(point)
    items = [
        (label, checked.get(code), code in checked and checked[code].pk in pictured)
        for code, label in rules.standard.items.items()
    ]
    return {
        "point": point, "rules": rules, "items": items, "services": queries.listed(point)[:60], "visits": visits[:PAST],
        "posts": [(one, rules.ways.get(one.filling.how, "") if one.filling else "") for one in posts],
        "lists": policies.list_service(request.actor, point) is None,
        "checks": policies.note_check(request.actor, point) is None,
        "sets": policies.open_station_post(request.actor, point) is None,
    }  # fmt: skip


@require_safe
@staff(*policies.NETWORK_READERS)
def network_photo(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a check."""
    return as_picture(get_object_or_404(StandardCheck.objects.visible_to(request.actor), pk=pk).photo)


@require_safe
@public("what a station offers is for everybody to read")
def point_services(request: Request, pk: UUID) -> HttpResponse:
    """Show the service list of an open station or room."""
    open_now = ServicePoint.objects.open_on(timezone.localdate()).filter(kind__in=queries.TIERS)
    point = get_object_or_404(open_now.select_related("county", "town", "community"), pk=pk)
    services: Any = PointService.objects.filter(point=point, ended_on=None).order_by("listed_on", "id")[:60]
    return render(request, "workforce/point_services.html", {**AROUND, "point": point, "services": services})
