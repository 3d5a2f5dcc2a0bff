"""Who may write visits and look after leads; each rule answers with the sentence that refuses, or None."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.outreach.conditions import conditions
from linli.outreach.models import HardshipLead
from linli.records import policies as records
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord

VISITS = (Kind.HOME_VISIT, Kind.PHONE_VISIT)


def visit(by: Actor, entry: Entry, codes: Sequence[str]) -> Refusal:
    """Whoever may record may visit; what was seen is told in the chips that are offered."""
    if entry.kind not in VISITS:
        return _("这里只记走访和电话访问。")
    if set(codes) - set(conditions()):
        return _("有一个情况不在可选的范围里,请重新点选。")
    return records.record(by, entry)


def arrange(by: Actor, record: ServiceRecord) -> Refusal:
    """What comes after is arranged by the one who recorded."""
    if by.post != record.acted_post_id:
        return _("接下来怎么做,由记录的人来定。")
    return None


def close_lead(by: Actor, lead: HardshipLead) -> Refusal:
    """The owner of a lead, or the head of her station, says that it was looked at."""
    if lead.closed_at is not None:
        return _("这条线索已经处理过了。")
    if lead.owner_id == by.post or (by.role == Role.STATION_LEAD and by.scope.holds(lead)):
        return None
    return _("这条线索由负责的人来处理。")
