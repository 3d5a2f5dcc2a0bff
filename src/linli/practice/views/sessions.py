"""会谈: a page that is filled from the last time and keeps every change; reading; correcting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.ids import new_id
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, packs, policies
from linli.practice.actions import Rewritten
from linli.practice.forms_sessions import Body, SessionForm, body_of_session, differing, first_body
from linli.practice.models import CaseFile, CaseSession, PlanGoal
from linli.practice.queries.attachments import standing
from linli.practice.queries.plans import goals_of, in_force, rhythm_days, versions
from linli.practice.queries.sessions import family, sessions
from linli.practice.views.cases import frame
from linli.practice.views.found import in_hand, sought
from linli.practice.views.margins import margin_of
from linli.tasks import actions as tasks
from linli.tasks.actions import Overtaken
from linli.tasks.models import Draft

PAGE = require_http_methods(["GET", "HEAD", "POST"])
WRITE = ["name", "family", "plan", "sessions"]
LONGEST = 200_000  # characters a draft keeps of one text; the session itself says when it is too long


@PAGE
@staff(*policies.CASEWORKERS)
def session_write(request: Request, pk: UUID) -> HttpResponse:
    """Write a session: begun from the last one, kept at every change, counted when it is done."""
    case = sought(request, pk, "case.session_write", WRITE, writing=True)
    refusal = policies.hold_session(request.actor, case)
    draft = _draft(request, case)
    if request.method == "POST":
        return _already(request, case) if draft is None else _held(request, case, draft)
    last = sessions(case).first()
    goals = _goals(case)
    if draft is None and refusal is None:
        days = rhythm_days(goals, packs.clocks()["session_days"])
        draft = tasks.open_draft(_form(case), first_body(last, days), by=request.actor)
    body = tasks.body_of(draft) if draft is not None else {}
    return _show(request, case, _asked(case, request, goals, initial=body), draft=draft)


@require_POST
@staff(*policies.CASEWORKERS)
def session_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep what stands on the page: 204, 409 when another page has written, 404 when the session is written."""
    case = sought(request, pk, "case.session_write", WRITE, writing=True)
    if (draft := _draft(request, case)) is None:
        raise Http404
    try:
        draft = _keep(request, draft)
    except Overtaken:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Draft-Version": str(draft.version)})


@require_safe
@staff(*policies.READERS)
def session(request: Request, pk: UUID) -> HttpResponse:
    """Read one session."""
    row = get_object_or_404(CaseSession.objects.visible_to(request.actor).select_related("record"), pk=pk)
    case = sought(request, row.case_id, "case.session", ["name", "sessions"])
    told = {one.line: one for one in row.progress.all()}
    goals = [(goal, told[goal.line]) for goal in _goals(case, ended=True) if goal.line in told]
    later = CaseSession.objects.filter(corrects=row).first()
    there = [str(one) for one in family(case, request.actor) if one.pk in row.present]
    mine = row.record.acted_post_id == request.actor.post and row.superseded_at is None
    context = {
        **frame(case), "row": row, "goals": goals, "later": later, "there": there, "mine": mine,
        "attached": standing(case, row.number) if in_hand(request, case) else [],
        **margin_of(case, request.actor, row),
    }  # fmt: skip
    return render(request, "practice/session.html", context)


@require_safe
@staff(*policies.READERS)
def case_sessions(request: Request, pk: UUID) -> HttpResponse:
    """List the sessions of a case, the newest first."""
    case = sought(request, pk, "case.sessions", ["name", "sessions"])
    shown = page(sessions(case).order_by(), "-number", "-id", after=request.GET.get("after", ""))
    older = f"?after={shown.next}" if shown.next else ""
    return render(request, "practice/sessions.html", {**frame(case), "rows": shown.rows, "older": older})


