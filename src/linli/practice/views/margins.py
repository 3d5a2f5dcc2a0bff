"""批注: a word in the margin, its answer, and that it is settled; a note that was read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.practice import actions, policies
from linli.practice.models import CaseComment, CaseFile, CaseSession, NoteReading
from linli.practice.queries.margins import threads
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE_OF: dict[str, str] = {CaseComment.About.SESSION: "session", CaseComment.About.PLAN: "plan_check"}


def margin_of(case: CaseFile, by: Actor, session: CaseSession) -> dict[str, Any]:
    """Return what a session's page shows of its margin, and whether it waits to be read by whoever looks."""
    readings = list(NoteReading.objects.filter(session=session).order_by("at", "id"))
    session.case = case
    supervises = by.role == Role.SUPERVISOR and all(one.reader != by.user for one in readings)
    return {
        "comments": threads(case, [session.pk]),
        "readings": readings,
        "may_read": supervises and policies.read_note(by, session) is None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*policies.READERS)
def margin_write(request: Request, pk: UUID) -> HttpResponse:
    """Show all words in the margins of a case, or write one about it or about one of its sessions."""
    case = sought(request, pk, "case.margin", ["name", "sessions"], writing=request.method == "POST")
    if request.method != "POST":
        return render(request, "practice/margins.html", {**frame(case), "comments": threads(case)})
    about = request.POST.get("about", "")
    try:
        subject = UUID(request.POST.get("subject", ""))
    except ValueError:
        subject = case.pk
    try:
        actions.comment(case, about, subject, request.POST.get("text", ""), by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("写在边上了。"))
    return _back(about, subject, case.pk)


@require_POST
@staff(*policies.READERS)
def margin_answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer a word in the margin, or say that it is settled."""
    said = get_object_or_404(CaseComment.objects.visible_to(request.actor), pk=pk)
    said.case = sought(request, said.case_id, "case.margin", ["name"], writing=True)
    try:
        if request.POST.get("verb") == "settle":
            actions.resolve_comment(said, by=request.actor)
        else:
            actions.answer_comment(said, request.POST.get("text", ""), by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("办好了。"))
    return _back(said.about, said.subject, said.case_id)


@require_POST
@staff(Role.SUPERVISOR)
def note_read(request: Request, pk: UUID) -> HttpResponse:
    """Say that a session's record has been read."""
    row = get_object_or_404(CaseSession.objects.visible_to(request.actor), pk=pk)
    sought(request, row.case_id, "case.session", ["sessions"])
    try:
        actions.read_note(row, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("记下了，您看过这一份。"))
    return redirect("supervision_notes")


def _back(about: str, subject: UUID, case: UUID) -> HttpResponseRedirect:
    name = PAGE_OF.get(about)
    return redirect(name, subject) if name else redirect("margin_write", case)
