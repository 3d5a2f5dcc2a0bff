"""The room follows its records: what was corrected or taken out among the records is so in its files as well.

The words of a session lie in its case, which may be closed: it is corrected there and nowhere else. A meeting of a
group, an activity and a look after the end go with the newest record of theirs.
"""

from django.utils.translation import gettext as _

from linli.kernel.policy import Refusal
from linli.practice.models import Activity, Attendance, CaseSession, FollowUp, GroupSession
from linli.records.models import ServiceRecord


def session(record: ServiceRecord) -> Refusal:
    """A session that stands is corrected in its case; ``correct_session`` has marked the old one before it asks."""
    if CaseSession.objects.filter(record=record, superseded_at=None).exists():
        return _("这是个案里的会谈，请打开那个个案来更正。结了案的，先申请重开。")
    return None


def nothing(_old: ServiceRecord, _new: ServiceRecord) -> None:
    """The case has written down itself what follows."""


def meeting(old: ServiceRecord, new: ServiceRecord) -> None:
    """A meeting of a group has the new day, and whoever is named now was there."""
    GroupSession.objects.filter(record=old).update(record=new, held_on=new.happened_on)
    named = new.beneficiaries.values("person")
    rows = Attendance.objects.filter(session__record=new, member__person__in=named)
    rows.filter(present=False).update(present=True)


def activity(old: ServiceRecord, new: ServiceRecord) -> None:
    """An activity has the new day."""
    Activity.objects.filter(record=old).update(record=new, held_on=new.happened_on)


def look(old: ServiceRecord, new: ServiceRecord) -> None:
    """A look after the end has the new record; one that was taken out was not made."""
    row = FollowUp.objects.filter(record=old).first()
    if row is None:
        return
    row.record = new
    if new.withdrawn:
        row.record, row.state, row.why = None, FollowUp.State.SKIPPED, _("记录作废了")
    row.save(update_fields=["record", "state", "why_sealed"])
