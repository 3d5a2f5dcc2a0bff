"""危机: two taps from a case's page: the button, then what it is. The telephone numbers stand on the page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.outreach import harm
from linli.people import locks
from linli.people.forms import refuse
from linli.practice import actions, packs, policies
from linli.practice.forms_road import AccompanyForm, OutcomeForm
from linli.practice.models import CaseFile, CaseWorker, CrisisResponse
from linli.practice.queries.cases import in_force

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(*policies.READERS)
def case_crisis(request: Request, pk: UUID) -> HttpResponse:
    """Confirm what has happened; it is recorded and the page says whom to ring.

    No lock and no missing consent stands in the way; the page shows no more than a surname and the numbers to ring.
    """
    rows = CaseFile.objects.visible_to(request.actor).select_related("client").defer("client__search")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            actions.raise_crisis(found, request.POST.get("kind", ""), by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("case_crisis", found.pk)
    looked(
        "case.crisis_page", [found.client_id], by=request.actor, county=found.county_id, fields=["name"],
        purpose=f"case:{found.pk}",
    )  # fmt: skip
    running = list(CrisisResponse.objects.filter(case=found, ended_at=None).order_by("-at"))
    crises = packs.crises()
    child = policies.is_child(found.client)
    context = {
        "case": found,
        "name": locks.veiled(found.client).name,
        "kinds": list(crises.values()),
        "running": [{"row": row, "name": packs.crisis_name(row.kind), "form": OutcomeForm()} for row in running],
        "report": reverse("crisis", args=[found.client_id]) if child else "",
        "urgent": child and any(row.kind in crises and crises[row.kind].child for row in running),
        "agencies": [one for one in harm.agencies() if one.telephone],
        "told": _to_ring(request, found),
        "sends": bool(running) and policies.sends(request.actor, found) is None,
    }
    return render(request, "practice/case_crisis.html", context)


@PAGE
@staff(*policies.READERS)
def crisis_note(request: Request, pk: UUID) -> HttpResponse:
    """Say how a crisis ended; its todo leads here, and on to its page."""
    crisis = get_object_or_404(CrisisResponse.objects.visible_to(request.actor), pk=pk)
    if request.method != "POST":
        return redirect("case_crisis", crisis.case_id)
    try:
        actions.note_crisis(crisis, by=request.actor, outcome=request.POST.get("outcome", ""))
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("case_crisis", crisis.case_id)
    messages.success(request, _("记下了。"))
    return redirect("case", crisis.case_id)


@PAGE
@staff(*policies.SENDERS)
def case_accompany(request: Request, pk: UUID) -> HttpResponse:
    """Send somebody without a valid check to a child in danger, another adult beside her, until the next working day.

    As the page of a crisis it waits for no lock and shows no more than a surname.
    """
    rows = CaseFile.objects.visible_to(request.actor).select_related("client").defer("client__search")
    found = get_object_or_404(rows, pk=pk)
    posts = Post.objects.visible_to(request.actor).in_force(timezone.localdate())
    posts = posts.filter(role__in=policies.CASEWORKERS).exclude(user=request.actor.user).select_related("user")
    form = AccompanyForm(request.POST if request.method == "POST" else None, posts=list(posts.order_by("user__name")))
    if request.method == "POST" and form.is_valid():
        post = form.posts[form.cleaned_data["post"]]
        try:
            actions.accompany(found, post, form.cleaned_data["second_adult"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, _("批准了，%(who)s马上能看到这份档案，到下一个工作日为止。") % {"who": post.user.name}
            )
            return redirect("case_crisis", found.pk)
    looked(
        "case.crisis_page", [found.client_id], by=request.actor, county=found.county_id, fields=["surname"],
        purpose=f"case:{found.pk}",
    )  # fmt: skip
    context = {
        "case": found, "name": locks.veiled(found.client).name, "form": form,
        "refusal": policies.sends(request.actor, found),
    }  # fmt: skip
    return render(request, "practice/case_accompany.html", context, status=422 if form.errors else 200)


def _to_ring(request: Request, case: CaseFile) -> list[Post]:
    """Return the supervisor of a case and the heads of its station, whoever asks left out."""
    supervisors = [row.post for row in in_force(case.pk) if row.part == CaseWorker.Part.SUPERVISOR]
    heads = Post.objects.visible_to(request.actor).in_force(timezone.localdate()).filter(role=Role.STATION_LEAD)
    here = [case.county_id, case.town_id, case.community_id]
    told = [*supervisors, *heads.filter(place__in=here).select_related("user")]
    return [post for post in told if post.user_id != request.actor.user]
