"""The evaluator's own pages: the sample, one record two taps long, scores. Looks are written before a byte leaves."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.policy import Refusal, Refused
from linli.kernel.scope import Scope, seeing
from linli.kernel.text import tidy
from linli.people.forms import refuse
from linli.projects.evaluation import actions, policies, queries
from linli.projects.evaluation.forms import InterviewForm, OfferedForm, RemarkForm
from linli.projects.evaluation.packs import terms
from linli.projects.evaluation.queries import frames, scores
from linli.projects.evaluation.views.pages import READERS, sought_evaluation
from linli.projects.models import Criterion, Indicator
from linli.projects.models.evaluation import Answer, Evaluation, SampledRecord, Score
from linli.projects.packs import region_of
from linli.projects.procurement.promises import of_winner
from linli.projects.views.found import PAGE, asked
from linli.records.models import Kind, Provenance

WORKERS = (Role.EVALUATOR, Role.PROVIDER_LEAD)  # the head scores her own evaluation
SHOWN = ("kind", "place", "day", "minutes", "heads", "age_band", "sex")


def shut(request: Request, refusal: Refusal) -> HttpResponse | None:
    """Return a page that says why something stays shut (403), or None."""
    if refusal is None:
        return None
    return render(request, "refused.html", {"sentence": refusal, "title": _("现在还不行")}, status=403)


@PAGE
@staff(*READERS)
def evaluation_sample(request: Request, pk: UUID) -> HttpResponse:
    """List the sample to the evaluator, and to both sides once the result stands; everybody else meets 403.

    ``?file=1`` is what anybody needs to draw it again; notes of interviews are kept from this page.
    """
    found = sought_evaluation(request, pk)
    if (closed := shut(request, policies.read_sample(request.actor, found))) is not None:
        return closed
    if "file" in request.GET and found.is_settled:
        answer = JsonResponse(queries.replay(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="draw-{found.pk.hex[-8:]}.json"'
        return answer
    form = InterviewForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.interview(found, told["with_whom"], told["said"], by=request.actor, on=told["on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("evaluation_sample", found.pk)
    rows = list(queries.sample(found))
    audit.looked(
        "evaluation.sample", [row.record for row in rows], by=request.actor, county=found.project.county_id,
        fields=SHOWN, purpose=f"evaluation:{found.pk}",
    )  # fmt: skip
    kinds = dict(Kind.choices)
    return asked(request, "sample", {
        "evaluation": found, "rows": [(row, kinds.get(row.kind, row.kind)) for row in rows],
        "told": queries.in_order(rows), "form": form, "interviews": found.interviews.order_by("held_on", "pk"),
        "speaks": policies.interview(request.actor, found) is None,
    }, form)  # fmt: skip


@PAGE
@staff(Role.EVALUATOR)
def evaluation_record(request: Request, pk: UUID) -> HttpResponse:
    """Show one record of the sample without a name; one tap says that everything is there, and leads to the next."""
    row = SampledRecord.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    found = row.evaluation = sought_evaluation(request, row.evaluation_id)
    if (closed := shut(request, policies.read_sample(request.actor, found))) is not None:
        return closed
    questions = terms(region_of(found.project.place)).questions
    form = RemarkForm(request.POST or None, initial={"remark": row.remark})
    if request.method == "POST" and form.is_valid():
        every = "all" in request.POST
        said = {one.code: Answer.YES.value if every else request.POST.get(one.code, "") for one in questions}
        try:
            actions.verify(row, said, by=request.actor, remark=form.cleaned_data["remark"])
        except Refused as refused:
            refuse(form, refused)
        else:
            after = queries.next_unchecked(found)
            return redirect("evaluation_record", after.pk) if after else redirect("evaluation_sample", found.pk)
    audit.looked(
        "evaluation.record", [row.record], by=request.actor, county=found.project.county_id, fields=SHOWN,
        purpose=f"evaluation:{found.pk}",
    )  # fmt: skip
    return asked(request, "sampled", _record(found, row, questions) | {"form": form}, form)


def _record(found: Evaluation, row: SampledRecord, questions: Any) -> dict[str, Any]:
    with seeing(Scope(column="county_id", areas=(found.project.county_id,))):
        changed = frames.changed_since(row.record)
    return {
        "evaluation": found, "row": row, "changed": changed, "kind": dict(Kind.choices).get(row.kind, row.kind),
        "provenance": dict(Provenance.choices).get(row.provenance, ""), "late": frames.late_days(row),
        "questions": [(one, row.found.get(one.code, "")) for one in questions], "answers": Answer.choices,
    }  # fmt: skip


@PAGE
@staff(*WORKERS)
def evaluation_scores(request: Request, pk: UUID) -> HttpResponse:
    """Score: what records tell is counted by one button, the rest is scored by hand with a reason."""
    found = sought_evaluation(request, pk)
    if (closed := shut(request, policies.count_scores(request.actor, found))) is not None:
        return closed
    counts = request.POST.get("do") == "count"
    promised = of_winner(found.project)
    form = OfferedForm(
        request.POST if counts else None, project=found.project, kept=found.offered, typed=promised is None
    )
    refused: dict[str, str] = {}
    if counts and form.is_valid():
        actions.count_scores(found, form.told(), by=request.actor)
        return redirect("evaluation_scores", found.pk)
    if request.method == "POST" and not counts:
        refused = _score_all(request, found)
        if not refused:
            messages.success(request, _("存好了。"))
            return redirect("evaluation", found.pk)
    context = {
        "evaluation": found, "project": found.project, "form": form, "rows": _rows(request, found, refused),
        "bought_here": promised is not None, "promised": _promised(found, promised or {}),
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "projects/scores.html", context, status=status)


def _promised(found: Evaluation, told: dict[UUID, int]) -> list[tuple[Indicator, int]]:
    """Return what the bid that won promises beyond the plan, in the order of the plan."""
    return [(one, told[one.pk]) for one in found.project.indicators.all() if one.pk in told]


def _score_all(request: Request, found: Evaluation) -> dict[str, str]:
    """Score every item that something was written for; return item → the sentence that refuses."""
    refused: dict[str, str] = {}
    for one in found.project.criterions.all():
        written = tidy(request.POST.get(f"points_{one.pk}", ""))
        if not written:
            continue
        try:
            points = Decimal(written)
            actions.score(found, one, points, by=request.actor, reason=request.POST.get(f"reason_{one.pk}", ""))
        except InvalidOperation:
            refused[str(one.pk)] = _("分数写数字，比如 18 或 18.5。")
        except Refused as error:
            refused[str(one.pk)] = error.sentence
    return refused


def _rows(request: Request, found: Evaluation, refused: dict[str, str]) -> list[dict[str, Any]]:
    kept = {row.criterion_id: row for row in scores.printed(found.project, Score.objects.filter(evaluation=found))}
    return [
        _row(request, found, one, kept.get(one.pk)) | {"refused": refused.get(str(one.pk), "")}
        for one in found.project.criterions.all()
    ]


def _row(request: Request, found: Evaluation, one: Criterion, kept: Score | None) -> dict[str, Any]:
    points, reason = (str(kept.points), kept.reason) if kept is not None else ("", "")
    return {
        "criterion": one, "score": kept, "counted": bool(scores.figures(found, one)),
        "points": request.POST.get(f"points_{one.pk}", points), "reason": request.POST.get(f"reason_{one.pk}", reason),
    }  # fmt: skip
