"""What erasing does to the ways a resident came in by and was told on: cards, accounts, proxies, messages, todos."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from linli.accounts.actions import accounts
from linli.accounts.models import User
from linli.accounts.sight import system_actor
from linli.notifications import actions as notifications
from linli.people.models import PersonAccount, Proxy, ResidentCard
from linli.tasks import actions as tasks


def doors(selves: Sequence[UUID]) -> int:
    """Take away cards, proxies and accounts, and the words of messages and todos about her; return how many rows."""
    users = list(User.objects.filter(pk__in=PersonAccount.objects.filter(person__in=selves).values("user")))
    rows = (ResidentCard.objects.all(), PersonAccount.objects.all(), Proxy.objects.all())
    gone = sum(one.filter(person__in=selves).delete()[0] for one in rows)
    by = system_actor()
    gone += notifications.forget(selves, by=by) + tasks.forget(selves, by=by)
    for user in users:
        Proxy.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
        gone += accounts.close_for_good(user, by=by)
    return gone
