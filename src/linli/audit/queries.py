"""Reading the trail."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.audit.models import Event, Look
from linli.kernel.actor import Actor


def events(by: Actor, *, verb: str = "", day: date | None = None, who: str = "") -> QuerySet[Event]:
    """Return what was done inside the examiner's reach, for a verb, a day (local) or a name."""
    found = Event.objects.filter(_reach(by), _said(day, who))
    return found.filter(verb__startswith=verb) if verb else found


def looks(by: Actor, *, day: date | None = None, who: str = "", person: UUID | None = None) -> QuerySet[Look]:
    """Return who looked at whom inside the examiner's reach."""
    found = Look.objects.filter(_reach(by), _said(day, who))
    return found.filter(persons__contains=[person]) if person else found


def _reach(by: Actor) -> Q:
    if by.scope.everywhere:
        return Q()
    return Q(county_id__in=by.scope.areas) if by.scope.column == "county_id" else Q(pk=None)


def _said(day: date | None, who: str) -> Q:
    q = Q(by_name__icontains=who) if who else Q()
    return q & Q(at__date=day) if day else q
