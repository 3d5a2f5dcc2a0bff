"""Who may write visits and look after leads; each rule answers with the sentence that refuses, or None."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.accounts.sight import scope_of
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.outreach import intervals
from linli.outreach.conditions import asks_harm, conditions
from linli.outreach.models import HardshipLead, MandatoryReport, VisitAssignment, VisitAttempt
from linli.outreach.questions import visit_form
from linli.people import locks
from linli.people.models import Person
from linli.people.numbers import age
from linli.places.models import Division
from linli.records import policies as records
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord
from linli.records.policies import RECORDERS
from linli.tasks import policies as tasks

ASSIGNERS = frozenset({Role.COMMUNITY_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER})
GROWN_UP = 18
VISITS = (Kind.HOME_VISIT, Kind.PHONE_VISIT, Kind.VIDEO_VISIT)


def visit(by: Actor, entry: Entry, codes: Sequence[str], answers: Mapping[str, str]) -> Refusal:
    """Whoever may record may visit; what was seen is told in the chips that are offered."""
    if entry.kind not in VISITS:
        return _("这里只记走访、电话访问和视频探访。")
    if set(codes) - set(conditions()):
        return _("有一个情况不在可选的范围里，请重新点选。")
    if answers and not visit_form().known(answers):
        return _("探访表有一项现在选不了，请重新选。")
    return records.record(by, entry)


def read_answers(by: Actor, record: ServiceRecord, persons: Sequence[Person]) -> Refusal:
    """What was seen at a door is read by those who visit there and may read the names; of a shut file by its team."""
    if by.role not in RECORDERS:
        return _("探访表只给一线走访的同事看。")
    if locks.restricted(persons):
        return str(locks.RESTRICTED)
    if locks.shut(persons, by) and not records.in_team(by, record):
        return str(locks.SENTENCE)
    return records.read_names(by, record)


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
    if (refusal := _walks(by, person)) is not None:
        return refusal
    county = Division.objects.filter(pk=person.county_id).first()
    if county is None or kind not in intervals.of(county).triggers:
        return _("这里没有规定哪些变化要提前走访。")
    return None


def assign_visits(by: Actor, person: Person, post: Post) -> Refusal:
    """Who leads the work in a place says whose visits are whose, among posts that reach the person."""
    if by.role not in ASSIGNERS or not by.scope.holds(person):
        return _("走访的分工由社区、社工站或镇街来定。")
    if post.role not in RECORDERS or not scope_of(post).holds(person):
        return _("这个岗位不在居民住的地方，请换一个。")
    return _used(person)


def hand_over_visits(by: Actor, old: Post, new: Post) -> Refusal:
    """Who may hand on todos hands on visits, to a post that reaches everybody they are owed to."""
    if (refusal := tasks.hand_over(by, old, new)) is not None:
        return refusal
    owed = VisitAssignment.objects.filter(post=old, ends_on=None)
    outside = owed.exclude(scope_of(new).q()).count()
    if outside:
        return _("有 %(n)s 位居民不在接手岗位的范围里，先把他们分给那里的人。") % {"n": outside}
    return None


def _walks(by: Actor, person: Person, *, urgent: bool = False) -> Refusal:
    if by.role not in RECORDERS:
        return _("走访由一线工作人员来记。")
    if not by.scope.holds(person):
        return _("这里不在您负责的范围内，请联系那里的社区或社工站。")
    return None if urgent else _used(person)


def _used(*people: Person | None) -> Refusal:
    return locks.RESTRICTED if locks.restricted([one for one in people if one is not None]) else None


def arrange(by: Actor, record: ServiceRecord) -> Refusal:
    """What comes after is arranged by the one who recorded."""
    if locks.restricted(row.person for row in record.beneficiaries.select_related("person").defer("person__search")):
        return locks.RESTRICTED
    if by.post != record.acted_post_id:
        return _("接下来怎么做，由记录的人来定。")
    return None


def close_lead(by: Actor, lead: HardshipLead) -> Refusal:
    """The owner of a lead, or the head of her station, says that it was looked at."""
    if (held := _used(lead.person)) is not None:
        return held
    if lead.closed_at is not None:
        return _("这条线索已经处理过了。")
    if lead.owner_id == by.post or (by.role == Role.STATION_LEAD and by.scope.holds(lead)):
        return None
    return _("这条线索由负责的人来处理。")


def answer_harm(by: Actor, lead: HardshipLead, answer: str) -> Refusal:
    """Whoever was at the door, or looks after the lead, says whether a child there shows signs of harm."""
    if (held := _used(lead.person)) is not None:
        return held
    if answer not in HardshipLead.Harm.values or not asks_harm(lead.kind):
        return _("请选：有、没有，或者说不准。")
    if lead.closed_at is not None:
        return _("这条线索已经处理过了。看到有危险，请在孩子的页上点“紧急”。")
    if by.post is not None and lead.record.acted_post_id == by.post and by.scope.holds(lead):
        return None
    return close_lead(by, lead)


def screen_lead(by: Actor, lead: HardshipLead, verdict: str, reason: str, known: HardshipLead | None) -> Refusal:
    """The owner of a lead, or the head of her station, says what it is."""
    if verdict not in HardshipLead.Screening.values:
        return _("请选：受理、不是线索，或者并入已知的一条。")
    if verdict == HardshipLead.Screening.DISMISSED and not reason:
        return _("请写一句为什么不是线索。")
    if verdict == HardshipLead.Screening.KNOWN and (known is None or known.pk == lead.pk or known.known_id):
        return _("请选它并入哪一条。")
    return close_lead(by, lead)


def report_harm(by: Actor, person: Person) -> Refusal:
    """Whoever works with people reports harm to a child she is in charge of; nothing is waited for, nothing bars it."""
    born = person.birth_date
    if born is not None and age(born, timezone.localdate()) >= GROWN_UP:
        return _("强制报告是为未满 18 岁的人设的。大人遇到危险，请直接打 110。")
    return _walks(by, person, urgent=True)


def note_call(by: Actor, report: MandatoryReport) -> Refusal:
    """The team of a running report writes down its calls."""
    if report.closed_at is not None:
        return _("这份报告已经结束了。")
    return _in_team(by, report)


def name_reporter(by: Actor, report: MandatoryReport) -> Refusal:
    """The team of a running report writes down who told of it."""
    return note_call(by, report)


def read_reporter(by: Actor, report: MandatoryReport) -> Refusal:
    """The team alone reads who told of it."""
    return _in_team(by, report)


def close_report(by: Actor, report: MandatoryReport, ending: str) -> Refusal:
    """A report ends with a word, and not before somebody was called."""
    if not ending:
        return _("请写一句结果。")
    if not report.calls.exists():
        return _("还没有记下报告给了谁，不能结束。")
    return note_call(by, report)


def _in_team(by: Actor, report: MandatoryReport) -> Refusal:
    if by.post in (report.opened_by_id, report.owner_id) or (by.role == Role.STATION_LEAD and by.scope.holds(report)):
        return None
    return _("这份报告只有经办的几位同事能看。")
