"""督导: the first page, where a supervisor sees what wants her eyes and everybody finds her own; notes to be read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.practice import actions, policies
from linli.practice.models import CarePlan, CaseClosure, CaseFile, GroupMember, GroupSession, MeetingReading
from linli.practice.queries.margins import supervised_by, unread, unread_meetings, waiting
from linli.practice.queries.quiet import LINES, told, wanted
from linli.practice.queries.supervision import monday_of, supervised, supervisor_of, week
from linli.practice.queries.watching import watched

NOTES = 30  # on a page of those that are ticked together
TOGETHER: dict[str, Any] = {"together": True}


@require_safe
@staff(*policies.READERS)
def supervision(request: Request) -> HttpResponse:
    """Show what is to be done about supervision today, by role."""
    actor = request.actor
    context: dict[str, Any] = {
        "supervises": actor.role == Role.SUPERVISOR,
        "in_charge": actor.role in policies.IN_CHARGE,
        "mine": supervisor_of(actor),
        "week": week(actor, monday_of(timezone.localdate())),
    }
    if actor.role == Role.SUPERVISOR:
        context |= {"workers": supervised(actor), "waiting": waiting(actor), **_quiet(request)}
    return render(request, "practice/supervision.html", context)


def _quiet(request: Request) -> dict[str, Any]:
    """Return the quiet list; it is a look at everybody on it."""
    marks = watched(request.actor)
    shown = page(wanted(request.actor, marks), "opened_at", "id", after=request.GET.get("after", ""), size=LINES)
    looked(
        "supervision.quiet", [case.client_id for case in shown.rows], by=request.actor, fields=["name", "sessions"],
        county=shown.rows[0].county_id if shown.rows else None,
    )  # fmt: skip
    return {"lines": told(shown.rows, marks, request.actor), "older": f"?after={shown.next}" if shown.next else ""}


@require_POST
@staff(Role.SUPERVISOR)
def supervision_seen(request: Request, pk: UUID) -> HttpResponse:
    """Say that a case has been looked at."""
    case = get_object_or_404(CaseFile.objects.visible_to(request.actor), pk=pk)
    try:
        actions.see_case(case, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("记下了。再有变化会再出现。"))
    return redirect("supervision")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.SUPERVISOR)
def supervision_notes(request: Request) -> HttpResponse:
    """Show the notes that wait to be read: the ordinary ones are ticked together, all others open by themselves."""
    rows = unread(request.actor)
    if request.method == "POST":
        try:
            messages.success(request, _("看过了 %(count)d 份。") % {"count": _read(request)})
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("supervision_notes")
    order = ("record__recorded_at", "id")
    shown = page(rows.filter(**TOGETHER), *order, after=request.GET.get("after", ""), size=NOTES)
    apart = list(rows.exclude(**TOGETHER).order_by(*order)[:NOTES])
    seen = [row.case.client_id for row in shown.rows]
    looked(
        "supervision.notes", seen, by=request.actor, county=shown.rows[0].county_id if seen else None,
        fields=["name", "sessions"],
    )  # fmt: skip
    cases = supervised_by(request.actor).values("pk")
    context = {
        "rows": shown.rows,
        "apart": apart,
        **_meetings(request),
        "older": f"?after={shown.next}" if shown.next else "",
        "plans": CarePlan.objects.filter(case__in=cases, approved_at=None)
        .exclude(submitted_at=None)
        .select_related("case")
        .order_by("submitted_at")[:NOTES],
        "closings": CaseClosure.objects.filter(case__in=cases, decided_at=None)
        .select_related("case")
        .order_by("asked_at")[:NOTES],
    }
    return render(request, "practice/supervision_notes.html", context)


def _read(request: Request) -> int:
    """Note as read what was ticked, of cases and of groups; return how many."""
    notes, meetings = (
        [pk for pk in map(_uuid, request.POST.getlist(name)) if pk is not None] for name in ("note", "meeting")
    )
    by, count = request.actor, 0
    if meetings:
        count = len(actions.read_meetings(list(unread_meetings(by).filter(pk__in=meetings)), by=by))
    if notes or not meetings:
        count += len(actions.read_notes(list(unread(by).filter(pk__in=notes)), by=by))
    return count


def _meetings(request: Request) -> dict[str, Any]:
    """Return what is to be read of groups, the oldest first; showing it is a look at everybody in them."""
    rows = unread_meetings(request.actor).order_by("record__recorded_at", "id")
    together = list(rows.filter(**TOGETHER)[:NOTES])
    of = {row.group_id for row in together}
    seen = list(GroupMember.objects.filter(group__in=of).values_list("person_id", flat=True)) if of else []
    looked(
        "supervision.notes", seen, by=request.actor, county=together[0].county_id if of else None,
        fields=["name", "groups"],
    )  # fmt: skip
    return {"meetings": together, "meetings_apart": list(rows.exclude(**TOGETHER)[:NOTES])}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.SUPERVISOR)
def meeting_note(request: Request, pk: UUID) -> HttpResponse:
    """Show the supervisor of a team what it wrote about a session of its group; sent, it has been read.

    What was noticed of one member is the team's alone and does not stand here.
    """
    rows = GroupSession.objects.visible_to(request.actor).select_related("group", "record")
    found = get_object_or_404(rows.exclude(record=None), pk=pk)
    if policies.supervises_team(request.actor, found.group) is not None:
        raise Http404
    seen = list(found.group.groupmembers.values_list("person_id", flat=True))
    looked("group.session_note", seen, by=request.actor, county=found.county_id, fields=["sessions"])
    if request.method == "POST":
        try:
            actions.read_meeting(found, by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("记下了，您看过这一份。"))
        return redirect("supervision_notes")
    read = MeetingReading.objects.filter(record=found.record, reader__in=[request.actor.user]).exists()
    context = {"session": found, "may_read": not read and policies.read_meeting(request.actor, found) is None}
    return render(request, "practice/meeting_note.html", context)


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
