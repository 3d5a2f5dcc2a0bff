"""服务点 and 覆盖率: where service is given, and how far the rooms reach."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.desk.network.forms import FilterForm, NewPointForm, PointForm
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.places import actions, queries
from linli.places.models import Division, Level, ServicePoint, ServicePointQuerySet

KEEPERS = (Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.SYSTEM_ADMIN)
READERS = (*KEEPERS, Role.STATION_LEAD, Role.SOCIAL_WORKER, Role.EVALUATOR)


@staff(*READERS)
@require_safe
def coverage(request: Request) -> HttpResponse:
    """Show workrooms against communities: the place asked for (else one's own) and every part of it."""
    asked = tidy(request.GET.get("place", ""))[:15]
    own = request.post.place if request.post else None
    place = queries.by_code(asked) if asked else own
    if place is not None and place.level > Level.TOWN:
        place = place.county
    if place is None:
        return render(request, "desk/coverage.html", status=404 if asked else 200)
    above = place.parent if place.parent and place.parent.level >= Level.COUNTY else None
    context = {
        "whole": queries.coverage(place),
        "parts": queries.coverage_below(place),
        "above": above,
        "deeper": place.level < Level.COUNTY,
    }
    return render(request, "desk/coverage.html", context)


@staff(*READERS)
@require_safe
def service_points(request: Request) -> HttpResponse:
    """List the points of one's reach."""
    form = FilterForm(request.GET)
    rows = _narrowed(ServicePoint.objects.visible_to(request.actor).select_related("town", "community"), form)
    found = page(rows, "name", "id", after=request.GET.get("after", ""))
    older = request.GET.copy()
    older["after"] = found.next
    context = {
        "form": form,
        "rows": found.rows,
        "older": f"?{older.urlencode()}" if found.next else "",
        "may_keep": request.actor.role in KEEPERS,
    }
    return render(request, "desk/service_points.html", context)


def _narrowed(rows: ServicePointQuerySet, form: FilterForm) -> ServicePointQuerySet:
    told = form.cleaned_data if form.is_valid() else {}
    if not told.get("closed"):
        rows = rows.open_on(timezone.localdate())
    if kind := told.get("kind"):
        rows = rows.filter(kind=kind)
    if text := tidy(told.get("q", "")):
        rows = rows.filter(Q(name__icontains=text) | Q(address__icontains=text))
    return rows


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def service_point_new(request: Request) -> HttpResponse:
    """Open a point."""
    form = NewPointForm(request.POST or None, by=request.actor)
    if form.is_valid():
        place: Division = form.cleaned_data["place"]
        try:
            point = actions.open_service_point(
                place, kind=form.cleaned_data["kind"], by=request.actor, opened_on=timezone.localdate(), **form.facts()
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, _("%(name)s 登记好了。") % {"name": point.name})
            return redirect("service_points")
    context = {"form": form, "title": _("登记一个服务点"), "yes": _("登记")}
    return render(request, "desk/service_point.html", context, status=422 if form.errors else 200)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def service_point_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change what a point says of itself."""
    point = get_object_or_404(ServicePoint.objects.visible_to(request.actor), pk=pk)
    form = PointForm(request.POST or None, instance=point)
    if form.is_valid():
        try:
            actions.edit_service_point(point, by=request.actor, changes=form.facts())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, _("改好了。"))
            return redirect("service_points")
    context = {"form": form, "title": point.name, "yes": _("保存"), "point": point}
    return render(request, "desk/service_point.html", context, status=422 if form.errors else 200)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def service_point_close(request: Request, pk: UUID) -> HttpResponse:
    """Close a point from today, after asking."""
    point = get_object_or_404(ServicePoint.objects.visible_to(request.actor), pk=pk)
    if request.method != "POST":
        return render(request, "desk/service_point_close.html", {"point": point})
    actions.close_service_point(point, on=timezone.localdate(), by=request.actor)
    messages.success(request, _("%(name)s 从今天起停用。做过的记录都留着。") % {"name": point.name})
    return redirect("service_points")


urlpatterns = [
    path("m/coverage/", coverage, name="coverage"),
    path("m/service-points/", service_points, name="service_points"),
    path("m/service-points/new/", service_point_new, name="service_point_new"),
    path("m/service-points/<uuid:pk>/", service_point_edit, name="service_point"),
    path("m/service-points/<uuid:pk>/close/", service_point_close, name="service_point_close"),
]
