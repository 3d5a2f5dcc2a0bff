"""Attachments as pages and papers read them: without their pictures, which are read one at a time."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from linli.practice.models import AidApplication, AidEnclosure, CaseAttachment, CaseFile


def attachments(case: CaseFile) -> QuerySet[CaseAttachment]:
    """Return the attachments of a case, those taken out too, in no order."""
    return CaseAttachment.objects.filter(case=case).defer("picture_sealed").order_by()


def standing(case: CaseFile, session: int | None = None) -> list[CaseAttachment]:
    """Return the attachments that are there, of a case or of one of its sessions, the newest first."""
    rows = attachments(case).filter(taken_out_at=None)
    rows = rows if session is None else rows.filter(session=session)
    return list(rows.order_by("-at", "-id"))


def enclosed(application: AidApplication) -> list[AidEnclosure]:
    """Return what goes with an application, in the order it was attached."""
    rows = AidEnclosure.objects.filter(application=application, ended_at=None).select_related("attachment")
    return list(rows.defer("attachment__picture_sealed").order_by("attachment__at", "id"))


def how_many() -> Coalesce:
    """Return, as a column of a case, how many attachments are there."""
    rows = CaseAttachment.objects.filter(case=OuterRef("pk"), taken_out_at=None).order_by()
    return Coalesce(Subquery(rows.values("case").annotate(count=Count("pk")).values("count")), 0)
