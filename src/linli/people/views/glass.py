"""紧急打开: the glass is broken with a reason and a fresh second factor; the review sees what was looked at."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts import sittings
from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit.actions import looked
from linli.audit.models import Look
from linli.kernel.policy import Refused
from linli.people import actions, locks
from linli.people.access_forms import GlassForm, ReviewForm
from linli.people.forms import refuse
from linli.people.limits import limits
from linli.people.models import AccessGrant, GlassReview, Person
from linli.people.policies import READERS, REVIEWERS
from linli.people.views.registering import PAGE, sent

Kind = AccessGrant.Kind


@PAGE
@staff(*READERS)
def glass_break(request: Request, pk: UUID) -> HttpResponse:
    """Ask for the reason, after the second factor was shown again; then open the file for an hour."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    if not locks.shut([person], request.actor):
        return redirect("person", person.pk)
    looked("person.locked", [person.pk], by=request.actor, county=person.county_id, fields=["name", "age_band"])
    proven = sittings.proven_at(request.session)
    if proven is None or timezone.now() - proven > limits().fresh:
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    form = GlassForm(sent(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.break_glass(person, by=request.actor, reason=asked["reason"], text=asked["text"], proven_at=proven)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("打开了，60分钟内只能看。站长和审计管理员已经知道。"))
            return redirect("person", person.pk)
    context = {"person": person, "band": locks.band(person, timezone.localdate()), "form": form}
    return render(request, "people/glass_break.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*REVIEWERS, Role.AUDIT_ADMIN)
def glass(request: Request) -> HttpResponse:
    """List what was opened in an emergency: by whom, when, why, whether looked over in time; no resident is named."""
    rows = AccessGrant.objects.visible_to(request.actor).filter(kind=Kind.BREAK_GLASS)
    shown = rows.select_related("grantee__user", "grantee__place", "review").order_by("-starts_at", "-id")[:200]
    late, reasons = timezone.now() - limits().review, dict(limits().reasons)
    told = [
        {"grant": one, "reason": reasons.get(one.reason, one.reason), "review": getattr(one, "review", None),
         "late": not hasattr(one, "review") and one.starts_at < late}
        for one in shown
    ]  # fmt: skip
    return render(request, "people/glass.html", {"rows": told, "reviews": request.actor.role in REVIEWERS})


@PAGE
@staff(*REVIEWERS)
def glass_review(request: Request, pk: UUID) -> HttpResponse:
    """Show why a file was opened and everything that was looked at, and take the finding."""
    rows = AccessGrant.objects.visible_to(request.actor).filter(kind=Kind.BREAK_GLASS)
    grant = get_object_or_404(rows.select_related("person", "grantee__user").defer("person__search"), pk=pk)
    if grant.person.restricted_at is not None:
        grant.person = locks.veiled(grant.person)
    looked("glass", [grant.person_id], by=request.actor, county=grant.county_id, fields=["name"])
    form = ReviewForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_glass(grant, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("复核记下了。"))
            return redirect("glass")
    during = Look.objects.filter(
        persons__contains=[grant.person_id], by_user=grant.grantee_user, at__range=(grant.starts_at, grant.until)
    )
    context = {
        "grant": grant, "form": form, "reason": dict(limits().reasons).get(grant.reason, grant.reason),
        "looks": during.order_by("at", "id")[:200], "review": GlassReview.objects.filter(grant=grant).first(),
    }  # fmt: skip
    return render(request, "people/glass_review.html", context, status=422 if form.errors else 200)
