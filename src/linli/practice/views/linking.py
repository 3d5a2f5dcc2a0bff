"""转介和链接资源: a client is handed on, and what the five parties gave."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_linking import ReferralForm, ResourceForm, StepForm
from linli.practice.models import Referral, ResourceLink
from linli.practice.models.referrals import STEPS, Enclosed
from linli.practice.queries.library import resources
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])
SAID = {
    "contact": _l("联系上了"), "send": _l("材料送过去了"), "succeed": _l("对方接了"), "fail": _l("没接成"),
    "wait": _l("过些日子回访"), "complete": _l("回访过，办完了"),
}  # fmt: skip


@PAGE
@staff(*policies.CASEWORKERS)
def case_referral(request: Request, pk: UUID) -> HttpResponse:
    """Begin to hand a client on."""
    found = sought(request, pk, "case.referral", ["name", "problem"], writing=True)
    form = ReferralForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_referral(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("referral", made.pk)
    context = {
        **frame(found), "form": form, "refusal": policies.open_referral(request.actor, found),
        "referrals": Referral.objects.filter(case=found).order_by("-asked_at"),
    }  # fmt: skip
    return render(request, "practice/case_referral.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.READERS)
def referral(request: Request, pk: UUID) -> HttpResponse:
    """Show where a referral stands and take the next step."""
    row = get_object_or_404(Referral.objects.visible_to(request.actor), pk=pk)
    found = sought(request, row.case_id, "case.referral", ["name", "referral"])
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.step_referral(row, request.POST.get("verb", ""), by=request.actor, note=form.cleaned_data["note"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("referral", row.pk)
    context = {
        **frame(found), "form": form, "row": row, "passed": row.steps.order_by("at"),
        "next": [(verb, SAID[verb]) for verb, step in STEPS.items() if row.state in step[0]],
        "materials": [Enclosed(code).label for code in row.materials],
    }  # fmt: skip
    return render(request, "practice/referral.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.CASEWORKERS)
def case_resource(request: Request, pk: UUID) -> HttpResponse:
    """Write down what was given."""
    found = sought(request, pk, "case.resources", ["name", "resources"], writing=True)
    form = ResourceForm(
        request.POST if request.method == "POST" else None, initial={"given_on": timezone.localdate(), "meets": "need"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.link_resource(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("case", found.pk)
    given = ResourceLink.objects.filter(case=found).order_by("-given_on", "-id")
    context = {
        **frame(found), "form": form, "given": given, "refusal": policies.link_resource(request.actor, found),
        "offered": resources(found),
    }  # fmt: skip
    return render(request, "practice/case_resource.html", context, status=422 if form.errors else 200)


@require_POST
@staff(*policies.CASEWORKERS)
def resource_unlink(request: Request, pk: UUID) -> HttpResponse:
    """Take back what was written wrongly."""
    row = get_object_or_404(ResourceLink.objects.visible_to(request.actor), pk=pk)
    try:
        actions.unlink_resource(row, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("收回了。"))
    return redirect("case_resource", row.case_id)
