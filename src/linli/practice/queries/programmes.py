"""Under which programmes new work may be done, and what a piece of work was moved to."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.places.models import Division
from linli.practice.models import CaseFile, CommunityProject, Group
from linli.records.models import ProgrammeChange, Undertaking

Work = CaseFile | Group | CommunityProject
MOST = 50


def offered(by: Actor, counties: Collection[int]) -> list[Programme]:
    """Return the programmes that run today in some counties, by name; to an agency's worker those of others are not."""
    today = timezone.localdate()
    rows = Programme.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, county_id__in=counties
    )
    if by.organisation is not None:
        rows = rows.filter(Q(provider=None) | Q(provider=by.organisation))
    return list(rows.order_by("name", "id")[:MOST])


def counties(places: Collection[Division]) -> set[int]:
    """Return the counties that some places lie in."""
    return {place.county_id for place in places if place.county_id is not None}


def usual(by: Actor, rows: Collection[Programme]) -> Programme | None:
    """Return what new work is done under unless somebody says otherwise: her agency's only one, else the only one."""
    own = [one for one in rows if by.organisation is not None and one.provider_id == by.organisation]
    some = own or list(rows)
    return some[0] if len(some) == 1 else None


def begins_under(programme: Programme | None) -> Programme | None:
    """Return what something was opened under, unless that is over by the day it begins."""
    return programme if programme is not None and programme.runs(timezone.localdate()) else None


def undertaking_of(work: Work) -> Undertaking | None:
    """Return what the records of a piece of work belong to, with its programme."""
    if work.undertaking_id is None:
        return None
    return Undertaking.objects.select_related("programme").get(pk=work.undertaking_id)


def changes(undertaking: Undertaking) -> QuerySet[ProgrammeChange]:
    """Return what a piece of work was moved from and to, newest first."""
    return undertaking.programme_changes.select_related("came_from", "to").order_by("-at", "-id")
