"""What is asked about visits and leads."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.outreach.conditions import asks_harm
from linli.outreach.models import HardshipLead
from linli.outreach.policies import VISITS
from linli.people.models import Person, Placed
from linli.records.models import ServiceRecord


def holders(roles: Iterable[str], record: Placed) -> list[Post]:
    """Return who holds one of the roles where a row lies today: the community's own first, then the town's."""
    held = Post.objects.in_force(timezone.localdate()).filter(role__in=list(roles), user__is_active=True)
    here = Q(place_id=record.community_id) | Q(place_id=record.town_id)
    return sorted(held.filter(here), key=lambda post: (post.place_id != record.community_id, str(post.pk)))


def last_met(person: Person, actor: Actor) -> date | None:
    """Return the day somebody was last met at home or by telephone, as far as the actor sees."""
    rows = ServiceRecord.objects.standing().filter(actor.scope.q(), beneficiaries__person=person, kind__in=VISITS)
    last: date | None = rows.aggregate(last=Max("happened_on"))["last"]
    return last


def unasked(record: ServiceRecord) -> HardshipLead | None:
    """Return the lead of a record when it is about a child and nobody has said yet whether signs of harm were seen."""
    rows = HardshipLead.objects.filter(record=record, harm="", closed_at=None)
    lead = rows.exclude(person__restricted_at__isnull=False).first()
    return lead if lead is not None and asks_harm(lead.kind) else None


def open_leads(actor: Actor) -> QuerySet[HardshipLead]:
    """Return the leads in sight that nobody has closed, the most pressing first."""
    rows = HardshipLead.objects.visible_to(actor).filter(closed_at=None, person__restricted_at=None)
    return rows.order_by("due_on", "id")
