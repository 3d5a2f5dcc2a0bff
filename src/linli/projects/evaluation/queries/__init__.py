"""What is asked of evaluations: the result that payment waits for, what is missing in a draft, lists, the replay."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import (
    SETTLED,
    Evaluation,
    EvaluationMove,
    EvaluationStratum,
    Rectification,
    SampledRecord,
    Score,
)

ORDER = ("-appointed_at", "-id")


@dataclass(frozen=True)
class Outcome:
    """The result of an evaluation; ``owed`` counts what is still to be put right, the last of it by ``owed_until``."""

    evaluation_id: UUID
    kind: str
    score: Decimal
    grade: str
    passed: bool
    finished_on: date
    owed: int
    owed_until: date | None = None


def outcome(project: ServiceProject, kind: str) -> Outcome | None:
    """Return the settled result of a kind (the codes of ``Milestone.condition``, or ``self``); None without one."""
    settled = sorted(one.value for one in SETTLED)
    found = Evaluation.objects.filter(project=project, kind=kind, state__in=settled).first()
    if found is None or found.score is None or found.passed is None or found.finished_on is None:
        return None
    owed = sorted(found.rectifications.filter(settled_at=None).values_list("due_on", flat=True))
    last = owed[-1] if owed else None
    return Outcome(found.pk, found.kind, found.score, found.grade, found.passed, found.finished_on, len(owed), last)


def owed(evaluation: UUID) -> list[Rectification]:
    """Return what was to be put right after an evaluation, done or not, the first day first."""
    return list(Rectification.objects.filter(evaluation=evaluation).order_by("due_on", "pk"))


def listed(actor: Actor) -> QuerySet[Evaluation]:
    """Return the evaluations in sight; page them by ``ORDER``."""
    rows = Evaluation.objects.visible_to(actor).select_related("project__place", "organisation")
    return rows.annotate(owed=Count("rectifications", filter=Q(rectifications__settled_at=None)))


def sample(evaluation: Evaluation) -> QuerySet[SampledRecord]:
    """Return the sample in the order of its numbers; the database decides whether any of it is shown."""
    return SampledRecord.objects.filter(evaluation=evaluation).order_by("position")


def next_unchecked(evaluation: Evaluation) -> SampledRecord | None:
    """Return the next record that nobody has looked at."""
    return sample(evaluation).filter(checked_at=None).first()


def missing(evaluation: Evaluation) -> list[str]:
    """Return what is missing before a draft can be handed in."""
    told = []
    if left := sample(evaluation).filter(checked_at=None).count():
        told.append(_("还有 %(n)d 条记录没有核查。") % {"n": left})
    scored = Score.objects.filter(evaluation=evaluation).values("criterion")
    names = evaluation.project.criterions.exclude(pk__in=scored).values_list("name", flat=True)
    if names:
        told.append(_("还没有打分：%(names)s。") % {"names": "、".join(names)})
    return told


def moves(evaluation: Evaluation) -> list[EvaluationMove]:
    """Return what happened to an evaluation, newest first."""
    return list(evaluation.evaluationmoves.order_by("-at", "-pk")[:30])


def in_order(rows: list[SampledRecord]) -> dict[str, int]:
    """Return how many records were checked, and how many had nothing against them."""
    checked = [one for one in rows if one.checked_at is not None]
    return {"checked": len(checked), "in_order": sum("no" not in one.found.values() for one in checked)}


def replay(evaluation: Evaluation) -> dict[str, Any]:
    """Return what anybody needs to draw again, once the result stands: for ``./linli survey replay``."""
    frame, drawn = {}, {}
    for row in EvaluationStratum.objects.filter(evaluation=evaluation).order_by("name"):
        frame[row.name] = row.codes.split("\n")
        drawn[row.name] = row.sample.split("\n") if row.sample else []
    return {
        "seed": evaluation.seed_shown, "commitment": evaluation.commitment, "frame_digest": evaluation.frame_digest,
        "total": evaluation.size, "least": evaluation.least, "frame": frame, "sample": drawn,
    }  # fmt: skip
