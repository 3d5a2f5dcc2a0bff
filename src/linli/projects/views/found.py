"""How a page finds its project: 404 for whoever has it not in reach."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.projects import policies
from linli.projects.models import ServiceProject

PAGE = require_http_methods(["GET", "HEAD", "POST"])
readers = staff(*policies.READERS)
buyers = staff(Role.PURCHASER, Role.COUNTY_OFFICER)
providers = staff(Role.PROVIDER_LEAD)


def sought(request: Request, pk: UUID) -> ServiceProject:
    """Return the project a page is about."""
    rows = ServiceProject.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("place", "place__county", "organisation", "programme"), pk=pk)


def row_of(model: Any, request: Request, pk: UUID, *also: str) -> Any:
    """Return a row of a project in reach, with its project."""
    rows = model.objects.select_related("project", "project__place", "project__place__county", *also)
    row = rows.filter(pk=pk, project__in=ServiceProject.objects.visible_to(request.actor)).first()
    if row is None:
        raise Http404
    return row


def asked(request: Request, template: str, context: dict[str, Any], *forms: Any) -> HttpResponse:
    """Render a page with its forms; 422 when something in them is still to be mended."""
    wrong = any(form is not None and form.is_bound and (form.errors or _above(form)) for form in forms)
    return render(request, f"projects/{template}.html", context, status=422 if wrong else 200)


def _above(form: Any) -> bool:
    return bool(form.non_form_errors()) if hasattr(form, "non_form_errors") else False
