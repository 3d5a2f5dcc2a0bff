"""What somebody has to do with a person: the open todo or the grant that a look is for, so that she need not say it."""

from uuid import UUID

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people.models import AccessGrant
from linli.tasks.models import Task, mine


def purpose_of(by: Actor, person: UUID) -> str:
    """Return the key of what an actor has in hand about a person (``task:…`` or ``grant:…``), or ''."""
    if by.post is None:
        return ""
    task = Task.objects.filter(mine(by), person=person, done_at=None).order_by("due_on", "id").first()
    if task is not None:
        return f"task:{task.pk}"
    now = timezone.now()
    grants = AccessGrant.objects.filter(
        person=person, grantee=by.post, closed_at=None, starts_at__lte=now, until__gt=now
    ).exclude(kind=AccessGrant.Kind.BREAK_GLASS)
    grant = grants.order_by("starts_at", "id").first()
    return f"grant:{grant.pk}" if grant else ""
