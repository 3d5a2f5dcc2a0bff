"""Surveys as those see them who commission, lead and work in them; the places asked about see that one runs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.paging import page
from linli.kernel.policy import Refusal, Refused
from linli.people.forms import refuse
from linli.people.queries import narrower
from linli.places.models import Division
from linli.surveys import actions, policies, queries
from linli.surveys.actions import Announcement, Terms
from linli.surveys.forms import AnnounceForm, AnsweredForm, RectifyForm, TeamForm, TermsForm
from linli.surveys.models import DrawRun, Questionnaire, QuestionnaireVersion, Stage, Survey, Way
from linli.surveys.policies import BUYERS, READERS
from linli.transparency import queries as notices
from linli.transparency.models import PublicNotice

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def sought(request: Request, pk: UUID) -> Survey:
    """Return the survey a page is about; 404 for whoever it is none of."""
    return get_object_or_404(queries.surveys(request.actor), pk=pk)


def shut(request: Request, refusal: Refusal) -> HttpResponse | None:
    """Return 403 with the sentence, or None: the survey is known to run, its sample and answers are for others."""
    return None if refusal is None else render(request, "403.html", {"sentence": refusal}, status=403)


@require_safe
@staff(*READERS)
def surveys(request: Request) -> HttpResponse:
    """List the surveys an actor works in, commissioned, or is asked about; below, what units are to put right."""
    shown = page(queries.surveys(request.actor), "-made_at", "-id", after=request.GET.get("after", ""), size=30)
    context = {
        "rows": shown.rows, "older": f"?after={shown.next}" if shown.next else "",
        "may_commission": _own_place(request) is not None,
        "todo": [
            (row, policies.answer_rectification(request.actor, row) is None)
            for row in (queries.unanswered(request.actor)[:20] if policies.is_asked(request.actor) else ())
        ],
        "mine": Questionnaire.objects.visible_to(request.actor).order_by("-begun_at")[:10],
        "writes": policies.begin_questionnaire(request.actor) is None,
    }  # fmt: skip
    return render(request, "surveys/surveys.html", context)


def _own_place(request: Request) -> Division | None:
    """Return the place that whoever asks may commission surveys of, or None."""
    place = request.post.place if request.post else None
    return place if place is not None and policies.commission(request.actor, place) is None else None


@PAGE
@staff(*BUYERS)
def survey_new(request: Request) -> HttpResponse:
    """Commission a survey of the county, or of a town or community in it (``place``)."""
    places = narrower(request.actor, request.POST.get("place", ""))
    own = _own_place(request)
    told = {str(one.pk): one for one in [*([own] if own else []), *places]}
    counties = {one.county_id or one.pk for one in told.values()}
    form = TermsForm(request.POST if request.method == "POST" else None, counties=counties)
    if request.method == "POST" and form.is_valid():
        place = told.get(request.POST.get("place", ""), own)
        try:
            if place is None:
                raise Refused(_("请选一个地方。"))
            made = actions.commission(place, Terms(**form.cleaned_data), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("立项了。接着请一位第三方评估员。"))
            return redirect("survey", made.pk)
    context = {"form": form, "places": told.values(), "chosen": request.POST.get("place", "")}
    return render(request, "surveys/new.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*READERS)
def survey(request: Request, pk: UUID) -> HttpResponse:
    """Show a survey: to its own people how far it is, to everybody else that it runs, or what it told."""
    found = sought(request, pk)
    works = policies.works(request.actor, found) is None
    leads = policies.leads(request.actor, found) is None
    context: dict[str, Any] = {
        "survey": found, "stage": found.stage, "stages": Stage, "works": works, "leads": leads,
        "commissions": policies.asks_for(request.actor, found) is None, "rectifications": (), "ways": Way.choices,
    }  # fmt: skip
    if found.stage == Stage.CLOSED:
        context["rectifications"] = found.rectifications.select_related("place").order_by("due_on", "id")
        context["may_rectify"] = leads or context["commissions"]
        context["notice"], context["may_announce"] = _noticed(request, found)
    elif works:
        context["team"] = found.members.filter(ended_at=None).select_related("post__user").order_by("joined_at", "id")
        context["progress"] = queries.progress(found, request.actor) if found.stage == Stage.OPEN else {}
        context["versions"] = _versions(request) if leads and found.stage == Stage.PREPARING else ()
        context["run"] = DrawRun.objects.filter(survey=found).first() if found.stage == Stage.PREPARING else None
        context["steps"] = int(DrawRun.Step.DONE)
    return render(request, "surveys/survey.html", context)


def _noticed(request: Request, found: Survey) -> tuple[PublicNotice | None, bool]:
    """Return the notice of a result that stands, and whether whoever looks may publish one."""
    known = notices.about(policies.SUBJECT, found.pk)
    standing = known.notice if known is not None and known.notice.withdrawn_at is None else None
    return standing, policies.announce(request.actor, found) is None


def _versions(request: Request) -> list[QuestionnaireVersion]:
    mine = Questionnaire.objects.visible_to(request.actor)
    rows = QuestionnaireVersion.objects.filter(questionnaire__in=mine).select_related("questionnaire")
    return list(rows.order_by("-published_at")[:20])


@PAGE
@staff(*BUYERS, Role.EVALUATOR)
def survey_team(request: Request, pk: UUID) -> HttpResponse:
    """Say who leads a survey, or who asks in it."""
    found = sought(request, pk)
    posts = queries.candidates(found, request.actor)
    form = TeamForm(request.POST if request.method == "POST" else None, posts=posts)
    if request.method == "POST" and form.is_valid():
        try:
            actions.engage(found, form.posts[form.cleaned_data["post"]], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("加好了。"))
            return redirect("survey", found.pk)
    context = {"survey": found, "form": form, "posts": posts}
    return render(request, "surveys/team.html", context, status=422 if form.errors else 200)


@require_POST
@staff(Role.EVALUATOR)
def survey_step(request: Request, pk: UUID) -> HttpResponse:
    """Take a step of the one who leads: ``step`` is choose (with ``version``), draw or close."""
    found, step = sought(request, pk), request.POST.get("step", "")
    try:
        if step == "choose":
            wanted = request.POST.get("version", "")
            version = next((one for one in _versions(request) if str(one.pk) == wanted), None)
            if version is None:
                raise Refused(_("请选一份发布过的问卷。"))
            actions.choose(found, version, by=request.actor)
        elif step == "draw":
            actions.ask_draw(found, by=request.actor)
        elif step == "close":
            actions.close(found, by=request.actor)
        else:
            raise Refused(_("请选下一步。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("办好了。"))
    return redirect("survey", found.pk)


@require_safe
@staff(*READERS)
def survey_sample(request: Request, pk: UUID) -> HttpResponse:
    """List the sample for those who work in the survey, by code; everybody else of the place meets 403."""
    found = sought(request, pk)
    if (closed := shut(request, policies.works(request.actor, found))) is not None:
        return closed
    rows = page(queries.sample(found, request.actor), "code", after=request.GET.get("after", ""), size=50)
    context = {"survey": found, "rows": rows.rows, "older": f"?after={rows.next}" if rows.next else ""}
    return render(request, "surveys/sample.html", context)


@require_safe
@staff(*READERS)
def survey_answers(request: Request, pk: UUID) -> HttpResponse:
    """List the answers: while it runs to its own people, afterwards (nobody's by then) to whoever sees the survey."""
    found = sought(request, pk)
    if (closed := shut(request, policies.read_answers(request.actor, found))) is not None:
        return closed
    rows = queries.answered(found, request.actor)
    shown = page(rows, "code", after=request.GET.get("after", ""), size=30)
    context = {
        "survey": found, "rows": queries.raw(found, shown.rows), "older": f"?after={shown.next}" if shown.next else "",
        "over": found.stage == Stage.CLOSED,
    }  # fmt: skip
    return render(request, "surveys/answers.html", context)


@PAGE
@staff(*BUYERS, Role.EVALUATOR)
def survey_rectify(request: Request, pk: UUID) -> HttpResponse:
    """Ask a unit to put something right."""
    found = sought(request, pk)
    form = RectifyForm(request.POST if request.method == "POST" else None, places=queries.units(found))
    if request.method == "POST" and form.is_valid():
        place = form.places[form.cleaned_data["place"]]
        try:
            actions.rectify(found, place, form.cleaned_data["what"], form.cleaned_data["due_on"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("提出了，那个单位看得到。"))
            return redirect("survey", found.pk)
    context = {"survey": found, "form": form}
    return render(request, "surveys/rectify.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*BUYERS)
def survey_announce(request: Request, pk: UUID) -> HttpResponse:
    """Publish what a closed survey told as a notice."""
    found = sought(request, pk)
    form = AnnounceForm(request.POST if request.method == "POST" else None, initial={"publisher": found.place.name})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.announce(found, Announcement(**form.cleaned_data), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("公示了。谁都能看，也能提异议。"))
            return redirect("notice", made.pk)
    context = {"survey": found, "form": form, "refusal": policies.announce(request.actor, found)}
    return render(request, "surveys/announce.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.ANSWERERS, Role.COUNTY_OFFICER)
def rectification(request: Request, pk: UUID) -> HttpResponse:
    """Say what the unit did about something it was asked to put right."""
    row = get_object_or_404(queries.unanswered(request.actor), pk=pk)
    form = AnsweredForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_rectification(row, form.cleaned_data["answer"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("surveys")
    context = {"row": row, "form": form}
    return render(request, "surveys/rectification.html", context, status=422 if form.errors else 200)
