"""留痕: what was done and who looked, for the audit administrator. Nothing here shows a person's data."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import queries
from linli.audit.forms import TrailForm
from linli.audit.models import Event, Look
from linli.desk.verbs import label_of
from linli.kernel.paging import page


@require_safe
@staff(Role.AUDIT_ADMIN)
def audit_events(request: Request) -> HttpResponse:
    """Show what was done (写), newest first."""
    asked = _asked(request)
    rows = queries.events(request.actor, verb=asked.get("verb", ""), day=asked.get("day"), who=asked.get("who", ""))
    return _show(request, rows, looks=False)


@require_safe
@staff(Role.AUDIT_ADMIN)
def audit_looks(request: Request) -> HttpResponse:
    """Show who looked at how many people, and why (读), newest first."""
    asked = _asked(request)
    return _show(request, queries.looks(request.actor, day=asked.get("day"), who=asked.get("who", "")), looks=True)


def _asked(request: Request) -> dict[str, Any]:
    form = TrailForm(request.GET)
    return form.cleaned_data if form.is_valid() else {}


def _show(request: Request, rows: QuerySet[Event] | QuerySet[Look], *, looks: bool) -> HttpResponse:
    shown: Any = page(rows, "-at", "-id", after=request.GET.get("after", ""))
    roles = dict(Role.choices) | {"system": _("系统")}
    for row in shown.rows:
        row.label = label_of(row.kind if looks else row.verb)
        row.role_label = roles.get(row.by_role, row.by_role)
    older = request.GET.copy()
    older["after"] = shown.next
    tabs = [
        {"url": reverse("audit_events"), "label": _("做了什么"), "current": not looks},
        {"url": reverse("audit_looks"), "label": _("谁看过"), "current": looks},
    ]
    context = {
        "form": TrailForm(request.GET),
        "page": shown,
        "looks": looks,
        "tabs": tabs,
        "older": f"?{older.urlencode()}" if shown.next else "",
    }
    return render(request, "desk/trail.html", context)


urlpatterns = [
    path("m/audit/", audit_events, name="audit_events"),
    path("m/audit/looks/", audit_looks, name="audit_looks"),
]
