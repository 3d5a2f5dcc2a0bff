"""The room follows its records: what was corrected or taken out among the records is so in its files as well.

The words of a session lie in its case, which may be closed: it is corrected there and nowhere else. A meeting of a
group, an activity and a look after the end go with the newest record of theirs. Whoever recorded may have left the team
since, so that cases are asked past it (docs/adr/0027, 0028); she is told of a session that it is one, which she knows.
"""

from contextlib import AbstractContextManager, nullcontext

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.kernel.scope import seeing
from linli.practice.models import Activity, Attendance, CaseSession, FollowUp, GroupSession
from linli.records.models import ServiceRecord


def session(record: ServiceRecord, by: Actor) -> Refusal:
    """A session that stands is corrected in its case; ``correct_session`` has marked the old one before it asks."""
    with _past_the_team(by):
        stands = CaseSession.objects.filter(record=record, superseded_at=None).exists()
    if stands:
        return _("这是个案里的会谈，请打开那个个案来更正；已经不在团队里的，请告诉站长。结了案的，先申请重开。")
    return None


def nothing(_old: ServiceRecord, _new: ServiceRecord, _by: Actor) -> None:
    """The case has written down itself what follows."""


def meeting(old: ServiceRecord, new: ServiceRecord, _by: Actor) -> None:
    """A meeting of a group has the new day, and whoever is named now was there."""
    GroupSession.objects.filter(record=old).update(record=new, held_on=new.happened_on)
    named = new.beneficiaries.values("person")
    rows = Attendance.objects.filter(session__record=new, member__person__in=named)
    rows.filter(present=False).update(present=True)


def activity(old: ServiceRecord, new: ServiceRecord, _by: Actor) -> None:
    """An activity has the new day."""
    Activity.objects.filter(record=old).update(record=new, held_on=new.happened_on)


def look(old: ServiceRecord, new: ServiceRecord, by: Actor) -> None:
    """A look after the end has the new record; one that was taken out was not made."""
    with _past_the_team(by):
        row = FollowUp.objects.get(record=old)
        row.record = new
        if new.withdrawn:
            row.record, row.state, row.why = None, FollowUp.State.SKIPPED, _("记录作废了")
        row.save(update_fields=["record", "state", "why_sealed"])


def _past_the_team(by: Actor) -> AbstractContextManager[None]:
    return nullcontext() if by.channel == Channel.JOB else seeing(by.scope.by_place)