@PAGE
@staff(*policies.CASEWORKERS)
def session_correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct a session, and say why; when somebody else has done so meanwhile, both are shown."""
    found = CaseSession.objects.visible_to(request.actor).select_related("record")
    row = get_object_or_404(found, pk=pk)
    case = sought(request, row.case_id, "case.session_write", WRITE, writing=True)
    row.case = case
    if request.method != "POST":
        form = _asked(case, request, _goals(case), initial=body_of_session(row), corrects=True)
        return _show(request, case, form, row=row)
    form = _asked(case, request, _goals(case), request.POST, corrects=True)
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            made = actions.correct_session(row, form.told(), by=request.actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        except Rewritten as met:
            row = met.newest
            theirs = differing(form, read_page(request.POST), body_of_session(row)) or [("", "")]
        else:
            messages.success(request, _("更正好了，原来的那条还能看到。"))
            return redirect("session", made.pk)
    return _show(request, case, form, row=row, theirs=theirs, status=409 if theirs else 422)


def read_page(sent: QueryDict) -> Body:
    """Return what a page holds, as a draft keeps it."""
    left = {"csrfmiddlewaretoken", "version", "page", "persons", "sure"}
    body: Body = {name: sent[name][:LONGEST] for name in list(sent)[:200] if name not in left}
    return body | {"persons": sent.getlist("persons")[:50]}


def _form(case: CaseFile) -> str:
    return f"session:{case.pk.hex}"


def _draft(request: Request, case: CaseFile) -> Draft | None:
    held = Draft.objects.visible_to(request.actor).select_for_update()
    return held.filter(form=_form(case)).order_by("-saved_at").first()


def _keep(request: Request, draft: Draft) -> Draft:
    version = request.POST.get("version", "")
    token = request.POST.get("page", "")[:64]
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    return tasks.save_draft(draft, read_page(request.POST), by=request.actor, version=number, page=token)


def _goals(case: CaseFile, *, ended: bool = False) -> list[PlanGoal]:
    plan = in_force(versions(case))
    return goals_of(plan, ended=ended) if plan is not None else []


def _asked(case: CaseFile, request: Request, goals: list[PlanGoal], data: Any = None, **more: Any) -> SessionForm:
    return SessionForm(data, goals=goals, family=family(case, request.actor), **more)


def _already(request: Request, case: CaseFile) -> HttpResponse:
    """A page that was sent twice leads to what the first has made; one put away meanwhile is shown with every word."""
    key = request.POST.get("key", "")
    made = sessions(case).filter(record__key=key).first() if _is_key(key) else None
    if made is not None:
        return redirect("session", made.pk)
    draft = None
    if policies.hold_session(request.actor, case) is None:
        draft = tasks.open_draft(_form(case), read_page(request.POST), by=request.actor)
        messages.info(request, _("这一页先前收起来了；您写的都在下面，请再按一次。"))
    return _show(request, case, _asked(case, request, _goals(case), request.POST), draft=draft, status=409)


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _held(request: Request, case: CaseFile, draft: Draft) -> HttpResponse:
    form = _asked(case, request, _goals(case), request.POST)
    try:
        draft = _keep(request, draft)
    except Overtaken as met:
        theirs = differing(form, read_page(request.POST), met.theirs) or [("", "")]
        draft.version = met.version
        return _show(request, case, form, draft=draft, theirs=theirs, status=409)
    if form.is_valid():
        try:
            with transaction.atomic():
                sure = form.cleaned_data["sure"]
                made = actions.hold_session(case, form.told(), by=request.actor, key=draft.pk, sure=sure)
                tasks.finish_draft(draft, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记好了，第%(number)s次。") % {"number": made.number})
            return redirect("case", case.pk)
    return _show(request, case, form, draft=draft, status=422)


def _show(
    request: Request, case: CaseFile, form: SessionForm, *, draft: Draft | None = None, row: CaseSession | None = None,
    theirs: list[tuple[str, str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    last = sessions(case).exclude(pk__in=[row.pk] if row else []).first()
    bad = bool(set(form.errors) & {"form", "happened_on", "started", "minutes", "place", "persons", "others"})
    context = {
        **frame(case), "form": form, "draft": draft, "row": row, "theirs": theirs, "last": last, "bad": bad,
        "page": new_id().hex, "last_page": tasks.body_of(draft).get("page", "") if draft else "",
        "where": reverse("session_correct", args=[row.pk]) if row else reverse("session_write", args=[case.pk]),
        "refusal": policies.hold_session(request.actor, case),
    }  # fmt: skip
    return render(request, "practice/session_write.html", context, status=status)
