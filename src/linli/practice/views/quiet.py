"""督导: the first page, where a supervisor sees what wants her eyes and everybody finds her own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.practice import policies
from linli.practice.queries.supervision import monday_of, supervised, supervisor_of, week


@require_safe
@staff(*policies.READERS)
def supervision(request: Request) -> HttpResponse:
    """Show what is to be done about supervision today, by role."""
    actor = request.actor
    context = {
        "role": actor.role,
        "supervises": actor.role == Role.SUPERVISOR,
        "in_charge": actor.role in policies.IN_CHARGE,
        "workers": supervised(actor) if actor.role == Role.SUPERVISOR else [],
        "mine": supervisor_of(actor),
        "week": week(actor, monday_of(timezone.localdate())),
    }
    return render(request, "practice/supervision.html", context)
