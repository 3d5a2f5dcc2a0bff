"""The procedure held while something is done with it, and the step it takes."""

from datetime import date

from django.utils import timezone

from linli.projects.models import TENDER_MOVES, Tender
from linli.projects.procurement.queries import rules_of
from linli.projects.words import held


def held_tender(tender: Tender) -> Tender:
    """Return a procedure as it is now, its project and itself held until the act is done."""
    project = held(tender.project)
    row = Tender.objects.select_for_update(of=("self",)).select_related("notice").get(pk=tender.pk)
    row.project = project
    return row


def step(tender: Tender, verb: str, *fields: str) -> Tender:
    """Take one step of ``TENDER_MOVES``; ``fields`` are what else has changed."""
    tender.state = TENDER_MOVES[verb][1]
    tender.save(update_fields=["state", *fields])
    return tender


def end(tender: Tender, verb: str, *fields: str) -> Tender:
    """Take the last step: from now on the years run for which the file is kept."""
    tender.ended_at = timezone.now()
    tender.kept_until = years_on(timezone.localdate(), rules_of(tender.project).keep_years)
    return step(tender, verb, "ended_at", "kept_until", *fields)


def years_on(day: date, years: int) -> date:
    """Return the same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
