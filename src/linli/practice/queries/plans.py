"""Plans as they stand, and how their goals went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.practice.models import DAYS, CarePlan, CaseFile, CaseReview, GoalProgress, PlanGoal, Rhythm, Way

BLOCKS = "▁▂▃▄▅▆▇"
WIDTH, HEIGHT, EDGE = 100, 24, 3  # of the small line, in its own units


@dataclass(frozen=True)
class Line:
    """One goal with the ways it went, the oldest first, drawn three times: blocks, points of a line, and words."""

    goal: PlanGoal
    ways: Sequence[int]

    @property
    def heights(self) -> list[int]:
        """Return where the goal stood after each time, from 0 on."""
        stood, told = 0, [0]
        for way in self.ways:
            stood += way
            told.append(stood)
        return told

    @property
    def blocks(self) -> str:
        """Return the last twelve heights as blocks."""
        return "".join(BLOCKS[round(one * (len(BLOCKS) - 1))] for one in _share(self.heights)[-12:])

    @property
    def points(self) -> str:
        """Return the heights as points of an SVG line."""
        shares = _share(self.heights)
        wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
        across = (EDGE + wide * i / max(len(shares) - 1, 1) for i in range(len(shares)))
        return " ".join(f"{x:.1f},{EDGE + high * (1 - y):.1f}" for x, y in zip(across, shares, strict=True))

    @property
    def words(self) -> str:
        """Return the same in words, for who does not see the line."""
        if not self.ways:
            return _("还没有会谈")
        told = {"all": len(self.ways), **{f"n{way}": list(self.ways).count(way) for way in (-1, 0, 1)}}
        return _("共%(all)s次：有进步%(n1)s次、持平%(n0)s次、退步%(n-1)s次") % told

    @property
    def last(self) -> str:
        """Return the way it went the last time."""
        return str(Way(self.ways[-1]).label) if self.ways else ""


def _share(heights: list[int]) -> list[float]:
    low, high = min(heights), max(heights)
    return [(one - low) / (high - low) if high > low else 0.0 for one in heights]


def versions(case: CaseFile) -> list[CarePlan]:
    """Return the versions of a case's plan, the newest first, each with the day of the case's last review."""
    last = CaseReview.objects.filter(case=OuterRef("case")).values("case").annotate(on=Max("on")).values("on")
    return list(CarePlan.objects.filter(case=case).annotate(reviewed_on=Subquery(last)).order_by("-number"))


def in_force(plans: Sequence[CarePlan]) -> CarePlan | None:
    """Return the version that is worked by: the newest that was approved."""
    return next((plan for plan in plans if plan.approved_at is not None), None)


def under_way(plans: Sequence[CarePlan]) -> CarePlan | None:
    """Return the version that is being written or waits for approval."""
    return next((plan for plan in plans if plan.approved_at is None), None)


def goal_rows(case: UUID, number: int) -> QuerySet[PlanGoal]:
    """Return, line by line, the newest row of a case's goals up to a version, ended ones too."""
    rows = PlanGoal.objects.filter(case=case, plan__number__lte=number)
    return rows.order_by("line", "-plan__number").distinct("line").select_related("plan")


def goals_of(plan: CarePlan, *, ended: bool = False) -> list[PlanGoal]:
    """Return the goals a version consists of, in their order; ``ended``: with those that it ends."""
    rows = goal_rows(plan.case_id, plan.number).prefetch_related("steps")
    kept = (row for row in rows if not row.ended or (ended and row.plan_id == plan.pk))
    return sorted(kept, key=lambda row: row.position)


def lines(plan: CarePlan) -> list[Line]:
    """Return the goals of a version with how they went, in one query however many sessions there were."""
    told = GoalProgress.objects.filter(case=OuterRef("case"), line=OuterRef("line"), session__superseded_at=None)
    rows = goal_rows(plan.case_id, plan.number).annotate(ways=ArraySubquery(told.order_by("on", "id").values("way")))
    return [Line(row, row.ways) for row in sorted(rows, key=lambda row: row.position) if not row.ended]


def rhythm_days(goals: Sequence[PlanGoal], otherwise: int) -> int:
    """Return how many days there are at most between two sessions: the shortest rhythm of the goals."""
    return min((DAYS[Rhythm(goal.rhythm)] for goal in goals), default=otherwise)


def counted(case: CaseFile, since: date) -> dict[UUID, dict[int, int]]:
    """Return how often each goal of a case went which way since a day: line → way → times."""
    told: dict[UUID, dict[int, int]] = {}
    rows = GoalProgress.objects.filter(case=case, on__gte=since, session__superseded_at=None)
    for line, way in rows.values_list("line", "way"):
        ways = told.setdefault(line, {-1: 0, 0: 0, 1: 0})
        ways[way] += 1
    return told


def changes(plan: CarePlan) -> dict[str, Any]:
    """Return what a version has of its own: its goals, and whether its aim or its risks differ from the one before."""
    before = CarePlan.objects.filter(case=plan.case_id, number__lt=plan.number).order_by("-number").first()
    framed = before is not None and (before.aim, before.risk) != (plan.aim, plan.risk)
    return {"goals": list(plan.goals.order_by("position")), "framed": framed, "first": before is None}


def next_review(plan: CarePlan, days: int) -> date:
    """Return the day of the next review, counted from the last one or from when the work by a plan began."""
    assert plan.approved_at is not None
    since = getattr(plan, "reviewed_on", None) or timezone.localdate(plan.approved_at)
    return since + timedelta(days=days)
