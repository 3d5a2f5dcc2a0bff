"""What is public of what is bought: projects ever offered or awarded; figures and organisations, no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from linli.projects import packs
from linli.projects.models import (
    DELIVERED,
    Indicator,
    PaymentRequest,
    PaymentState,
    ProjectMove,
    ServiceProject,
    State,
)
from linli.projects.publication import results
from linli.projects.queries import delivery
from linli.projects.queries.projects import out
from linli.projects.queries.rules import spoken
from linli.records.definitions import Measure
from linli.surveys import queries as surveys
from linli.transparency.models import PublicNotice

ORDER = ("-opened_at", "-id")
FEW, STEP = 5, 5  # a count of 1–5 is not told; persons are told in fives
NOTICES, SURVEYS = 10, 3


@dataclass(frozen=True)
class Figure:
    """One indicator as everybody reads it; ``few`` when there is something, but too little to be told."""

    name: str
    meaning: str
    rule: str
    target: str
    unit: str
    done: str
    few: bool
    rounded: bool
    by_survey: bool


def published() -> QuerySet[ServiceProject]:
    """Return the projects anybody may read of, for good once they were put out to tender; page them by ``ORDER``."""
    return ServiceProject.objects.filter(out()).select_related("place", "place__county", "organisation")


def whole() -> QuerySet[ServiceProject]:
    """Return the public projects with road, milestones, indicators, payments and results, in six questions in all."""
    moves = Prefetch("projectmoves", ProjectMove.objects.order_by("at", "pk"), to_attr="road")
    paid = PaymentRequest.objects.filter(state=PaymentState.PAID).defer("invoice_sealed", "evidence")
    return published().prefetch_related(
        moves, "milestones", "indicators", Prefetch("paymentrequests", paid, to_attr="paid"),
        Prefetch("evaluations", results.settled(), to_attr="judged"),
    )  # fmt: skip


def figures_of(project: ServiceProject) -> tuple[list[Figure], datetime | None]:
    """Return the indicators of a project and up to when they were counted; nothing is counted before the signature."""
    rows = list(project.indicators.select_related("figure"))
    begun = State(project.state) in DELIVERED
    made = [row.figure.made_at for row in rows if begun and hasattr(row, "figure")]
    return [_figure(row, begun) for row in rows], max(made, default=None)


def _figure(row: Indicator, begun: bool) -> Figure:
    by_survey = row.how == Indicator.How.SURVEY
    kept = getattr(row, "figure", None) if begun and not by_survey else None
    few, rounded, done = False, False, "—"
    if kept is not None:
        few, rounded, done = told(row.measure, kept.amount)
    return Figure(row.name, row.meaning, spoken(row.rule), f"{row.target:,}", row.unit, done, few, rounded, by_survey)


def told(measure: str, amount: int) -> tuple[bool, bool, str]:
    """Return of a count whether it is too small to be told, whether it was rounded, and how it is printed."""
    if measure == Measure.HOURS:
        return False, False, delivery.hours(amount)
    if 0 < amount <= FEW:
        return True, False, ""
    if measure == Measure.PERSONS:
        return False, amount > 0, f"{amount // STEP * STEP:,}"
    return False, False, f"{amount:,}"


def dues(project: ServiceProject) -> list[delivery.Due]:
    """Return the milestones with their money, as far as they are today."""
    return delivery.milestones(project, packs.rules(packs.region_of(project.place)), timezone.localdate())


def notices(project: ServiceProject, also: Sequence[UUID] = ()) -> list[PublicNotice]:
    """Return the public notices about a project and how it was bought (``also``), the newest first."""
    rows = PublicNotice.objects.filter(subject__in=[project.pk, *also]).defer("body")
    return list(rows.order_by("-published_at", "-id")[:NOTICES])


def satisfaction(project: ServiceProject) -> list[dict[str, Any]]:
    """Return the latest closed surveys of where a project is, of no project alone: the first figure whole, or none."""
    here = Q(town_id=None) | Q(town_id=project.town_id)
    if project.town_id is None:
        here = Q()
    rows = surveys.public().filter(here, county_id=project.county_id, programme=None, closed_at__isnull=False)
    return [
        {"survey": row, "figure": results.figure_of(row.result.content)}
        for row in rows.select_related("result")[:SURVEYS]
    ]


def latest(project: ServiceProject) -> datetime:
    """Return the moment of the last step on the road of a project that came with ``whole``, or of its last result."""
    road: list[ProjectMove] = vars(project).get("road", [])
    judged = [one.evaluation.closed_at for one in results.verdicts(project) if one.evaluation.closed_at is not None]
    return max([road[-1].at if road else project.opened_at, *judged])


def moment(day: date) -> str:
    """Return a day as OCDS writes a moment: its beginning in the county's time."""
    return timezone.make_aware(datetime.combine(day, time())).isoformat()
