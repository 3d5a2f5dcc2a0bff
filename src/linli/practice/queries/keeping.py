"""How long the file of a closed case is kept: the pack ``retention`` says it, once a county has set a figure."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from linli.people.limits import months_on
from linli.people.rights import classes
from linli.practice.models import CaseFile

CLASS = "records"


@dataclass(frozen=True)
class Kept:
    """Until which day a file is kept (None: no figure is set), and the words of the rule."""

    until: date | None
    note: str


def kept(case: CaseFile) -> Kept:
    """Return how long a file is kept, counted from the day it was closed, or from today while it is open."""
    rule = classes()[CLASS]
    start = timezone.localdate(case.closed_at) if case.closed_at else timezone.localdate()
    months = rule.months or rule.least_months
    return Kept(months_on(start, months) if months else None, rule.note)
