"""A judge's sheet is a todo of hers from the opening until she hands it in, or has no seat any more."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.period import working_days_on
from linli.kernel.scope import Scope, seeing
from linli.projects.models import Tender, TenderCriterion, TenderJudge
from linli.projects.procurement.queries import rules_of
from linli.tasks.actions import end_tasks_on, open_task

SHEET = "tender_sheet"


def ask_for_sheets(tender: Tender, seats: Iterable[TenderJudge], *, by: Actor) -> None:
    """Lay the todo before judges who may still score, where anything is scored by hand; it names no bidder."""
    if not tender.tendercriterions.filter(kind=TenderCriterion.Kind.JUDGED).exists():
        return
    due = working_days_on(timezone.localdate(), rules_of(tender.project).score_days)
    title = _("评审“%(name)s”：先声明要不要回避，再打分") % {"name": tender.project.name[:80]}
    with seeing(_county(tender)):
        for seat in seats:
            open_task(SHEET, title, due, by=by.via(Channel.JOB), place=tender.project, owner=seat.post, subject=seat)


def end_sheets(tender: Tender, seats: Iterable[TenderJudge], outcome: str, *, by: Actor) -> None:
    """End the todos of judges who have handed in, stand aside, were replaced, or have nothing more to score."""
    with seeing(_county(tender)):
        end_tasks_on(
            [seat.pk for seat in seats], by=by.via(Channel.JOB), place=tender.project, outcome=outcome, kinds=[SHEET]
        )


def _county(tender: Tender) -> Scope:
    return Scope(column="county_id", areas=(tender.project.county_id,))
