"""档案里缺什么: told of every open case in reach by one query, whatever their number. The lines are the checklist's."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise

from linli.kernel.actor import Actor
from linli.practice.models import CaseFile, CaseWorker
from linli.practice.models.cases import OPEN
from linli.practice.queries.checklist import Line, lacks


def missing(actor: Actor) -> QuerySet[CaseFile]:
    """Return the open cases an actor may open that lack something; ``done_<code>`` tells what of each."""
    told = lacks()
    rows = CaseFile.objects.visible_to(actor).filter(state__in=OPEN, client__restricted_at=None)
    rows = rows.annotate(**{f"done_{line.code}": line.done() for line in told})
    some = Q()
    for line in told:
        some |= line.missing
    owner = CaseWorker.objects.filter(case=OuterRef("pk"), ended_at=None, part=CaseWorker.Part.OWNER)
    return rows.filter(some).annotate(owner_name=Subquery(owner.values("post__user__name")[:1]))


def named(case: CaseFile, told: list[Line]) -> list[str | Promise]:
    """Return the names of what a row of :func:`missing` lacks."""
    return [
        line.lacking
        for line in told
        if not vars(case)[f"done_{line.code}"] and (not line.within or case.state in line.within)
    ]
