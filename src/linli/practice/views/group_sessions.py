"""小组节次: its plan, its roll on one screen, and the code that hangs on the door."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.actions.group_sessions import members_on
from linli.practice.forms_groups import RollForm, SessionForm
from linli.practice.models.groups import GroupSession
from linli.practice.policies import groups as policies
from linli.practice.policies.cases import CASEWORKERS
from linli.practice.queries.groups import roll
from linli.practice.queries.groups import sessions as listed
from linli.practice.views.groups import frame, sought_group
from linli.practice.views.posters import poster

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def sought_session(request: Request, pk: UUID) -> GroupSession:
    """Return the session a page is about; 404 for whoever is not in its group's team."""
    session = listed(request.actor).filter(pk=pk).first()
    if session is None or policies.in_group(request.actor, session.group) is None:
        raise Http404
    return session


@PAGE
@staff(*CASEWORKERS)
def session_new(request: Request, pk: UUID) -> HttpResponse:
    """Plan one more session of a group."""
    group = sought_group(request, pk, writing=True)
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_meeting(group, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("group", group.pk)
    context = {**frame(request, group), "form": form}
    return render(request, "practice/group_session_plan.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def session_plan(request: Request, pk: UUID) -> HttpResponse:
    """Plan a session anew."""
    session = sought_session(request, pk)
    told = {name: getattr(session, name) for name in ("theme", "planned_on", "place", "aim", "steps", "materials")}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_meeting(session.group, by=request.actor, session=session, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("group", session.group_id)
    context = {**frame(request, session.group), "form": form, "session": session}
    return render(request, "practice/group_session_plan.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def session(request: Request, pk: UUID) -> HttpResponse:
    """Call the roll and write a session down, on one screen; a second time it is a correction with its reason."""
    found, again = sought_session(request, pk), False
    again = found.record_id is not None
    day = found.held_on or timezone.localdate()
    members = members_on(found, day)
    rows = roll(found, members, request.actor)
    looked(
        "group.roll", [row.person_id for row in members], by=request.actor, county=found.county_id,
        fields=["name", "notes"],
    )  # fmt: skip
    form = RollForm(
        request.POST if request.method == "POST" else None, rows=rows, again=again, initial=_so_far(found, rows)
    )
    if request.method == "POST" and form.is_valid():
        try:
            _written(request, found, form, again=again)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了第%(n)d节，算了一次。") % {"n": found.number})
            return redirect("group", found.group_id)
    code = found.codes.filter(ended_at=None, until__gt=timezone.now()).first()
    context = {**frame(request, found.group), "session": found, "form": form, "code": code, "again": again}
    return render(request, "practice/group_session.html", context, status=422 if form.errors else 200)


def _so_far(session: GroupSession, rows: list[Any]) -> dict[str, Any]:
    if session.record is None:
        held = GroupSession.objects.filter(group=session.group_id).exclude(record=None).select_related("record")
        last = held.order_by("-number").first()
        minutes = last.record.minutes if last is not None and last.record is not None else None
        return {"held_on": timezone.localdate(), "minutes": minutes, "guests": None}
    came = sum(row.present for row in rows)
    return {
        "held_on": session.held_on, "minutes": session.record.minutes, "told": session.told,
        "guests": session.record.head_count - came,
    }  # fmt: skip


def _written(request: Request, session: GroupSession, form: RollForm, *, again: bool) -> None:
    told = dict(form.cleaned_data)
    told["guests"] = told["guests"] or 0
    facts = {**told, "present": form.present(), "notes": form.notes(), "by": request.actor}
    if again:
        actions.correct_meeting(session, **facts)
    else:
        actions.hold_meeting(session, **facts)


@require_POST
@staff(*CASEWORKERS)
def session_code(request: Request, pk: UUID) -> HttpResponse:
    """Hang up a code, or change it."""
    found = sought_session(request, pk)
    try:
        actions.open_code(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("group_session", found.pk)


@require_safe
@staff(*CASEWORKERS)
def session_poster(request: Request, pk: UUID) -> HttpResponse:
    """Print the code that hangs now, with its figures in large print."""
    found = sought_session(request, pk)
    return poster(request, found.codes) or redirect("group_session", found.pk)
