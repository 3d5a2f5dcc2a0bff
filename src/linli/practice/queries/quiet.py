"""需要您看一眼: the cases a supervisor ought to look at, each with the paragraph that changed, in a few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.practice.models import (
    DAYS,
    CaseFile,
    CaseMove,
    CaseReview,
    CaseSession,
    CaseSight,
    NoteReading,
    PlanGoal,
    Risk,
    State,
)
from linli.practice.models.cases import OPEN, team_of
from linli.practice.packs import clocks
from linli.practice.queries.margins import supervised_by
from linli.practice.weights import weights

LINES = 50  # of the list; further pages by key
LONGEST = 200  # characters of the paragraph that is shown


@dataclass(frozen=True)
class Quiet:
    """One line: why a case wants her eyes, and what changed since she last looked ('' when nothing did)."""

    case: CaseFile
    reasons: list[str]
    changed: str


def watched(actor: Actor) -> QuerySet[CaseFile]:
    """Return the open cases an actor supervises with ``stuck``, ``overdue``, ``risky`` and ``moved`` told of each."""
    today = timezone.localdate()
    lately = timezone.now() - timedelta(days=weights().high_risk_days)
    rows = supervised_by(actor).filter(state__in=OPEN).annotate(**_facts(actor))
    day = ExpressionWrapper(F("met_on") + F("rhythm"), output_field=DateField())
    rows = rows.annotate(wanted_on=day).annotate(
        stuck=_is(Q(state=State.INTERVENTION, wanted_on__lt=today)),
        overdue=_is(~Q(state=State.SUSPENDED) & (Q(due_on__lt=today) | Q(next_on__lt=today))),
        risky=_is(Q(risk=Risk.HIGH) & ~Exists(_sights(actor).filter(at__gte=lately))),
        moved=_is(Exists(_later(CaseMove, "at")) | Exists(_later(CaseReview, "at")) | Exists(_unread(actor))),
    )
    return rows.select_related("client").defer("client__search")


def wanted(actor: Actor) -> QuerySet[CaseFile]:
    """Return those of them that want a look."""
    return watched(actor).filter(Q(stuck=True) | Q(overdue=True) | Q(risky=True) | Q(moved=True))


def told(rows: list[CaseFile], actor: Actor) -> list[Quiet]:
    """Return lines for rows of :func:`wanted`: three further queries, however many there are."""
    marks = (
        ("stuck", _("好久没有会谈")), ("overdue", _("过了日子还没有记录")),
        ("risky", _("高风险")), ("moved", _("有变化")),
    )  # fmt: skip
    changes = _changes(rows, actor)
    return [
        Quiet(case, [str(label) for name, label in marks if getattr(case, name)], changes.get(case.pk, ""))
        for case in rows
    ]


def _is(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _facts(actor: Actor) -> dict[str, Any]:
    """``met_on``: the last session, or since when the case is worked; ``rhythm``: days at most until the next."""
    held = CaseSession.objects.filter(case=OuterRef("pk"), superseded_at=None).order_by("-number", "-id")
    begun = CaseMove.objects.filter(case=OuterRef("pk"), to=State.INTERVENTION).order_by("-at", "-id")
    seat = team_of(actor).order_by("-starts_at")
    return {
        "met_on": Coalesce(
            Subquery(held.values("record__happened_on")[:1]), TruncDate(Subquery(begun.values("at")[:1])),
            TruncDate("opened_at"), output_field=DateField(),
        ),
        "next_on": Subquery(held.values("next_on")[:1]),
        "rhythm": Coalesce(Subquery(_rhythm()), Value(clocks()["session_days"]), output_field=IntegerField()),
        "seen_at": Coalesce(
            Subquery(_sights(actor).values("at")[:1]), Subquery(seat.values("starts_at")[:1]),
            output_field=DateTimeField(),
        ),
    }  # fmt: skip


def _sights(actor: Actor) -> QuerySet[CaseSight]:
    return CaseSight.objects.filter(case=OuterRef("pk"), user_id__in=[actor.user])


def _rhythm() -> QuerySet[PlanGoal, Any]:
    """The shortest rhythm of the goals in force: of each line the newest row that was approved, unless it ended."""
    newer = PlanGoal.objects.filter(
        case=OuterRef("case"), line=OuterRef("line"), plan__approved_at__isnull=False,
        plan__number__gt=OuterRef("plan__number"),
    )  # fmt: skip
    goals = PlanGoal.objects.filter(case=OuterRef("pk"), plan__approved_at__isnull=False, ended="")
    days = Case(*(When(rhythm=code, then=Value(count)) for code, count in DAYS.items()), output_field=IntegerField())
    return goals.filter(~Exists(newer)).values("case").annotate(days=Min(days)).values("days")


def _later(model: type[CaseMove] | type[CaseReview], moment: str) -> QuerySet[Any]:
    """What came to a case since the supervisor looked at it."""
    return model.objects.filter(case=OuterRef("pk"), **{f"{moment}__gt": OuterRef("seen_at")})


def _unread(actor: Actor) -> QuerySet[CaseSession]:
    """Sessions written since she looked, by somebody else, that she has not read by themselves."""
    read = NoteReading.objects.filter(session=OuterRef("pk"), reader__in=[actor.user])
    rows = CaseSession.objects.filter(
        case=OuterRef("pk"), superseded_at=None, record__recorded_at__gt=OuterRef("seen_at")
    )
    return rows.filter(~Exists(read))


def _changes(rows: list[CaseFile], actor: Actor) -> dict[UUID, str]:
    """Return by case the paragraph of the newest thing that came since she looked; of each kind the newest is read."""
    moved = {case.pk: vars(case)["seen_at"] for case in rows if vars(case)["moved"]}
    if not moved:
        return {}
    since = min(moved.values())
    found: dict[UUID, tuple[datetime, str]] = {}

    def keep(case: UUID, at: datetime, words: str) -> None:
        if at > moved[case] and (case not in found or at > found[case][0]):
            found[case] = (at, words)

    steps = CaseMove.objects.filter(case__in=moved, at__gt=since).order_by("case", "-at", "-id").distinct("case")
    for move in steps:
        step = f"{move.get_came_from_display()} → {move.get_to_display()}"
        keep(move.case_id, move.at, f"{step}：{move.reason}" if move.reason else step)
    reviews = CaseReview.objects.filter(case__in=moved, at__gt=since).order_by("case", "-at", "-id").distinct("case")
    for review in reviews:
        keep(review.case_id, review.at, paragraph(review.changed, ""))
    read = NoteReading.objects.filter(session=OuterRef("pk"), reader__in=[actor.user])
    held = CaseSession.objects.filter(case__in=moved, superseded_at=None, record__recorded_at__gt=since)
    newest = held.filter(~Exists(read)).order_by("case", "-record__recorded_at", "-id").distinct("case")
    for session in newest.select_related("record", "corrects"):
        before = session.corrects.note if session.corrects is not None else ""
        keep(session.case_id, session.record.recorded_at, paragraph(session.note, before))
    return {case: words[:LONGEST] for case, (_at, words) in found.items()}


def paragraph(now: str, before: str) -> str:
    """Return the first paragraph of a text that did not stand in the one before it."""
    known = {line.strip() for line in before.splitlines()}
    return next((line.strip() for line in now.splitlines() if line.strip() and line.strip() not in known), "")
