"""小组节次: its plan, its roll on one screen, and the code that hangs on the door."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.actions.beginnings import Changed
from linli.practice.actions.group_sessions import members_on
from linli.practice.forms_groups import RollForm, SessionForm
from linli.practice.models.groups import GroupSession
from linli.practice.policies import groups as policies
from linli.practice.policies.cases import CASEWORKERS
from linli.practice.queries.groups import Row, roll
from linli.practice.queries.groups import sessions as listed
from linli.practice.views import keeping
from linli.practice.views.groups import frame, sought_group
from linli.practice.views.posters import poster

PAGE = require_http_methods(["GET", "HEAD", "POST"])
ROLL = "roll"


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
    found = sought_session(request, pk)
    again = found.record_id is not None
    members = members_on(found, found.held_on or timezone.localdate())
    rows = roll(found, members, request.actor)
    looked(
        "group.roll", [row.person_id for row in members], by=request.actor, county=found.county_id,
        fields=["name", "notes"],
    )  # fmt: skip

    def make(data: Any, **more: Any) -> RollForm:
        return RollForm(data, rows=rows, again=again, **more)

    def do(told: dict[str, Any], base: int) -> object:
        if again and not base:  # a colleague has written it down since the page was opened
            raise Changed(found)
        return _written(found, make(request.POST), told, request.actor)

    long = keeping.Long(
        ROLL, "practice/group_session.html", make, int(again), _so_far(found, rows), lambda _row: _so_far(found, rows),
        do, _("记下了第%(n)d节，算了一次。") % {"n": found.number},
        then=lambda: reverse("group", args=[found.group_id]),
    )  # fmt: skip
    code = found.codes.filter(ended_at=None, until__gt=timezone.now()).first()
    context = {**frame(request, found.group), "session": found, "code": code, "again": again}
    return keeping.answer(request, found, long, context)


@require_POST
@staff(*CASEWORKERS)
def session_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep the roll as it stands on the page."""
    return keeping.save(request, sought_session(request, pk), ROLL)


def _so_far(session: GroupSession, rows: list[Row]) -> dict[str, Any]:
    """Return what stands there already: who is ticked, what was noticed, how long the last one took."""
    told: dict[str, Any] = {"present": [str(row.member.pk) for row in rows if row.present]}
    told |= {f"note-{row.member.pk}": row.note for row in rows if not row.closed}
    if session.record is None:
        held = GroupSession.objects.filter(group=session.group_id).exclude(record=None).select_related("record")
        last = held.order_by("-number").first()
        minutes = last.record.minutes if last is not None and last.record is not None else None
        return told | {"held_on": timezone.localdate(), "minutes": minutes, "guests": None}
    came = sum(row.present for row in rows)
    return told | {
        "held_on": session.held_on, "minutes": session.record.minutes, "told": session.told,
        "guests": session.record.head_count - came,
    }  # fmt: skip


def _written(session: GroupSession, form: RollForm, told: dict[str, Any], by: Actor) -> GroupSession:
    facts: dict[str, Any] = {name: told[name] for name in ("held_on", "minutes", "told")}
    facts |= {"guests": told["guests"] or 0, "present": form.present_keys(), "notes": form.notes(), "by": by}
    if session.record_id is not None:
        return actions.correct_meeting(session, reason=told["reason"], **facts)
    return actions.hold_meeting(session, **facts)


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
