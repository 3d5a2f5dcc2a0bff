"""Reading notices: what stands, what waits for an answer, and how it is with what a notice is about."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.transparency.models import Answer, Objection, PublicNotice


@dataclass(frozen=True)
class Standing:
    """How it is with the latest notice about something: does it run, and how many objections wait for an answer."""

    notice: PublicNotice
    running: bool
    waiting: int

    @property
    def settled(self) -> bool:
        """Told to the end, not withdrawn, and every objection answered: what was announced may go on."""
        return not self.running and not self.waiting and self.notice.withdrawn_at is None


def about(subject_kind: str, subject: UUID) -> Standing | None:
    """Return how it is with the latest notice about something; None when there was none."""
    rows = PublicNotice.objects.filter(subject_kind=subject_kind, subject=subject)
    notice = rows.order_by("-published_at", "-id").first()
    if notice is None:
        return None
    waiting = notice.received - Answer.objects.filter(notice=notice).count()
    return Standing(notice, is_running(notice), waiting)


def is_running(notice: PublicNotice) -> bool:
    """Tell whether objections are taken today."""
    return notice.withdrawn_at is None and timezone.localdate() <= notice.ends_on


def published() -> QuerySet[PublicNotice]:
    """Return what everybody may read (page it by ``-published_at``, ``-id``)."""
    return PublicNotice.objects.all()


def answers(notice: PublicNotice) -> list[Answer]:
    """Return the answers that stand on the page of a notice."""
    return list(Answer.objects.filter(notice=notice).order_by("number"))


def unanswered(by: Actor) -> QuerySet[Objection]:
    """Return the objections in reach that wait, the most pressing first."""
    rows = Objection.objects.visible_to(by).filter(~Exists(Answer.objects.filter(pk=OuterRef("pk"))))
    return rows.select_related("notice").order_by("due_on", "id")
