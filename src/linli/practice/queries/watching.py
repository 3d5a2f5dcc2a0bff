"""Which open cases of a supervisor are stuck, overdue, risky or changed: small questions about all of them at once.

Each fact is asked for every case together and put together here. One query with a sub-select for each fact of each case
was planned anew each time, for longer than it ran.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, Max, Min, OuterRef, QuerySet, Value, When
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.practice.models import (
    DAYS,
    CaseFile,
    CaseMove,
    CaseReview,
    CaseSession,
    CaseSight,
    CaseWorker,
    NoteReading,
    PlanGoal,
    Risk,
    State,
)
from linli.practice.models.cases import OPEN
from linli.practice.packs import clocks
from linli.practice.queries.margins import supervised_by
from linli.practice.weights import weights


@dataclass(frozen=True)
class Mark:
    """Why one case wants a look, and when its supervisor last looked (at first: since when she is in the team)."""

    stuck: bool
    overdue: bool
    risky: bool
    moved: bool
    seen_at: datetime

    def __bool__(self) -> bool:
        return self.stuck or self.overdue or self.risky or self.moved


def watched(actor: Actor) -> dict[UUID, Mark]:
    """Return every open case an actor supervises with its mark, in a fixed number of queries."""
    columns = ("state", "risk", "due_on", "opened_at")
    cases = {case.pk: case for case in supervised_by(actor).filter(state__in=OPEN).only("pk", *columns)}
    if not cases:
        return {}
    today = timezone.localdate()
    held, rhythms, seen = _held(cases), _rhythms(cases), _seen(actor, cases)
    begun = _newest(CaseMove.objects.filter(to=State.INTERVENTION), "at", cases.keys() - held.keys())
    looked = {pk: at for pk, at in _sights(actor, cases) if at >= timezone.now() - timedelta(weights().high_risk_days)}
    moved = _moved(actor, seen)

    def mark(case: CaseFile) -> Mark:
        met_on, next_on = held.get(case.pk, (timezone.localtime(begun.get(case.pk, case.opened_at)).date(), None))
        wanted_on = met_on + timedelta(days=rhythms.get(case.pk) or clocks()["session_days"])
        missed = any(day is not None and day < today for day in (case.due_on, next_on))
        return Mark(
            stuck=case.state == State.INTERVENTION and wanted_on < today,
            overdue=case.state != State.SUSPENDED and missed,
            risky=case.risk == Risk.HIGH and case.pk not in looked,
            moved=case.pk in moved,
            seen_at=seen[case.pk],
        )

    return {pk: mark(case) for pk, case in cases.items()}


def unread_in(actor: Actor, cases: Collection[UUID]) -> QuerySet[CaseSession]:
    """Return the sessions of some cases that an actor has not read by themselves."""
    read = NoteReading.objects.filter(session=OuterRef("pk"), reader__in=[actor.user])
    return CaseSession.objects.filter(~Exists(read), case__in=cases, superseded_at=None)


def _newest(rows: QuerySet[Any], moment: str, cases: Collection[UUID]) -> dict[UUID, datetime]:
    """Return by case the latest of a moment among some rows."""
    return dict(rows.filter(case__in=cases).order_by().values_list("case").annotate(last=Max(moment))) if cases else {}


def _held(cases: Collection[UUID]) -> dict[UUID, tuple[date, date | None]]:
    """Return by case the day of its last session and the day agreed for the next."""
    standing = CaseSession.objects.filter(case__in=cases, superseded_at=None)
    last = standing.order_by("case", "-number", "-id").distinct("case").values("pk")
    rows = CaseSession.objects.filter(pk__in=last).values_list("case", "record__happened_on", "next_on")
    return {case: (met_on, next_on) for case, met_on, next_on in rows}


def _rhythms(cases: Collection[UUID]) -> dict[UUID, int]:
    """Return by case the shortest rhythm in days of the goals in force: the newest approved row of each line."""
    approved = PlanGoal.objects.filter(case__in=cases, plan__approved_at__isnull=False)
    newest = approved.order_by("case", "line", "-plan__number").distinct("case", "line").values("pk")
    days = Case(*(When(rhythm=code, then=Value(count)) for code, count in DAYS.items()), output_field=IntegerField())
    goals = PlanGoal.objects.filter(pk__in=newest, ended="").order_by()
    return dict(goals.values_list("case").annotate(days=Min(days)))


def _sights(actor: Actor, cases: Collection[UUID]) -> QuerySet[CaseSight, Any]:
    return CaseSight.objects.filter(user_id__in=[actor.user], case__in=cases).values_list("case", "at")


def _seen(actor: Actor, cases: dict[UUID, CaseFile]) -> dict[UUID, datetime]:
    """Return by case when the actor last looked at it, at first since when she is in its team."""
    seats = CaseWorker.objects.filter(post__in=[actor.post], user_id__in=[actor.user], starts_at__lte=timezone.now())
    return _newest(seats, "starts_at", cases) | dict(_sights(actor, cases))


def _moved(actor: Actor, seen: dict[UUID, datetime]) -> set[UUID]:
    """Return the cases to which something came since: a step, a review, or a session she has not read."""
    moved: set[UUID] = set()
    for rows, moment in (
        (CaseMove.objects.all(), "at"),
        (CaseReview.objects.all(), "at"),
        (unread_in(actor, seen), "record__recorded_at"),
    ):
        found = _newest(rows.filter(**{f"{moment}__gt": min(seen.values())}), moment, seen.keys() - moved)
        moved |= {case for case, at in found.items() if at > seen[case]}
    return moved
