"""The desk of those who ask: the next one, the script with its keys, the number, the sheet of paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.papers import pdf
from linli.people import locks
from linli.surveys import actions, policies, queries
from linli.surveys.forms import LaterForm
from linli.surveys.models import Outcome, Respondent, Survey, Way
from linli.surveys.policies import FIELD
from linli.surveys.questions import LEVELS, Question, Type, parse
from linli.surveys.views.papers import SHEET

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def _asked(request: Request, pk: UUID) -> Respondent:
    """Return whom a page is about; 404 for whoever does not work in her survey."""
    row = queries.listed(request.actor).filter(pk=pk).first()
    if row is None or policies.works(request.actor, row.survey) is not None:
        raise Http404
    return row


@require_safe
@staff(*FIELD)
def interviews(request: Request) -> HttpResponse:
    """Show the surveys that run and that somebody asks in, each with its next one."""
    rows = queries.asked_in(request.actor)
    shown = page(rows, "closes_on", "id", after=request.GET.get("after", ""), size=20)
    context = {"rows": shown.rows, "older": f"?after={shown.next}" if shown.next else ""}
    return render(request, "surveys/interviews.html", context)


@require_POST
@staff(*FIELD)
def survey_next(request: Request, pk: UUID) -> HttpResponse:
    """Lead to the next one to ask by the way that ``way`` names, or to the sheet whose digits are ``paper``."""
    survey = get_object_or_404(Survey.objects.visible_to(request.actor), pk=pk)
    way, paper = request.POST.get("way", Way.PHONE), request.POST.get("paper", "").strip()
    try:
        if paper:
            found = queries.by_paper(survey, paper, request.actor)
        else:
            found = actions.take_next(survey, by=request.actor, way=way if way in Way.values else Way.PHONE)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("survey", survey.pk)
    if found is None:
        messages.info(request, _("没有这张纸。") if paper else _("现在没有要问的人了。"))
        return redirect("survey", survey.pk)
    return redirect(reverse("interview", args=[found.pk]) + ("?paper=1" if paper else ""))


@PAGE
@staff(*FIELD)
def interview(request: Request, pk: UUID) -> HttpResponse:
    """Show the script and the questions; ``do`` keeps the answers or notes what came of the try."""
    row = _asked(request, pk)
    later = LaterForm(request.POST if request.method == "POST" else None)
    refused = None
    if request.method == "POST":
        try:
            _keep(request, row, later)
        except Refused as told:
            refused = told
        else:
            messages.success(request, _("记下了。"))
            return redirect("survey", row.survey_id)
    return _page(request, row, later=later, refused=refused)


def _keep(request: Request, row: Respondent, later: LaterForm) -> None:
    do = request.POST.get("do", "")
    if do == Outcome.ANSWERED:
        told = {name[2:]: request.POST.getlist(name) for name in request.POST if name.startswith("q_")}
        way = "paper" if "paper" in request.GET else row.way
        actions.answer(row, told, by=request.actor, way=way, whole=True)
        return
    call_at = later.cleaned_data.get("call_at") if later.is_valid() and do == Outcome.LATER else None
    actions.note_attempt(row, do, by=request.actor, call_at=call_at)


def _page(
    request: Request, row: Respondent, *, later: LaterForm, refused: Refused | None = None, **more: Any
) -> HttpResponse:
    person = queries.whom(row, request.actor)
    if person is not None:
        locks.demand(person, request.actor, writing=True)
        looked("survey.interview", [person.pk], by=request.actor, county=row.county_id, fields=["surname", "age_band"])
    version = row.survey.asks
    context = {
        "row": row, "survey": row.survey, "version": version, "later": later, "refused": refused,
        "who": locks.veiled(person).name if person is not None else "",
        "band": locks.band(person, timezone.localdate()) if person is not None else "",
        "questions": [_question(one, request) for one in parse(version.questions)],
        "outcomes": [(code, label) for code, label in Outcome.choices if code != Outcome.ANSWERED], **more,
    }  # fmt: skip
    return render(request, "surveys/interview.html", context, status=422 if refused else 200)


def _question(one: Question, request: Request) -> dict[str, Any]:
    name = f"q_{one.code}"
    return {
        "code": one.code, "name": name, "text": one.text, "type": str(one.type), "options": one.offered(),
        "several": one.type == Type.SEVERAL, "chosen": request.POST.getlist(name),
    }  # fmt: skip


@require_POST
@staff(*FIELD)
def interview_number(request: Request, pk: UUID) -> HttpResponse:
    """Show the number to ring, or the door to go to; the look is on the trail before it is told."""
    row = _asked(request, pk)
    told: dict[str, Any]
    try:
        if row.way == Way.DOOR:
            told = {"address": actions.find_address(row, by=request.actor) or _("没有地址")}
        else:
            number = actions.reveal_number(row, by=request.actor)
            told = {"number": number, "spoken": number.removeprefix("+86") or _("没有电话")}
    except Refused as refused:
        return _page(request, row, later=LaterForm(), refused=refused)
    return _page(request, row, later=LaterForm(), **told)


@require_safe
@staff(*FIELD)
def interview_sheet(request: Request, pk: UUID) -> HttpResponse:
    """The questions on paper, with a code that leads to the same page, and the digits to bring it back by."""
    row = _asked(request, pk)
    version = row.survey.asks
    address = request.build_absolute_uri(reverse("respond", args=[row.token])) if row.token else ""
    data = {
        "title": row.survey.title, "opening": version.opening, "closing": version.closing, "paper": row.paper,
        "agency": row.survey.agency, "number": row.survey.callback, "qr": pdf.qr(address) if address else "",
        "day": row.survey.closes_on,
        "questions": [
            {
                "text": one.text, "boxes": [label for _value, label in one.offered()],
                "free": one.type not in (Type.ONE, Type.SEVERAL, Type.FIVE, Type.TEN),
            }
            for one in parse(version.questions)
        ],
        "levels": [str(label) for label in LEVELS.values()],
    }  # fmt: skip
    made = HttpResponse(pdf.render(SHEET, data), content_type="application/pdf")
    made["Content-Disposition"] = 'inline; filename="survey.pdf"'
    made["Cache-Control"] = "no-store"
    return made
