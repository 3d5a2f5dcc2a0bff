"""困境线索: what visits brought, and what its owner says it is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.desk.quick_record.state import uuid
from linli.kernel.policy import Refused
from linli.outreach import actions, policies, queries
from linli.outreach.conditions import conditions, rules
from linli.outreach.models import HardshipLead
from linli.people import locks
from linli.practice.policies import CASEWORKERS

MOST = 100


@require_GET
@staff(*WORKERS)
def leads(request: Request) -> HttpResponse:
    """List the open leads in sight, the most pressing first."""
    rows = queries.open_leads(request.actor).select_related("person", "household", "owner__user")[:MOST]
    found = list(rows.defer("person__search"))
    seen = [row.person_id for row in found if row.person_id]
    county = found[0].county_id if found else None
    audit.looked("leads", seen, by=request.actor, county=county, fields=["name"], purpose="lead")
    names = {rule.kind: rule.name for rule in rules()}
    named = {one.pk: one for one in locks.unveil([row.person for row in found if row.person], request.actor)}
    shown = [
        {"lead": row, "kind": names.get(row.kind, row.kind), "who": named.get(row.person_id or row.pk) or row.household}
        for row in found
    ]
    return render(request, "desk/visits/leads.html", {"rows": shown, "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def lead(request: Request, pk: UUID) -> HttpResponse:
    """Show a lead; take its owner's word on what it is."""
    rows = HardshipLead.objects.visible_to(request.actor).select_related("person", "household", "owner__user", "record")
    found = get_object_or_404(rows.defer("person__search"), pk=pk)
    locks.use(found.person)
    status = 200
    if request.method == "POST" and "harm" in request.POST:
        return _harm(request, found, request.POST["harm"])
    if request.method == "POST":
        told = request.POST.get("known", "")
        known = queries.open_leads(request.actor).filter(pk=told).first() if uuid(told) else None
        try:
            actions.screen_lead(
                found, request.POST.get("verdict", ""), by=request.actor, reason=request.POST.get("reason", ""),
                known=known,
            )  # fmt: skip
        except Refused as refused:
            messages.warning(request, refused.sentence)
            status = 422
        else:
            messages.success(request, _("记好了。"))
            return redirect("leads")
    seen = [found.person_id] if found.person_id else []
    audit.looked("leads", seen, by=request.actor, county=found.county_id, fields=["name", "signs"], purpose="lead")
    known_signs = conditions()
    open_now = queries.open_leads(request.actor).exclude(pk=found.pk)
    others = list(open_now.filter(known=None).select_related("person")[:20])
    named = {one.pk: one for one in locks.unveil([row.person for row in (found, *others) if row.person], request.actor)}
    context = {
        "lead": found,
        "kind": next((rule.name for rule in rules() if rule.kind == found.kind), found.kind),
        "signs": [known_signs[code].name for code in found.signs if code in known_signs],
        "who": named.get(found.person_id or found.pk),
        "home": None if found.person and locks.shut([found.person], request.actor) else found.household,
        "others": [(row, named.get(row.person_id or row.pk, "")) for row in others],
        "opens": found.person_id and request.actor.role in CASEWORKERS,
        "asks": not found.harm and policies.answer_harm(request.actor, found, HardshipLead.Harm.NO) is None,
        "harms": HardshipLead.Harm.choices,
        "may": policies.close_lead(request.actor, found) is None,
        "today": timezone.localdate(),
    }
    return render(request, "desk/visits/lead.html", context, status=status)


def _harm(request: Request, found: HardshipLead, answer: str) -> HttpResponse:
    """Take the answer of the yellow card: signs that were seen lead on to whom to ring and the report."""
    try:
        lead = actions.answer_harm(found, answer, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("lead", found.pk)
    if lead.harm == HardshipLead.Harm.YES and lead.person_id is not None:
        return redirect("crisis", lead.person_id)
    day = {"day": date_format(lead.due_on, "n月j日")}
    messages.success(request, _("记下了，站里%(day)s前来看这条线索。") % day)
    return redirect("lead", lead.pk)


urlpatterns = [
    path("w/leads/", leads, name="leads"),
    path("w/leads/<uuid:pk>/", lead, name="lead"),
]
