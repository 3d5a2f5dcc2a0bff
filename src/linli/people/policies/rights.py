"""Who may ask about personal data, who answers, and what stands in the way; the sentence that refuses, or None."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people.guardians import GROWN_UP, guardians, years
from linli.people.models import DueErasure, LegalHold, Person, RightsRequest
from linli.people.policies.files import KEEPERS
from linli.people.rights import classes, desk, reasons

Kind, Asker, Outcome = RightsRequest.Kind, RightsRequest.Asker, RightsRequest.Outcome
ANSWERERS = frozenset({Role.STATION_LEAD, Role.STREET_OFFICER})
HOLDERS = frozenset({Role.STATION_LEAD, Role.COUNTY_OFFICER})
DECIDERS = frozenset({Role.COUNTY_OFFICER})
LONGEST_HOLD = timedelta(days=366)
MANDATE = "rights"


def ask_right(by: Actor, person: Person, kind: str, asker: str, name: str, *, mandated: bool) -> Refusal:
    """She herself, who has her mandate, a child's guardian, or a near relative of the dead; a worker writes it down.

    ``mandated`` tells whether somebody holds her word for this purpose.
    """
    if person.erased_at is not None:
        return _("这份档案已经删除了。")
    if kind not in Kind.values or asker not in Asker.values:
        return _("请选要什么、是谁提的。")
    return (
        _comes(by, person, mandated=mandated) or _speaks(person, asker, name, mandated=mandated) or _fits(person, kind)
    )


def _comes(by: Actor, person: Person, *, mandated: bool) -> Refusal:
    if person.pk in by.scope.persons:
        acts_for = by.user is not None and by.on_behalf_of is not None
        return _("她没有让您替她提这样的请求。") if acts_for and not mandated else None
    if by.role not in KEEPERS or not by.scope.holds(person):
        return _("这件事要本人来提，或者请她那里的社区、社工站来记。")
    return None


def _speaks(person: Person, asker: str, name: str, *, mandated: bool) -> Refusal:
    if person.died_on is not None and asker != Asker.RELATIVE:
        return _("她已经去世，由近亲属来提。")
    if person.died_on is None and asker == Asker.RELATIVE:
        return _("近亲属只能替去世的居民提。要替她办，请先办亲情代办。")
    if asker == Asker.PROXY and not mandated:
        return _("没有她同意“要一份、改正、删除自己的信息”的亲情代办，不能由家人来提。")
    if asker == Asker.GUARDIAN:
        old = years(person, timezone.localdate())
        if old is None or old >= GROWN_UP or not guardians(person, timezone.localdate()):
            return _("监护人只能替未满18岁、登记了监护人或父母的孩子提。")
    if asker in (Asker.GUARDIAN, Asker.RELATIVE) and not name:
        return _("请写提的人的姓名。")
    return None


def _fits(person: Person, kind: str) -> Refusal:
    if kind == Kind.RESTRICT and person.restricted_at is not None:
        return _("现在已经限制使用了。")
    if kind == Kind.RELEASE and person.restricted_at is None:
        return _("现在没有限制使用。")
    return None


def answer_right(
    by: Actor, right: RightsRequest, outcome: str, reason: str, words: str, erase: Collection[str],
    kept: Collection[str], answerer: str,
) -> Refusal:  # fmt: skip
    """The head of the station answers (the street where there is none), with a reason for whatever is not granted.

    ``erase`` are the classes to be deleted, ``kept`` those that must stay, ``answerer`` the role that answers here.
    """
    if by.role != answerer or not by.scope.holds(right):
        return _("个人信息请求由本地的站长答复；没有站长的地方由镇街经办人答复。")
    if right.answered_at is not None:
        return _("这个请求已经答复过了。")
    if outcome not in Outcome.values:
        return _("请选一个结果。")
    if outcome != Outcome.GRANTED and (reason not in dict(reasons(right.kind)) or not words):
        return _("没有全部照办的，要从列表里选一个原因，再写一句话告诉她。")
    return _deletes(right, outcome, erase, kept)


def _deletes(right: RightsRequest, outcome: str, erase: Collection[str], kept: Collection[str]) -> Refusal:
    if right.kind != Kind.DELETE:
        return _("“照办一部分”只用在删除、看和要一份上。") if outcome == Outcome.PARTLY and right.kind not in (
            Kind.SEE, Kind.COPY
        ) else None  # fmt: skip
    known = classes()
    if unknown := [code for code in erase if code not in known]:
        return _("没有这一类信息：%(what)s。") % {"what": "、".join(unknown)}
    if stays := [known[code].name for code in erase if code in kept]:
        return _("现在不能删：%(what)s。") % {"what": "、".join(stays)}
    if (outcome == Outcome.REFUSED) != (not erase):
        return _("照办就勾选要删的；一样都不删，请选“不能照办”。")
    left = {code for code, one in known.items() if one.erase != "keep"} - set(erase)
    if outcome == Outcome.GRANTED and left:
        return _("还有没勾选的，请选“照办一部分”，写清为什么留着。")
    return None


def take_copy(by: Actor, right: RightsRequest, *, mandated: bool, kept_away: bool) -> Refusal:
    """Her own side, or who answers and hands it to her, while it may be fetched; not who may have harmed her."""
    if right.kind not in (Kind.SEE, Kind.COPY) or right.outcome not in (Outcome.GRANTED, Outcome.PARTLY):
        return _("这个请求没有可以取的内容。")
    if kept_away or right.person.erased_at is not None:
        return _("现在取不了，请找社区。")
    assert right.answered_at is not None
    if timezone.now() > right.answered_at + desk().copy:
        return _("过了%(days)s天，要请再提一次。") % {"days": desk().copy.days}
    if right.person_id in by.scope.persons:
        return _comes(by, right.person, mandated=mandated)
    if by.role in ANSWERERS and by.scope.holds(right):
        return None
    return _("请站长打印或下载给本人。")


def set_hold(by: Actor, person: Person, until: date) -> Refusal:
    """The head of the station or the county writes down that somebody with the power to say so wants it kept."""
    if by.role not in HOLDERS or not by.scope.holds(person):
        return _("保全由站长或区县经办人来记。")
    today = timezone.localdate()
    if not today <= until <= today + LONGEST_HOLD:
        return _("保全从今天起最长一年，到期再续。")
    return None


def lift_hold(by: Actor, hold: LegalHold) -> Refusal:
    """Who may set a hold lifts it."""
    if hold.lifted_at is not None:
        return _("已经解除了。")
    if by.role not in HOLDERS or not by.scope.holds(hold):
        return _("保全由站长或区县经办人来解除。")
    return None


def carry_out(by: Actor) -> Refusal:
    """What was ordered is deleted by the worker, nobody's hand reaches into the history."""
    return None if by.channel == Channel.JOB else _("删除由系统按决定来做，不能手工删。")


find_due = carry_out


def decide_due(by: Actor, rows: Collection[DueErasure], reason: str) -> Refusal:
    """An officer of the county decides about what is due, with a reason."""
    if by.role not in DECIDERS or not all(by.scope.holds(row) for row in rows):
        return _("到期删不删由区县经办人来定。")
    if not rows:
        return _("请先勾选。")
    if any(row.decided_at is not None for row in rows):
        return _("有的已经决定过了，请刷新再看。")
    return None if reason else _("请写一句为什么。")
