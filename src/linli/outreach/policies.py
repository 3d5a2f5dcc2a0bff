"""Who may write visits and look after leads; each rule answers with the sentence that refuses, or None."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.accounts.sight import scope_of
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.outreach import intervals
from linli.outreach.conditions import conditions
from linli.outreach.models import HardshipLead, VisitAttempt
from linli.outreach.questions import visit_form
from linli.people.models import Person
from linli.places.models import Division
from linli.records import policies as records
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord
from linli.records.policies import RECORDERS

ASSIGNERS = frozenset({Role.COMMUNITY_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER})
VISITS = (Kind.HOME_VISIT, Kind.PHONE_VISIT)


def visit(by: Actor, entry: Entry, codes: Sequence[str], answers: Mapping[str, str]) -> Refusal:
    """Whoever may record may visit; what was seen is told in the chips that are offered."""
    if entry.kind not in VISITS:
        return _("这里只记走访和电话访问。")
    if set(codes) - set(conditions()):
        return _("有一个情况不在可选的范围里,请重新点选。")
    if answers and not visit_form().known(answers):
        return _("探访表有一项现在选不了，请重新选。")
    return records.record(by, entry)


def visit_unchanged(by: Actor, person: Person, last: date | None) -> Refusal:
    """Whoever may record may say that nothing changed since a visit she can name."""
    if last is None:
        return _("还没有走访过，没有可比的。请记一笔。")
    return _walks(by, person)


def try_visit(by: Actor, person: Person, outcome: str) -> Refusal:
    """Whoever may record may write down that nobody was met."""
    if outcome not in VisitAttempt.Outcome.values:
        return _("请选：没人在，或者不愿见。")
    return _walks(by, person)


def notice_change(by: Actor, person: Person, kind: str) -> Refusal:
    """Whoever may record may bring a visit forward, for the reasons the region's pack names."""
    county = Division.objects.filter(pk=person.county_id).first()
    if county is None or kind not in intervals.of(county).triggers:
        return _("这里没有规定哪些变化要提前走访。")
    return _walks(by, person)


def assign_visits(by: Actor, person: Person, post: Post) -> Refusal:
    """Who leads the work in a place says whose visits are whose, among posts that reach the person."""
    if by.role not in ASSIGNERS or not by.scope.holds(person):
        return _("走访的分工由社区、社工站或镇街来定。")
    if post.role not in RECORDERS or not scope_of(post).holds(person):
        return _("这个岗位不在居民住的地方，请换一个。")
    return None


def _walks(by: Actor, person: Person) -> Refusal:
    if by.role not in RECORDERS:
        return _("走访由一线工作人员来记。")
    if not by.scope.holds(person):
        return _("这里不在您负责的范围内，请联系那里的社区或社工站。")
    return None


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
