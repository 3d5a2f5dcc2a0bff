"""A client has died: her worker is told by a job, because whoever writes it down may open no case (docs/adr/0027)."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.people.models import Person
from linli.people.queries import selves
from linli.practice import policies
from linli.practice.models import CaseFile, CaseWorker
from linli.practice.models.cases import RUNNING
from linli.tasks import actions as tasks
from linli.tasks.models import Task

JOB = "linli.practice.tasks.tell_of_death"
DIED = "client_died"


def follow_death(person: Person) -> None:
    """Have the worker tell of a death, or of one taken back, in the same transaction; both before it runs are one."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(JOB, queueing_lock=f"death-{person.pk}").defer(person=str(person.pk))


@action
def tell_of_death(person: Person, *, by: Actor) -> int:
    """Give the worker responsible for each running case of somebody who died a todo; a death taken back ends it.

    The todo bears the case's number and no name. Twice does no harm. Return how many todos were given or ended.
    """
    require(policies.tell_of_death(by))
    cases = list(CaseFile.objects.filter(client__in=selves(person.pk), state__in=RUNNING).order_by("id"))
    return sum(_told(case, by) if person.died_on is not None else _untold(case, by) for case in cases)


def _told(case: CaseFile, by: Actor) -> int:
    if Task.objects.filter(kind=DIED, subject=case.pk, done_at=None).exists():
        return 0
    row = case.team.filter(ended_at=None, part=CaseWorker.Part.OWNER).select_related("post").first()
    title = _("%(number)s 登记了服务对象去世，请看怎么收尾") % {"number": case.number}
    owner, role = (row.post, "") if row is not None else (None, Role.STATION_LEAD)
    tasks.open_task(DIED, title, timezone.localdate(), by=by, place=case, owner=owner, role=role, subject=case)
    audit.record("case.client_died", case, by=by)
    return 1


def _untold(case: CaseFile, by: Actor) -> int:
    ended = tasks.end_tasks_on([case.pk], by=by, place=case, outcome=_("去世记错了，已经收回"), kinds=[DIED])
    if ended:
        audit.record("case.client_lives", case, by=by)
    return ended
