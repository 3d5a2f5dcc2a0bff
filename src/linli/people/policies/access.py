"""Who may open a file that is shut, who gives that, and who looks over what was opened in an emergency."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.limits import limits
from linli.people.locks import IN_CHARGE, RESTRICTED
from linli.people.models import AccessGrant, AccessRequest, BackgroundCheck, Person, SuspectedHarm
from linli.people.policies.files import READERS

CHECKERS = frozenset({Role.STATION_LEAD, Role.STREET_OFFICER})
REVIEWERS = CHECKERS


def note_check(by: Actor, post: Post) -> Refusal:
    """A check of offence records is entered by the head of the place, never by the one it is about."""
    if by.role not in CHECKERS:
        return _("违法犯罪记录查询由站长或镇街经办人登记。")
    if post.user_id == by.user:
        return _("自己的查询结果不能自己登记，请另一位负责人来记。")
    if not Post.objects.visible_to(by).filter(pk=post.pk).exists():
        return _("这个岗位不在您负责的范围里。")
    return None


def assign(by: Actor, person: Person, post: Post, check: BackgroundCheck | None, until: date) -> Refusal:
    """The head of the station lets somebody with a valid check read a child's file for a time; never herself."""
    if by.role not in IN_CHARGE or not by.scope.holds(person):
        return _("打开儿童档案由本站的站长批准。")
    if post.user_id == by.user:
        return _("不能批准给自己。")
    if post.role not in READERS:
        return _("这个岗位不看居民档案，不能批准。")
    return _used(person) or _cleared(check, until)


def _used(person: Person) -> Refusal:
    return RESTRICTED if person.restricted_at is not None else None


def _cleared(check: BackgroundCheck | None, until: date) -> Refusal:
    if check is None or not check.clear or check.queried_on > timezone.localdate():
        return _("还没有这位同事有效的违法犯罪记录查询，不能接触困境儿童的档案。请先查询并登记。")
    if check.valid_until < until:
        return _("违法犯罪记录查询只到%(day)s有效，批准的日子不能更晚。") % {"day": check.valid_until}
    return None


def ask_sight(by: Actor, person: Person, *, shut: bool) -> Refusal:
    """Whoever reads files in the area may ask to open one that is shut."""
    if by.role not in READERS or not by.scope.holds(person):
        return _("这里不在您负责的范围内，请联系那里的社区或社工站。")
    if not shut:
        return _("这份档案您已经可以打开，不用申请。")
    return _used(person)


def answer(by: Actor, asked: AccessRequest, check: BackgroundCheck | None, until: date, *, granted: bool) -> Refusal:
    """The head of the station answers; whoever asked does not."""
    if asked.asker_user == by.user:
        return _("自己的申请不能自己批。")
    if by.role not in IN_CHARGE or not by.scope.holds(asked):
        return _("打开儿童档案由本站的站长批准。")
    if asked.answered_at is not None:
        return _("这份申请已经答复过了。")
    return _used(asked.person) or _cleared(check, until) if granted else None


def close_grant(by: Actor, grant: AccessGrant) -> Refusal:
    """A grant is closed by the head of the station, or given back by its holder."""
    if grant.closed_at is not None:
        return _("已经收回了。")
    if by.user == grant.grantee_user or (by.role in IN_CHARGE and by.scope.holds(grant)):
        return None
    return _("收回由站长或本人来做。")


@dataclass(frozen=True)
class Before:
    """What somebody broke before: how often this month, whether something waits for review longer than a day.

    ``barred``: the last check of offence records told of one.
    """

    this_month: int
    overdue: bool
    barred: bool = False


def break_glass(
    by: Actor, person: Person, reason: str, text: str, proven_at: datetime | None, before: Before, *, shut: bool
) -> Refusal:
    """In an emergency a worker opens a shut file herself, for an hour, to read; a reason and a fresh second factor."""
    told = limits()
    if (refusal := ask_sight(by, person, shut=shut)) is not None:
        return refusal
    if before.barred:
        return _("违法犯罪记录查询没有通过，不能打开儿童的档案。请马上找站长。")
    if before.overdue:
        return _("您上一次紧急打开超过24小时还没有复核，复核以前不能再紧急打开。请找站长。")
    if before.this_month >= told.most_a_month:
        return _("这个月已经紧急打开%(most)s次，不能再打开了。请找站长批准。") % {"most": told.most_a_month}
    if reason not in dict(told.reasons):
        return _("请从列表里选一个原因。")
    if len(text) < told.letters:
        return _("请写清是什么情况，至少%(letters)s个字。") % {"letters": told.letters}
    if proven_at is None or timezone.now() - proven_at > told.fresh:
        return _("请先再做一次第二道验证（验证器或通行密钥），再紧急打开。")
    return None


def review_glass(by: Actor, grant: AccessGrant, note: str) -> Refusal:
    """Somebody in charge looks over what was opened, never the one who opened it."""
    if grant.kind != AccessGrant.Kind.BREAK_GLASS:
        return _("这不是紧急打开，不用复核。")
    if grant.grantee_user == by.user:
        return _("自己打开的不能自己复核。")
    if by.role not in REVIEWERS or not by.scope.holds(grant):
        return _("复核由本地的站长或镇街经办人来做。")
    if not note:
        return _("请写一句复核的结论是怎么来的。")
    return None


def mark_harm(by: Actor, person: Person, other: Person) -> Refusal:
    """Only the head of the station marks somebody as suspected of harming a person."""
    if by.role not in IN_CHARGE or not by.scope.holds(person):
        return _("这个标记只能由本站的站长来做。")
    if person.pk == other.pk:
        return _("请选另一位。")
    return None


def withhold_looks(by: Actor) -> Refusal:
    """That a trail was withheld is noted for whoever asked for it."""
    return None if by.role == Role.RESIDENT else _("这里只记居民自己来看的时候。")


def lift_harm(by: Actor, mark: SuspectedHarm) -> Refusal:
    """Who may set the mark may lift it."""
    if mark.until is not None:
        return _("已经解除了。")
    return mark_harm(by, mark.person, mark.by_whom)
