"""四点半课堂: a child goes with somebody who may fetch her; who is still there at closing time is not forgotten."""

from collections import Counter
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.people.models import Person
from linli.practice.models.activities import Activity, Guest, Promise
from linli.practice.policies import activities as policies
from linli.practice.queries.activities import may_fetch
from linli.tasks.actions import finish_task, open_task
from linli.tasks.models import Task

WAITING = "child_waiting"


@action
def fetch_child(guest: Guest, who: Person, *, by: Actor) -> Guest:
    """Sign a child out to somebody who may fetch her, now; the last child takes the reminder away."""
    rows = Guest.objects.select_for_update(of=("self",)).select_related("activity", "person")
    guest = rows.defer("person__search").get(pk=guest.pk)
    allowed = [one for one, _called in may_fetch(guest.person, timezone.localdate())]
    require(policies.fetch_child(by, guest, who, allowed))
    guest.fetched_by, guest.fetched_at = who, timezone.now()
    guest.save(update_fields=["fetched_by", "fetched_at"])
    audit.record("activity.fetched", guest.activity, by=by)
    if not guest.activity.guests.filter(fetched_at=None).exists():
        for task in Task.objects.filter(kind=WAITING, subject=guest.activity_id, done_at=None):
            if task.owner_id == by.post:
                finish_task(task, by=by, outcome=_("都接走了"))
    return guest


@action
def tell_of_waiting(now: datetime, *, by: Actor) -> int:
    """Give a todo for each class that is over while children are still there; return how many. Twice does no harm."""
    local = timezone.localtime(now)
    require(policies.tell_of_waiting(by, local.date()))
    told = 0
    for activity, left in _over(local.date(), local):
        title = _("四点半课堂还有%(n)d个孩子没人接，请打电话") % {"n": left}
        open_task(WAITING, title, local.date(), by=by, place=activity, owner=activity.owner, subject=activity)
        activity.waiting_told_at = now
        activity.save(update_fields=["waiting_told_at"])
        told += 1
    return told


def keep(task: Task, by: Actor) -> None:
    """The todo of a promise is done: the promise is kept."""
    Promise.objects.filter(pk__in=[task.subject], kept_at=None).update(kept_at=timezone.now())


def _over(day: date, local: datetime) -> list[tuple[Activity, int]]:
    """Return the classes that are over with how many children are still there, those not told of yet."""
    rows = Activity.objects.select_for_update(of=("self",)).filter(
        kind=Activity.Kind.AFTER_SCHOOL, planned_on=day, closes_at__lte=local.time(), waiting_told_at=None
    )
    found = list(rows.select_related("owner"))
    waiting = Counter(Guest.objects.filter(activity__in=found, fetched_at=None).values_list("activity_id", flat=True))
    return [(activity, waiting[activity.pk]) for activity in found if waiting[activity.pk]]
