"""Steps of an evaluation: held while something is done with it, moved, and what was done kept."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor, Channel
from linli.kernel.scope import Scope, seeing
from linli.projects.models.evaluation import EVALUATION_MOVES, Evaluation, EvaluationMove
from linli.tasks.actions import end_tasks_on, open_task

REPLY, RECTIFY = "evaluation_reply", "evaluation_rectify"
PAST = {
    "draw": "evaluation.drawn", "hand_in": "evaluation.handed_in", "keep": "evaluation.kept",
    "reply": "evaluation.replied", "send_back": "evaluation.sent_back", "finalise": "evaluation.finalised",
    "complete": "evaluation.completed", "call_off": "evaluation.called_off",
}  # fmt: skip


def held(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation as it is now, held until the act is done."""
    rows = Evaluation.objects.select_for_update(of=("self",))
    return rows.select_related("project__place__county", "post", "organisation").get(pk=evaluation.pk)


def move(
    evaluation: Evaluation, verb: str, by: Actor, sentence: str = "", fields: Sequence[str] = (), **facts: Any
) -> Evaluation:
    """Take one step on the road and keep it; ``fields`` are what else of the evaluation changed."""
    came_from, evaluation.state = evaluation.state, EVALUATION_MOVES[verb][1]
    evaluation.save(update_fields=["state", *fields])
    EvaluationMove.objects.create(
        evaluation=evaluation, verb=verb, came_from=came_from, to=evaluation.state, at=timezone.now(),
        sentence=sentence[:500], by_user=by.user, by_name=by.name,
    )  # fmt: skip
    audit.record(PAST[verb], evaluation, by=by, county=evaluation.project.county_id, kind=evaluation.kind, **facts)
    return evaluation


def county_of(evaluation: Evaluation) -> Scope:
    """Return the reach of the county a project is bought in: frames are read and todos laid there, whoever asks."""
    return Scope(column="county_id", areas=(evaluation.project.county_id,))


def ask_provider(evaluation: Evaluation, kind: str, title: str, due: Any, by: Actor, subject: Any = None) -> None:
    """Lay a todo before the head of the agency, where she has an account."""
    heads = Post.objects.in_force(timezone.localdate()).filter(role=Role.PROVIDER_LEAD)
    head = heads.filter(organisation=evaluation.project.organisation_id).order_by("starts_on", "pk").first()
    if head is None:
        return
    with seeing(county_of(evaluation)):
        open_task(
            kind, title, due, by=by.via(Channel.JOB), place=evaluation.project, owner=head,
            subject=subject or evaluation,
        )  # fmt: skip


def end_asked(evaluation: Evaluation, kind: str, outcome: str, by: Actor, subject: Any = None) -> None:
    """End the todos about an evaluation, or about one thing to be put right."""
    with seeing(county_of(evaluation)):
        end_tasks_on(
            [(subject or evaluation).pk],
            by=by.via(Channel.JOB),
            place=evaluation.project,
            outcome=outcome,
            kinds=[kind],
        )
