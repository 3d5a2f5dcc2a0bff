"""Words in the margin with their answers, and notes that wait to be read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.guardians import GROWN_UP
from linli.people.numbers import years_before
from linli.practice.models import (
    CaseComment,
    CaseFile,
    CaseSession,
    CaseWorker,
    CommentReply,
    GroupMember,
    GroupSession,
    GroupWorker,
    MeetingReading,
    NoteReading,
    Risk,
    Supervision,
)
from linli.practice.models.cases import reach, shut_rows, team_of
from linli.practice.packs import natures

MANY = 999


def threads(case: CaseFile, subjects: Iterable[UUID] | None = None) -> list[CaseComment]:
    """Return the words in the margin of a case, or of some of its rows, oldest first, with answers; two queries.

    Each carries ``answers`` and ``settled``.
    """
    settled = CommentReply.objects.filter(comment=OuterRef("pk"), settles=True)
    answers = CommentReply.objects.filter(settles=False).order_by("at", "id")
    rows = CaseComment.objects.filter(case=case).annotate(settled=Exists(settled))
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    return list(rows.order_by("at", "id").prefetch_related(Prefetch("replies", answers, to_attr="answers")))


def unsettled() -> Coalesce:
    """Return, as a column of a case, how many words in its margins are not settled."""
    settled = CommentReply.objects.filter(comment=OuterRef("pk"), settles=True)
    rows = CaseComment.objects.filter(~Exists(settled), case=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("case").annotate(count=Count("pk")).values("count")), 0)


def supervised_by(actor: Actor) -> QuerySet[CaseFile]:
    """Return the cases in whose team an actor is supervisor now, approved where that is needed."""
    rows = team_of(actor).filter(part=CaseWorker.Part.SUPERVISOR).exclude(shut_rows())
    return CaseFile.objects.inside(actor).filter(Exists(rows), client__restricted_at=None)


def ordinary(actor: Actor) -> Q:
    """Return the filter for sessions that may be ticked together (``policies.read_notes`` as SQL)."""
    apart = [one.code for one in natures().values() if one.hides or one.locks]
    cutoff = years_before(timezone.localdate(), GROWN_UP)
    grown = Q(case__client__birth_date=None) | Q(case__client__birth_date__lte=cutoff)
    shut = locks.is_shut(actor, "case__client", "case__client__merged_into")
    return grown & ~Q(shut) & ~Q(case__hidden=True) & ~Q(case__natures__overlap=apart) & ~Q(case__risk=Risk.HIGH)


def unread(actor: Actor) -> QuerySet[CaseSession]:
    """Return the sessions an actor supervises and has not read; ``together``: each may be ticked with others."""
    read = NoteReading.objects.filter(session=OuterRef("pk"), reader__in=[actor.user])
    cases = supervised_by(actor)
    rows = CaseSession.objects.filter(reach(actor), case__in=cases.values("pk"), superseded_at=None)
    rows = rows.filter(~Exists(read)).exclude(record__acted_by__in=[actor.user])
    told: dict[str, Any] = {"together": ordinary(actor)}
    return rows.annotate(**told).select_related("record", "case__client").defer("case__client__search")


def waiting(actor: Actor) -> str:
    """Return how many sessions of cases and groups wait to be read, as shown: past :data:`MANY` nobody counts on."""
    rows = (unread(actor), unread_meetings(actor))
    count = sum(one.order_by()[: MANY + 1].count() for one in rows)
    return f"{MANY}+" if count > MANY else str(count) if count else ""


def unread_meetings(actor: Actor) -> QuerySet[GroupSession]:
    """Return what teams whom an actor supervises wrote about sessions of groups, as far as she has not read it.

    ``together``: each may be ticked with others (``policies.read_meetings`` as SQL).
    """
    read = MeetingReading.objects.filter(record=OuterRef("record"), reader__in=[actor.user])
    hers = Supervision.objects.running().filter(supervisor__in=[actor.post]).values("worker")
    team = GroupWorker.objects.filter(group=OuterRef("group"), ended_at=None, post__in=hers)
    rows = GroupSession.objects.visible_to(actor).filter(~Exists(read), Exists(team), told_sealed__isnull=False)
    cutoff = years_before(timezone.localdate(), GROWN_UP)
    shut = locks.is_shut(actor, "person", "person__merged_into")
    kept = Q(person__birth_date__gt=cutoff) | Q(person__restricted_at__isnull=False) | Q(shut)
    apart = GroupMember.objects.filter(kept, group=OuterRef("group"))
    rows = rows.exclude(record=None).exclude(record__acted_by__in=[actor.user])
    return rows.annotate(together=~Exists(apart)).select_related("record", "group")
