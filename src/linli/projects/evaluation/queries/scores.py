"""Scores of an evaluation: what the records tell of an item, the sum, the grade, and whether it passes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from linli.projects.evaluation import scoring
from linli.projects.evaluation.packs import Terms
from linli.projects.evaluation.scoring import Counted
from linli.projects.models import Criterion, Indicator, ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationKind, Score
from linli.projects.queries import delivery
from linli.records.definitions import Measure

BID, PASS = "bid", "pass"


@dataclass(frozen=True)
class Figure:
    """One indicator behind an item: amounts in its own unit as they are compared (minutes for hours)."""

    indicator: Indicator
    done: int
    plan: int
    bid: int | None

    @property
    def counted(self) -> Counted:
        """Return it as it is scored."""
        return Counted(self.indicator.name, self.done, (self.plan,) if self.bid is None else (self.plan, self.bid))

    def told(self) -> dict[str, Any]:
        """Return it as a score keeps it, so that the records behind it can be opened."""
        return {
            "indicator": str(self.indicator.pk), "name": self.indicator.name, "done": self.done, "plan": self.plan,
            "bid": self.bid,
        }  # fmt: skip


def figures(evaluation: Evaluation, criterion: Criterion) -> list[Figure]:
    """Return what records tell of an item, as counted when the county's tallies were made last; none without bands.

    In the middle of a project the promises are what they should have come to by the last day of the evaluation.
    """
    if not criterion.bands:
        return []
    measures = criterion.rule.get("measure", ())
    rows = evaluation.project.indicators.exclude(how=Indicator.How.SURVEY).select_related("figure")
    if measures:
        rows = rows.filter(measure__in=measures)
    compares = BID in criterion.rule.get("compare", ())
    return [found for one in rows if (found := _figure(evaluation, one, compares)) is not None]


def _figure(evaluation: Evaluation, one: Indicator, compares: bool) -> Figure | None:
    kept = getattr(one, "figure", None)
    plan = delivery.expected(evaluation.project, one, evaluation.upto)
    if plan <= 0:
        return None
    bid = None
    if compares and (offered := evaluation.offered.get(str(one.pk))):
        exact = offered * delivery.MINUTES if one.measure == Measure.HOURS else offered
        bid = max(exact * plan // delivery.exact_target(one), 1)
    return Figure(one, kept.amount if kept is not None else 0, plan, bid)


def printed(project: ServiceProject, rows: Iterable[Score]) -> list[Score]:
    """Return scores with their figures as they are printed (``shown``): hours where minutes are kept."""
    in_hours = {
        str(pk) for pk in project.indicators.filter(measure=Measure.HOURS).values_list("pk", flat=True)
    }  # fmt: skip
    found = list(rows)
    for row in found:
        vars(row)["shown"] = [_printed(one, hours=one["indicator"] in in_hours) for one in row.figures]
    return found


def _printed(one: dict[str, Any], *, hours: bool) -> dict[str, Any]:
    told = {name: one[name] for name in ("done", "plan", "bid") if one.get(name) is not None}
    return one | {name: delivery.hours(amount) if hours else f"{amount:,}" for name, amount in told.items()}


def points(criterion: Criterion, found: list[Figure]) -> Decimal:
    """Return the points of an item that records tell."""
    return scoring.banded(scoring.completion([one.counted for one in found]), criterion.bands)


def sum_of(evaluation: Evaluation) -> Decimal:
    """Return the score as it stands."""
    return scoring.total(list(Score.objects.filter(evaluation=evaluation).values_list("points", flat=True)))


def settle(evaluation: Evaluation, terms: Terms) -> None:
    """Put the result into an evaluation: sum, grade, whether it passes what a milestone waits for, the moment."""
    evaluation.score = sum_of(evaluation)
    evaluation.grade = scoring.grade(evaluation.score, terms.lines)
    evaluation.passed = all(scoring.passes(evaluation.grade, one, terms.lines) for one in _wanted(evaluation))
    evaluation.closed_at, evaluation.finished_on = timezone.now(), timezone.localdate()


def _wanted(evaluation: Evaluation) -> list[str]:
    rows = evaluation.project.milestones.filter(condition=evaluation.kind)
    told = [] if evaluation.kind == EvaluationKind.SELF else list(rows.values_list("grade", flat=True))
    return told or [PASS]
