"""Who may record, correct and withdraw; each answers with the sentence that refuses, or None."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.kernel.text import tidy
from linli.people import locks
from linli.places.models import Division
from linli.records import keepers
from linli.records.entries import Entry
from linli.records.models import METHOD_OF, Kind, Method, ServiceRecord, Undertaking

RECORDERS = {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD}
PROFESSIONAL = {Role.SOCIAL_WORKER, Role.STATION_LEAD}
NAMES_SHOWN = RECORDERS | {Role.STREET_OFFICER}
BELONGS_TO = {
    Method.CASE: Undertaking.Kind.CASE,
    Method.GROUP: Undertaking.Kind.GROUP,
    Method.COMMUNITY: Undertaking.Kind.COMMUNITY_PROJECT,
}
MOST_MINUTES = 24 * 60
MOST_SERVERS, MOST_HEADS, LONGEST_TITLE, LONGEST_REASON = 10_000, 100_000, 100, 200
LONGEST_TEXT = 20_000
FIRST_DAY = date(2000, 1, 1)  # older than any station of social work: an earlier day is a slip of the hand


def record(by: Actor, entry: Entry) -> Refusal:
    """A worker records what happened in her own area, not in the future; case and group work is the social workers'."""
    if by.channel == Channel.JOB:
        return told(entry)
    if by.role not in RECORDERS:
        return _("记一笔由一线工作人员来做。需要补记，请找社工站。")
    if METHOD_OF[entry.kind] in (Method.CASE, Method.GROUP) and by.role not in PROFESSIONAL:
        return _("个案和小组由社工来记。您可以先记一次走访，再转给社工。")
    if not reaches(by, entry):
        return _("这个地方不在您负责的范围里，请换一个地方，或请那里的同事来记。")
    return used(entry) or told(entry)


def load(by: Actor, entries: Iterable[Entry]) -> Refusal:
    """Acts are loaded in bulk by commands only; each must hang together like a single one."""
    if by.channel != Channel.JOB:
        return _("成批的记录请用导入。")
    for entry in entries:
        short = fewer_than_named(entry)
        if (refusal := short[1] if short else told(entry)) is not None:
            return refusal
    return None


def reaches(by: Actor, entry: Entry) -> bool:
    """Tell whether the place of an entry, everybody in it and what it belongs to lie in the actor's reach.

    A post held in an organisation alone reads its records; to record, somebody is posted to a place.
    """
    place = entry.place
    spot = {place.pk, place.parent_id, place.town_id, place.county_id}
    if by.scope.organisation is not None or not spot & set(by.scope.areas):
        return False
    told = [*entry.persons, *filter(None, (entry.household, entry.undertaking))]
    return all(by.scope.holds(one) for one in told)


def told(entry: Entry) -> Refusal:
    """The facts hang together, and nobody is named whose data is restricted."""
    if (held := used(entry)) is not None:
        return held
    if entry.happened_on < FIRST_DAY:
        return _("日期太早了，请写 %(year)s 年以后的日期。") % {"year": FIRST_DAY.year}
    if entry.happened_on > timezone.localdate():
        return _("日期还没到。记一笔只记已经做过的事。")
    if (
        gone := next((one for one in entry.persons if one.died_on and one.died_on < entry.happened_on), None)
    ) is not None:
        return _("%(name)s 已于 %(day)s 去世，请核对日期或人。") % {"name": gone, "day": gone.died_on}
    if entry.minutes is not None and not 1 <= entry.minutes <= MOST_MINUTES:
        return _("时长填 1 到 1440 分钟之间的数。")
    if not 0 <= entry.server_count <= MOST_SERVERS:
        return _("服务人员数填 1 到 10000 之间的数。")
    if not 0 <= entry.head_count <= MOST_HEADS:
        return _("服务人次填 0 到 100000 之间的数。")
    if len(entry.narrative) > LONGEST_TEXT:
        return _("“说一说”最多 2 万个字，请分成两条来记。")
    if len(entry.title) > LONGEST_TITLE:
        return _("事由最多 100 个字，细节可以写在“说一说”里。")
    if entry.kind in (Kind.CASE_SESSION, Kind.FOLLOW_UP, Kind.GROUP_SESSION) and entry.undertaking is None:
        return _("会谈、跟进和小组节次要选它属于哪个个案或小组。")
    if entry.undertaking and BELONGS_TO.get(METHOD_OF[entry.kind], entry.undertaking.kind) != entry.undertaking.kind:
        return _("会谈和跟进属于个案，小组节次属于小组，活动属于社区项目，请换一个。")
    return None


