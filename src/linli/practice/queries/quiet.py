"""需要您看一眼: the cases a supervisor ought to look at, each with the paragraph that changed, in a few queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.practice.models import CaseFile, CaseMove, CaseReview
from linli.practice.queries.watching import Mark, unread_in

LINES = 50  # of the list; further pages by key
LONGEST = 200  # characters of the paragraph that is shown


@dataclass(frozen=True)
class Quiet:
    """One line: why a case wants her eyes, and what changed since she last looked ('' when nothing did)."""

    case: CaseFile
    reasons: list[str]
    changed: str


def wanted(actor: Actor, marks: Mapping[UUID, Mark]) -> QuerySet[CaseFile]:
    """Return those of the cases :func:`watching.watched` told of that want a look."""
    rows = CaseFile.objects.inside(actor).filter(pk__in=[pk for pk, mark in marks.items() if mark])
    return rows.select_related("client").defer("client__search")


def told(rows: list[CaseFile], marks: Mapping[UUID, Mark], actor: Actor) -> list[Quiet]:
    """Return lines for rows of :func:`wanted`: three further queries, however many there are."""
    labels = (
        ("stuck", _("好久没有会谈")), ("overdue", _("过了日子还没有记录")),
        ("risky", _("高风险")), ("moved", _("有变化")),
    )  # fmt: skip
    changes = _changes({case.pk: marks[case.pk].seen_at for case in rows if marks[case.pk].moved}, actor)
    return [
        Quiet(case, [str(label) for name, label in labels if getattr(marks[case.pk], name)], changes.get(case.pk, ""))
        for case in rows
    ]


def _changes(moved: Mapping[UUID, datetime], actor: Actor) -> dict[UUID, str]:
    """Return by case the paragraph of the newest thing that came since she looked; of each kind the newest is read."""
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
    held = unread_in(actor, list(moved)).filter(record__recorded_at__gt=since)
    newest = held.order_by("case", "-record__recorded_at", "-id").distinct("case")
    for session in newest.select_related("record", "corrects"):
        before = session.corrects.note if session.corrects is not None else ""
        keep(session.case_id, session.record.recorded_at, paragraph(session.note, before))
    return {case: words[:LONGEST] for case, (_at, words) in found.items()}


def paragraph(now: str, before: str) -> str:
    """Return the first paragraph of a text that did not stand in the one before it."""
    known = {line.strip() for line in before.splitlines()}
    return next((line.strip() for line in now.splitlines() if line.strip() and line.strip() not in known), "")
