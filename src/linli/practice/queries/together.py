"""Papers of groups and activities: what was filled in, what left, what came back."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.practice.models import Activity, Group, WorkAnswer, WorkPaper, WorkSheet

Work = Group | Activity


def of(work: Work) -> str:
    """Return of which kind the forms of a work are."""
    return "group" if isinstance(work, Group) else "activity"


def owner(work: Work) -> dict[str, Any]:
    """Return the column that names a work, for a row of it or a filter."""
    return {of(work): work}


def persons(work: Work) -> list[UUID]:
    """Return who may stand on the papers of a work: the members of a group, the guests of an activity."""
    if isinstance(work, Group):
        return list(work.groupmembers.values_list("person_id", flat=True))
    return list(work.guests.values_list("person_id", flat=True))


def answers(work: Work) -> QuerySet[WorkAnswer]:
    """Return what was filled in about a work, the newest first, each with the version it was given to."""
    rows = WorkAnswer.objects.filter(**owner(work)).select_related("version")
    return rows.order_by("-filed_at", "-id")


def in_force(work: Work) -> dict[str, WorkAnswer]:
    """Return the newest answer of each form of a work."""
    return {one.code: one for one in answers(work).filter(replaced_at=None)}


def papers(work: Work) -> QuerySet[WorkPaper]:
    """Return the papers of a work that left, the newest first."""
    return WorkPaper.objects.filter(**owner(work)).order_by("-printed_at", "-id")


def returned(work: Work) -> list[WorkSheet]:
    """Return the sheets of a work that came back signed, the newest first, without their photographs."""
    rows = WorkSheet.objects.filter(**owner(work)).select_related("paper").defer("picture_sealed")
    return list(rows.order_by("-at", "-id")[:60])


def paper_of(code: str, actor: Actor) -> WorkPaper | None:
    """Return the paper with a code, when its work opens to the actor: nobody else learns whose it is."""
    rows = WorkPaper.objects.visible_to(actor).select_related("group", "activity")
    return rows.filter(code=code).first()
