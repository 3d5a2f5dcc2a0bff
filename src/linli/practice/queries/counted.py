"""What of a period does not count yet under a contract: one kind, one page, a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from linli.kernel.actor import Actor
from linli.kernel.paging import Page, page
from linli.kernel.period import Period
from linli.practice.counting import Contract, Done, Minimum, Verdict, What, judge
from linli.practice.models import CaseFile
from linli.practice.models.activities import Activity
from linli.practice.models.groups import Group
from linli.records.models import ServiceRecord

SOURCE = "practice.activity"


@dataclass(frozen=True)
class Short:
    """One piece of work that does not count yet."""

    title: str
    url: str
    acts: int
    heads: int
    verdict: Verdict


def uncounted(
    what: What, contract: Contract, period: Period, actor: Actor, *, after: str = "", size: int = 30
) -> tuple[list[Short], str]:
    """Return a page of what falls short in a period, and the key of the next page ('' on the last)."""
    rows = _done(what, period, actor)
    shown: Page[Any] = page(rows.filter(falls_short(what, contract)), "-id", after=after, size=size)
    return [_told(row, what, contract) for row in shown.rows], shown.next


def falls_short(what: What, contract: Contract) -> Q:
    """Return the filter for rows of :func:`with_figures` that do not count yet: the question that ``judge`` asks."""
    least = contract.minimums.get(what, Minimum())
    return Q(acts__lt=max(least.acts, 1)) | Q(heads__lt=least.heads)


def _told(row: Any, what: What, contract: Contract) -> Short:
    url = reverse({What.CASE: "case", What.GROUP: "group"}.get(what, "activity"), args=[row.pk])
    return Short(str(row), url, row.acts, row.heads, judge(Done(what, row.acts, row.heads), contract))


def _done(what: What, period: Period, actor: Actor) -> QuerySet[Any]:
    """Return what an actor may open of a kind and ran in a period, with how many acts and heads it counted there."""
    days = (period.start, period.end)
    if what in (What.LARGE, What.SMALL):
        rows: QuerySet[Any] = Activity.objects.visible_to(actor).filter(
            size=what.value, planned_on__range=days, called_off_on=None
        )
        own = {"source_id": Cast(OuterRef("pk"), CharField()), "undertaking": OuterRef("project__undertaking")}
        return with_figures(rows, ServiceRecord.objects.standing().filter(source=SOURCE, **own))
    model: Any = CaseFile if what == What.CASE else Group
    runs = Q(undertaking__opened_on__lte=period.end) & (
        Q(undertaking__closed_on=None) | Q(undertaking__closed_on__gte=period.start)
    )
    standing = ServiceRecord.objects.standing().filter(undertaking=OuterRef("undertaking"), happened_on__range=days)
    return with_figures(model.objects.visible_to(actor).filter(runs), standing)


def with_figures(rows: QuerySet[Any], records: QuerySet[ServiceRecord]) -> QuerySet[Any]:
    """Return rows with ``acts`` and ``heads``: how many of ``records`` (told by ``OuterRef``) each has, their heads."""
    one = records.order_by().values("undertaking")
    counted: QuerySet[Any] = rows.annotate(
        acts=Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0),
        heads=Coalesce(Subquery(one.annotate(n=Sum("head_count")).values("n")), 0),
    )
    return counted
