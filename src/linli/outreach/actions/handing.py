"""A worker leaves: the visits and leads that were hers are another's from today."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.outreach import policies
from linli.outreach.models import HardshipLead, VisitAssignment

AREAS = ("county_id", "town_id", "community_id", "grid_id")
BATCH = 1000


class Handed(NamedTuple):
    """How many persons' visits and how many open leads changed hands."""

    visits: int
    leads: int


@action
def hand_over_visits(old: Post, new: Post, *, by: Actor) -> Handed:
    """Give every running assignment and open lead of one post to another, from today; the past stays as it was.

    Whoever was assigned only today simply belongs to the new post. Raises ``Refused``.
    """
    require(policies.hand_over_visits(by, old, new))
    today = timezone.localdate()
    running = VisitAssignment.objects.select_for_update(of=("self",)).filter(post=old, ends_on=None)
    fresh = [
        VisitAssignment(person_id=row.pop("person_id"), post=new, starts_on=today, **row)
        for row in running.filter(starts_on__lt=today).values("person_id", *AREAS)
    ]
    moved = running.filter(starts_on=today).update(post=new)
    running.filter(starts_on__lt=today).update(ends_on=today - timedelta(days=1))
    VisitAssignment.objects.bulk_create(fresh, BATCH)
    leads = HardshipLead.objects.filter(owner=old, closed_at=None).update(owner=new)
    audit.record("visits.handed_over", new, by=by, old=str(old.pk), visits=len(fresh) + moved, leads=leads)
    return Handed(len(fresh) + moved, leads)
