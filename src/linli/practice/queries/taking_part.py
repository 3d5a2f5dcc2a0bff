"""Activities of the community in which a client may have taken part, and those that stand in her case."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.kernel.actor import Actor
from linli.practice.models import Activity, CaseFile, Guest, TakingPart

BEFORE, AFTER, MOST = 60, 7, 12  # days around today in which an activity is offered, and how many


def taken(case: CaseFile) -> list[TakingPart]:
    """Return what a client took part in, the newest first."""
    return list(TakingPart.objects.filter(case=case).select_related("activity").order_by("-at", "-id")[:MOST])


def offered(case: CaseFile, actor: Actor, today: date) -> QuerySet[Activity]:
    """Return what happens around today in her town: what is not written down yet, or has her on its list."""
    there = Guest.objects.filter(activity=OuterRef("pk"), person=case.client_id)
    rows = Activity.objects.visible_to(actor).filter(
        Q(record=None) | Exists(there), town_id=case.town_id,
        planned_on__range=(today - timedelta(days=BEFORE), today + timedelta(days=AFTER)),
    )  # fmt: skip
    in_case = TakingPart.objects.filter(case=case, activity=OuterRef("pk"))
    return rows.exclude(Exists(in_case)).annotate(there=Exists(there)).order_by("-there", "-planned_on", "-id")[:MOST]
