"""Community work that did not go as planned: a plan changed, an activity called off or corrected, a project ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.forms_activities import AmendForm, CallOffForm, CorrectForm
from linli.practice.models.activities import BANDS, CommunityProject
from linli.practice.policies import activities as policies
from linli.practice.policies import programmes
from linli.practice.policies.cases import CASEWORKERS, READERS
from linli.practice.views.activities import sought_activity

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(*CASEWORKERS)
def activity_amend(request: Request, pk: UUID) -> HttpResponse:
    """Change the plan of an activity; with ``off`` say that it will not be held."""
    found = sought_activity(request, pk)
    off = request.method == "POST" and "off" in request.POST
    told = {name: getattr(found, name) for name in ("name", "planned_on", "closes_at", "spot", "plan")}
    form = AmendForm(request.POST if request.method == "POST" and not off else None, initial=told)
    calls = CallOffForm(request.POST if off else None)
    answered = calls if off else form
    if request.method == "POST" and answered.is_valid():
        try:
            if off:
                actions.call_off_activity(found, by=request.actor, **calls.cleaned_data)
            else:
                actions.amend_activity(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(answered, refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("activity", found.pk)
    context = {"activity": found, "form": form, "calls": calls}
    return render(request, "practice/activity_amend.html", context, status=422 if answered.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def activity_correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct what was written down about an activity, with a reason."""
    found = sought_activity(request, pk)
    told = {name: getattr(found, name) for name in ("held_on", "told", *BANDS)}
    minutes = found.record.minutes if found.record else None
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={**told, "minutes": minutes})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_activity(found, by=request.actor, **form.facts())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("更正好了，统计跟着改。"))
            return redirect("activity", found.pk)
    context = {"form": form, "title": _("更正这场活动"), "activity": found}
    return render(request, "practice/activity_form.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*READERS)
def community_project(request: Request, pk: UUID) -> HttpResponse:
    """Show a project with its activities; with POST end it."""
    projects = CommunityProject.objects.visible_to(request.actor).select_related("undertaking__programme")
    found = get_object_or_404(projects, pk=pk)
    if request.method == "POST":
        try:
            actions.end_project(found, by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("项目结束了，辛苦了。"))
        return redirect("community_project", found.pk)
    rows = found.activities.select_related("record").order_by("-planned_on", "-id")[:100]
    context = {
        "project": found, "rows": rows, "refusal": policies.end_project(request.actor, found),
        "moves": programmes.work_under(request.actor, found) is None,
    }  # fmt: skip
    return render(request, "practice/project.html", context)
