"""Evaluations as both sides and the evaluator see them: the list, one of them, its sides' steps, what is put right."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts import queries as accounts
from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import policies as projects
from linli.projects.evaluation import actions, policies, queries
from linli.projects.evaluation.forms import ITEMS, AnswerForm, AppointForm, ItemForm, PublishForm, ReplyForm, ReportForm
from linli.projects.evaluation.packs import schemes, terms
from linli.projects.evaluation.queries import scores
from linli.projects.forms.fields import refuse_row
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, Rectification, Score
from linli.projects.packs import region_of, rules
from linli.projects.views.found import PAGE, asked, sought

READERS = policies.READERS


def sought_evaluation(request: Request, pk: UUID) -> Evaluation:
    """Return the evaluation a page is about."""
    rows = Evaluation.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("project__place__county", "project__organisation", "post"), pk=pk)


@require_safe
@staff(*READERS)
def evaluations(request: Request) -> HttpResponse:
    """List the evaluations in sight."""
    found = page(queries.listed(request.actor), *queries.ORDER, after=request.GET.get("after", ""), size=40)
    context = {"rows": found.rows, "older": f"?after={found.next}" if found.next else ""}
    return asked(request, "evaluations", context)


@PAGE
@staff(Role.PURCHASER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD)
def project_evaluate(request: Request, pk: UUID) -> HttpResponse:
    """Call an evaluator to a project, or begin a draft's scheme; the provider begins its own evaluation here."""
    found = sought(request, pk)
    if policies.take_scheme(request.actor, found) is None:
        return _scheme(request, found)
    if request.actor.role == Role.PROVIDER_LEAD:
        return _begin(request, found)
    form = AppointForm(request.POST or None, project=found, terms=terms(region_of(found.place)))
    if form.is_valid():
        told = form.cleaned_data
        known = accounts.known(told["phone"])
        called = actions.Called(told["name"], told["phone"], told["organisation"], told["days"])
        try:
            made = actions.appoint_evaluator(found, told["kind"], called, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            path = "" if known else accounts.password_path(made.post.user)
            link = request.build_absolute_uri(path) if path else ""
            return asked(request, "evaluator_called", {"evaluation": made, "project": found, "link": link})
    context = {"form": form, "project": found, "title": _("请第三方评估员"), "yes": _("请来评估")}
    return asked(request, "form", context, form)


def _scheme(request: Request, found: ServiceProject) -> HttpResponse:
    if request.method != "POST":
        return asked(request, "schemes", {"project": found, "schemes": schemes(region_of(found.place)).values()})
    try:
        actions.take_scheme(found, request.POST.get("code", ""), by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("project_evaluate", found.pk)
    return redirect("project_part", found.pk, "scheme")


def _begin(request: Request, found: ServiceProject) -> HttpResponse:
    if request.method != "POST":
        refusal = policies.begin_self_evaluation(request.actor, found)
        return asked(request, "evaluate_self", {"project": found, "refusal": refusal})
    try:
        made = actions.begin_self_evaluation(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("project_evaluate", found.pk)
    return redirect("evaluation", made.pk)


@require_POST
@staff(Role.PURCHASER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD)
def project_package(request: Request, pk: UUID) -> HttpResponse:
    """Hand the package of a project over as a zip."""
    found = sought(request, pk)
    try:
        content = actions.take_package(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("project", found.pk)
    made = HttpResponse(content, content_type="application/zip")
    made["Content-Disposition"] = f'attachment; filename="{found.number}.zip"'
    return made


@PAGE
@staff(*READERS)
def evaluation(request: Request, pk: UUID) -> HttpResponse:
    """Show an evaluation; each side takes its step here (``do`` says which)."""
    found = sought_evaluation(request, pk)
    step = STEPS.get(request.POST.get("do", "")) if request.method == "POST" else None
    forms: dict[str, Any] = _forms(request, found)
    if step is not None:
        try:
            if step(request, found, forms):
                messages.success(request, _("好了。"))
                return redirect("evaluation", found.pk)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("evaluation", found.pk)
    return asked(request, "evaluation", _told(request, found) | forms, *forms.values())


def _told(request: Request, found: Evaluation) -> dict[str, Any]:
    by, grades = request.actor, rules(region_of(found.project.place)).grades
    works = policies.evaluates(by, found) is None
    return {
        "evaluation": found, "project": found.project, "grade": grades.get(found.grade, found.grade),
        "works": works, "draws": works and not found.is_self and policies.draw(by, found) is None,
        "checks": policies.count_scores(by, found) is None, "missing": queries.missing(found) if works else [],
        "sees_sample": policies.read_sample(by, found) is None and found.drawn is not None,
        "next": queries.next_unchecked(found) if works and found.drawn else None,
        "replies": policies.reply(by, found) is None, "finalises": policies.finalise(by, found) is None,
        "waits": str(policies.finalise(by, found) or ""), "buys": projects.buys(by, found.project) is None,
        "sends_back": policies.send_back(by, found) is None,
        "calls_off": policies.call_off_evaluation(by, found) is None,
        "publishes": policies.publish_result(by, found) is None,
        "scores": _scores(found) if _reads(by, found) else (),
        "items": found.rectifications.order_by("due_on", "pk"), "moves": queries.moves(found),
        "reads": _reads(by, found),
    }  # fmt: skip


def _scores(found: Evaluation) -> list[Score]:
    return scores.printed(found.project, found.scores.select_related("criterion").order_by("criterion__position"))


def _reads(by: Any, found: Evaluation) -> bool:
    """Tell whether scores may be read: by her who gives them, and by the sides from the draft on."""
    return policies.evaluates(by, found) is None or found.reply_due is not None or found.is_settled


def _forms(request: Request, found: Evaluation) -> dict[str, Any]:
    do = request.POST.get("do", "")
    items = formset_factory(ItemForm, extra=ITEMS, max_num=ITEMS, absolute_max=ITEMS)
    return {
        "report_form": ReportForm(request.POST if do == "hand_in" else None, initial={"report": found.report}),
        "reply_form": ReplyForm(request.POST if do == "reply" else None),
        "items_form": items(request.POST if do == "finalise" else None, prefix="items"),
        "publish_form": PublishForm(request.POST if do == "publish" else None),
    }


def _draw(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    actions.draw(found, by=request.actor)
    return True


def _hand_in(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    if valid := forms["report_form"].is_valid():
        actions.hand_in(found, forms["report_form"].cleaned_data["report"], by=request.actor)
    return bool(valid)


def _reply(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    if valid := forms["reply_form"].is_valid():
        actions.reply(found, forms["reply_form"].cleaned_data["reply"], by=request.actor)
    return bool(valid)


def _finalise(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    formset = forms["items_form"]
    if not formset.is_valid():
        return False
    rows = [row for row in formset.forms if row.cleaned_data.get("what")]
    told = [(row.cleaned_data["what"], row.cleaned_data["due_on"]) for row in rows]
    try:
        actions.finalise(found, told, by=request.actor)
    except Refused as refused:
        if not refused.field:
            raise
        refuse_row(formset, rows, refused)
        return False
    return True


def _send_back(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    actions.send_back(found, request.POST.get("sentence", ""), by=request.actor)
    return True


def _call_off(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    actions.call_off_evaluation(found, by=request.actor, sentence=request.POST.get("sentence", ""))
    return True


def _publish(request: Request, found: Evaluation, forms: dict[str, Any]) -> bool:
    form = forms["publish_form"]
    if not form.is_valid():
        return False
    try:
        actions.publish_result(found, actions.Publishing(**form.cleaned_data), by=request.actor)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


STEPS: dict[str, Callable[[Request, Evaluation, dict[str, Any]], bool]] = {
    "draw": _draw, "hand_in": _hand_in, "reply": _reply, "finalise": _finalise, "send_back": _send_back,
    "call_off": _call_off, "publish": _publish,
}  # fmt: skip


@PAGE
@staff(Role.PURCHASER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD, Role.STREET_OFFICER)
def evaluation_rectification(request: Request, pk: UUID) -> HttpResponse:
    """Show one thing to be put right: the provider says how, the purchaser takes it."""
    seen = Evaluation.objects.visible_to(request.actor)
    rows = Rectification.objects.select_related("evaluation__project__organisation").filter(evaluation__in=seen)
    row = get_object_or_404(rows, pk=pk)
    answers = request.POST.get("do") == "answer"
    form = AnswerForm(request.POST if answers else None, initial={"answer": row.answer})
    if request.method == "POST" and (not answers or form.is_valid()):
        try:
            if answers:
                actions.answer_rectification(row, form.cleaned_data["answer"], by=request.actor)
            else:
                actions.settle_rectification(row, by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("好了。"))
        return redirect("evaluation_rectification", row.pk)
    context = {
        "row": row, "evaluation": row.evaluation, "form": form,
        "answers": policies.answer_rectification(request.actor, row) is None,
        "settles": policies.settle_rectification(request.actor, row) is None,
    }  # fmt: skip
    return render(request, "projects/rectification.html", context, status=422 if form.errors else 200)
