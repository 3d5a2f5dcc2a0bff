"""The respondent's own page: a link, no login, one question a page, nothing that must be typed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.doors import public
from linli.accounts.middleware import Request
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, seeing
from linli.surveys import actions, policies, queries
from linli.surveys.models import Answer, Respondent, Stage, State, Way
from linli.surveys.questions import BY_BUTTON, Question, Type, parse

PAGE = require_http_methods(["GET", "HEAD", "POST"])
WHY = "the link on somebody's telephone or sheet of paper: 128 random bits, one row, no name"


def _by(scope: Scope) -> Actor:
    return Actor(channel=Channel.WEB, scope=scope)


def _found(scope: Scope) -> Respondent:
    return Respondent.objects.select_related("survey__version", "survey__place", "stratum").get(pk__in=[scope.token])


@never_cache
@PAGE
@public(WHY)
def respond(request: Request, token: str) -> HttpResponse:
    """Show the next question, or the one that ``q`` names; keep the answer that was sent."""
    scope = queries.by_token(token)
    if scope is None:
        return render(request, "surveys/over.html", status=404)
    desk = _desk(request, scope)
    with seeing(scope):
        row = _found(scope)
        if request.method == "POST":
            try:
                told = {request.POST.get("q", ""): request.POST.getlist("answer")}
                actions.answer(row, told, by=_by(scope), way=Way.MESSAGE)
            except Refused as refused:
                return _page(request, row, token, desk, refused)
            return redirect("respond", token)
        return _page(request, row, token, desk)


def _desk(request: Request, scope: Scope) -> str:
    """Return where somebody of the survey, who holds the sheet in her hand, writes down what stands on it."""
    mine = queries.listed(request.actor).filter(pk__in=[scope.token]).first() if request.actor.post else None
    return reverse("interview", args=[mine.pk]) if mine is not None else ""


def _page(request: Request, row: Respondent, token: str, desk: str, refused: Refused | None = None) -> HttpResponse:
    around: dict[str, Any] = {"survey": row.survey, "token": token, "desk": desk, "coached": row.coached}
    if row.state != State.WAITING or row.survey.stage != Stage.OPEN:
        return render(request, "surveys/thanks.html", around)
    if refused is None and (shut := policies.answer(_by(Scope(token=row.pk)), row)) is not None:
        return render(request, "surveys/thanks.html", {**around, "sentence": shut})
    questions = parse(row.survey.asks.questions)
    given = {one.question: one for one in row.answers.all()}
    wanted = request.POST.get("q") if refused is not None else request.GET.get("q")
    number, one = _current(questions, given, wanted or "")
    context = {
        **around, "question": one, "number": number, "count": len(questions), "options": _options(one, given),
        "one_tap": one.type in BY_BUTTON, "kind": str(one.type), "Type": Type, "refused": refused,
        "before": questions[number - 2].code if number > 1 else "", "kept": given.get(one.code),
    }  # fmt: skip
    return render(request, "surveys/respond.html", context, status=422 if refused else 200)


def _current(questions: tuple[Question, ...], given: dict[str, Answer], wanted: str) -> tuple[int, Question]:
    codes = [one.code for one in questions]
    if wanted in codes:
        return codes.index(wanted) + 1, questions[codes.index(wanted)]
    return next((n, one) for n, one in enumerate(questions, 1) if one.code not in given)


def _options(one: Question, given: dict[str, Answer]) -> list[tuple[str, str]]:
    about = given.get(one.about)
    return one.offered(about.value if about is not None else None)


@require_POST
@public(WHY)
def respond_coached(request: Request, token: str) -> HttpResponse:
    """Say that somebody told her what to answer: one tap."""
    scope = queries.by_token(token)
    if scope is None:
        return render(request, "surveys/over.html", status=404)
    with seeing(scope):
        actions.report_coaching(_found(scope), by=_by(scope))
    return redirect("respond", token)
