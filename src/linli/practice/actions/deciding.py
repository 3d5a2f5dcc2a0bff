"""What one asks for and another decides: who is asked, held for writing, decided."""

from typing import TypeVar

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.practice.actions.cases import locked
from linli.practice.models import CaseFile, CaseWorker
from linli.practice.models.closings import Decided
from linli.tasks import actions as tasks

D = TypeVar("D", bound=Decided)


def ask(kind: str, title: str, asked: Decided, by: Actor) -> None:
    """Give the supervisors of the case a todo today; where there is none but whoever asks, the head of the station."""
    today, rows = timezone.localdate(), asked.case.team.filter(ended_at=None, part=CaseWorker.Part.SUPERVISOR)
    supervisors = list(rows.exclude(user_id__in=[by.user]).select_related("post"))
    for row in supervisors:
        tasks.open_task(kind, title, today, by=by, place=asked, owner=row.post, subject=asked)
    if not supervisors:
        tasks.open_task(kind, title, today, by=by, place=asked, role="station_lead", subject=asked)


def held(asked: D) -> tuple[CaseFile, D]:
    """Return the case and what is asked, both held for writing, in that order."""
    case = locked(asked.case)
    rows = type(asked)._default_manager.select_for_update()
    asked = rows.get(pk=asked.pk)
    asked.case = case
    return case, asked


def decide(asked: Decided, by: Actor, *, granted: bool) -> None:
    """Write down who has decided what, with the answer that stands in the row; inside the verb that has asked."""
    asked.granted, asked.decided_at, asked.decided_by = granted, timezone.now(), by.user
    asked.save(update_fields=["granted", "decided_at", "decided_by", "answer_sealed"])
