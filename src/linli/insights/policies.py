"""Who may make, confirm, sum up, receive and seal a report; each answers with the sentence that refuses, or None."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.insights.models import MOVES, Report, State
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level
from linli.records.policies import FIRST_DAY

LONGEST = timedelta(days=3653)  # ten years, three of them leap years

HOLDERS = {
    State.DRAFT: Role.STATION_LEAD,
    State.CONFIRMED: Role.STREET_OFFICER,
    State.SUMMED: Role.COUNTY_OFFICER,
    State.RECEIVED: Role.COUNTY_OFFICER,
}


def holds(by: Actor, report: Report) -> bool:
    """Tell whether the report's place is the actor's own, or lies in her county."""
    return by.scope.everywhere or (by.scope.organisation is None and by.scope.holds(report))


def generate(by: Actor, place: Division) -> Refusal:
    """A station lead or street officer makes the report of her own town, a county officer those of her county."""
    spot = {place.pk, place.county_id} if by.scope.column == "county_id" else {place.pk}
    if place.level not in (Level.TOWN, Level.COUNTY) or not spot & set(by.scope.areas):
        return _("季报按镇街和区县来做。这个地方不在您负责的范围里。")
    if by.role in (Role.STATION_LEAD, Role.STREET_OFFICER) and place.level == Level.TOWN:
        return None
    if by.role == Role.COUNTY_OFFICER:
        return None
    return _("季报由站长、镇街经办人或区县经办人来生成。")


def countable(period: Period) -> Refusal:
    """A report tells of days that can have records: begun, none before the first, at most ten years of them."""
    today = timezone.localdate()
    if period.start < FIRST_DAY:
        return _("开始的日期太早了，最早从 %(year)s 年算起。") % {"year": FIRST_DAY.year}
    if period.start > today:
        return _("这段时间还没有到，没有什么可以统计。")
    if period.end > date(today.year + 1, 12, 31):
        return _("结束的日期太远了，最晚到明年年底。")
    if period.end - period.start >= LONGEST:
        return _("一份报表最长 10 年，请把日期选近一些。")
    return None


def _move(by: Actor, report: Report, verb: str, role: str, who: Refusal) -> Refusal:
    if not holds(by, report) or by.role != role:
        return who
    if report.state not in MOVES[verb][0]:
        return _("这份季报现在是“%(state)s”，这一步做不了。刷新一下再看。") % {"state": report.get_state_display()}
    return None


def confirm(by: Actor, report: Report) -> Refusal:
    """The station lead confirms the report of her own town."""
    if report.is_county:
        return _("全县的季报不用站点确认，由区县经办人封存。")
    return _move(by, report, "confirm", Role.STATION_LEAD, _("季报由本镇街的站长来确认。"))


def sum_up(by: Actor, report: Report) -> Refusal:
    """The street officer sums up what the stations of her own town confirmed."""
    return _move(by, report, "sum_up", Role.STREET_OFFICER, _("汇总由本镇街的经办人来做。"))


def receive(by: Actor, report: Report) -> Refusal:
    """The county officer receives what a street summed up."""
    return _move(by, report, "receive", Role.COUNTY_OFFICER, _("接收由区县经办人来做。"))


def send_back(by: Actor, report: Report, sentence: str) -> Refusal:
    """The one who has it in hand sends a report back, and says in one sentence why."""
    if not sentence.strip():
        return _("退回要写一句为什么，站点才知道改哪里。")
    if report.is_county:
        return _("全县的季报不能退回。要退的是某个镇街的那一份。")
    role = HOLDERS.get(State(report.state), "")
    if role == Role.STATION_LEAD:
        return _("这份季报还在站点手里，不用退回。")
    return _move(by, report, "send_back", role, _("退回由现在经手的镇街或区县来做。"))


@dataclass(frozen=True)
class Hindrances:
    """The towns, by name, that stand against a seal.

    ``missing``: records, and no report received; ``reworded``: confirmed by other definitions than the last town;
    ``doubled``: count one act together; ``later``: other numbers since they confirmed, and nobody has said to seal
    without these.
    """

    missing: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


def seal(by: Actor, report: Report, found: Hindrances) -> Refusal:
    """The county officer seals the county's report once every town's numbers are in, and agree."""
    if not report.is_county:
        return _("封存的是全县的季报，各镇街的随它一起封存。")
    if refusal := _move(by, report, "seal", Role.COUNTY_OFFICER, _("封存由区县经办人来做。")):
        return refusal
    sentences = (
        (found.missing, _("还有 %(count)s 个镇街没有收到：%(names)s。收齐了再封存。")),
        (found.reworded, _("%(names)s上报时的口径和别的镇街不一样。请退回，让站点按现在的口径重新确认。")),
        (found.doubled, _("%(names)s把同一件事各算了一次：记录在上报以后改了镇街。请退回先上报的，重新确认。")),
        (found.later, _("%(names)s上报以后数字又有变化。请退回重新确认；或者看过差别，勾选“照上报的数封存”。")),
    )
    for towns, sentence in sentences:
        if towns:
            return sentence % {"count": len(towns), "names": "、".join(towns[:5]) + ("……" if towns[5:] else "")}
    return None


def revise(by: Actor, report: Report, reason: str) -> Refusal:
    """The county officer seals a new version of a sealed report, and says why."""
    if not report.is_county or by.role != Role.COUNTY_OFFICER or not holds(by, report):
        return _("更正封存过的季报由区县经办人来做。")
    if report.state != State.SEALED:
        return _("这份季报还没有封存，直接改记录就行。")
    if not reason.strip():
        return _("请写一句为什么要出新的一版。")
    return None


def remark(by: Actor, report: Report) -> Refusal:
    """Whoever has a report in hand writes its remark."""
    role = HOLDERS.get(State(report.state))
    if role is None:
        return _("封存过的季报不能再改。要改，请出新的一版。")
    if by.role != role or not holds(by, report):
        return _("现在不在您手里的季报，由经手的人来写。")
    return None


def fill_gap(by: Actor, report: Report) -> Refusal:
    """The station lead fills the gaps of a draft; each is a correction of one record."""
    if report.state != State.DRAFT or by.role != Role.STATION_LEAD or not holds(by, report):
        return _("缺口由站长在上报之前补。上报以后要补，请先让镇街退回。")
    return None


def take_out(by: Actor, report: Report) -> Refusal:
    """Whoever may see a report may print it: it holds numbers and no names."""
    return None if holds(by, report) else _("这份季报不在您负责的范围里。")


def map_columns(by: Actor, county: Division) -> Refusal:
    """The county officer arranges her county's own papers: columns and Word template."""
    if by.role == Role.COUNTY_OFFICER and by.scope.column == "county_id" and county.pk in by.scope.areas:
        return None
    return _("导出的表格和模板由区县经办人来定。")


replace_template = map_columns