def used(entry: Entry, carried: Collection[UUID] = ()) -> Refusal:
    """Nothing is written about somebody whose data is restricted.

    ``carried`` are the ids a corrected record names already: among others they are carried on, which is storing.
    """
    held = locks.restricted(entry.persons)
    alone = held == {person.pk for person in entry.persons}
    return locks.RESTRICTED if held and (alone or held - set(carried)) else None


def fewer_than_named(entry: Entry, *, corrected: bool = False) -> tuple[str, str] | None:
    """Return the field that counts fewer than are named, and the sentence that says so.

    In a new record 0 means as many as are named; what a correction says is meant as it is said.
    """
    counts = (
        ("head_count", entry.head_count, entry.persons, _("服务人次不能少于写了名字的人数。")),
        ("server_count", entry.server_count, entry.servers, _("服务人员数不能少于写了名字的工作人员。")),
    )
    told = ((field, sentence) for field, n, named, sentence in counts if (n or corrected) and n < len(set(named)))
    return next(told, None)


def correct(by: Actor, record: ServiceRecord, reason: str) -> Refusal:
    """The one who recorded, or the head of her station, corrects a record that still stands, and says why."""
    if not tidy(reason):
        return _("请写一句为什么更正。")
    if len(reason) > LONGEST_REASON:
        return _("原因最多 200 个字。")
    if record.superseded_at is not None or record.withdrawn:
        return _("这条记录已经更正过了，请打开最新的一条。")
    if (
        by.channel == Channel.JOB
        or by.post == record.acted_post_id
        or (by.role == Role.STATION_LEAD and by.scope.holds(record))
    ):
        return keepers.refusal(record, by)
    return _("更正由记录人或站长来做。")


withdraw = correct


def undertake(by: Actor, place: Division) -> Refusal:
    """Social workers open cases, groups and projects in their own area."""
    if by.channel == Channel.JOB:
        return None
    if by.role not in PROFESSIONAL:
        return _("个案、小组和社区项目由社工来开。")
    if not {place.pk, place.parent_id, place.town_id, place.county_id} & set(by.scope.areas):
        return _("这个地方不在您负责的范围里。")
    return None


def conclude(by: Actor, undertaking: Undertaking) -> Refusal:
    """Who leads professional work in the area, or supervises it, ends it and takes it up again."""
    if by.channel == Channel.JOB or (by.role in PROFESSIONAL | {Role.SUPERVISOR} and by.scope.holds(undertaking)):
        return None
    return _("个案、小组和社区项目由本站的社工和督导来结束。")


take_up = conclude


def work_under(by: Actor, undertaking: Undertaking, programme: Programme | None) -> Refusal:
    """Whoever works in the area says under which programme of its county a running undertaking goes on."""
    if by.role not in PROFESSIONAL or not by.scope.holds(undertaking):
        return _("个案、小组和社区项目归到哪个项目，由本站社工来定。")
    if undertaking.closed_on is not None:
        return _("已经结束，不能再改归到哪个项目。")
    if programme is not None and (refusal := runs_here(programme, undertaking.county_id)) is not None:
        return refusal
    if (programme.pk if programme else None) == undertaking.programme_id:
        return _("现在就是这样，不用改。")
    return None


def runs_here(programme: Programme, county: int) -> Refusal:
    """A programme that runs today in the county takes up new work."""
    if programme.county_id != county:
        return _("这个项目是别的区县的。")
    if not programme.runs(timezone.localdate()):
        return _("“%(name)s”不在项目期里，请选正在做的项目。") % {"name": programme.name}
    return None


def refresh(by: Actor, county: Division) -> Refusal:
    """Tallies are made by the system, or by somebody whose reach holds the whole county."""
    if by.channel == Channel.JOB or (by.scope.column == "county_id" and county.pk in by.scope.areas):
        return None
    return _("全县的统计由系统来汇总，看不到全县记录的岗位不能更新它。")


rebuild = refresh


def read_narrative(by: Actor, record: ServiceRecord) -> Refusal:
    """The text of a record is read by its team: who recorded, who served, and the head of their station."""
    if by.channel == Channel.JOB or in_team(by, record):
        return None
    return _("这段文字受保护。需要看，请找记录人或站长。")


def read_names(by: Actor, record: ServiceRecord) -> Refusal:
    """Names are read by those who work in the area, of protected work by the team; others see numbers."""
    if by.role not in NAMES_SHOWN:
        return _("姓名不显示：这里只看数量、类别和时长。")
    if record.protected and not in_team(by, record):
        return _("这是受保护的个案或小组，姓名只有服务的同事能看。")
    return None


def in_team(by: Actor, record: ServiceRecord) -> bool:
    """Tell whether the actor recorded it, served in it, or heads the station where it lies."""
    if by.post is not None and (by.post == record.acted_post_id or by.post in record.serving()):
        return True
    return by.role == Role.STATION_LEAD and by.scope.holds(record)
