"""Who may open accounts, fill posts and lock people out; each rule answers with the sentence that refuses, or None."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import BRANCH_OF, LoginCode, Post, Role, User
from linli.directory.models import Organisation
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level

CALLERS = frozenset({Role.PURCHASER, Role.COUNTY_OFFICER})
LONGEST_CALL = timedelta(days=92)
AREAS = (
    (Level.COUNTY, "county_id"),
    (Level.TOWN, "town_id"),
    (Level.COMMUNITY, "community_id"),
    (Level.GRID, "grid_id"),
)


def is_console(by: Actor) -> bool:
    """Tell whether the act comes from the console of the installation (a command), not from a person's session."""
    return by.channel == Channel.JOB and by.user is None


def rewrap(by: Actor) -> Refusal:
    """Keys are changed at the console of the installation, by nobody's session."""
    return None if is_console(by) else _("换密钥要在服务器的命令行里做。")


rewrap_factors = note_change = fill_index = move_index = clear_index = rewrap


def reaches(by: Actor, place: Division) -> bool:
    """Tell whether a division lies inside an actor's place."""
    if by.scope.everywhere:
        return True
    above: set[int | None] = {place.pk} if place.level >= Level.COUNTY else set()
    column = by.scope.column
    if column == "county_id":
        above.add(place.county_id)
    elif column == "town_id":
        above.add(place.town_id)
    elif column == "community_id" and place.level == Level.GRID:
        above.add(place.parent_id)
    return bool(above & set(by.scope.areas))


def holds(by: Actor, place: Division | None, organisation: Organisation | None) -> bool:
    """Tell whether a post for this place or organisation lies inside an administrator's place."""
    if is_console(by):
        return True
    if place is not None:
        return reaches(by, place)
    if organisation is None:
        return False
    return by.scope.everywhere or getattr(organisation, by.scope.column, None) in by.scope.areas


def choose_display(by: Actor, user: User) -> Refusal:
    """Everybody chooses for herself."""
    if by.user == user.pk:
        return None
    return _("字号由本人来选。")


def open_account(by: Actor) -> Refusal:
    """Accounts are opened by a system administrator, or from the console."""
    if is_console(by) or by.role == Role.SYSTEM_ADMIN:
        return None
    return _("开账号请找系统管理员。")


def appoint(by: Actor, user: User, role: str, place: Division | None, organisation: Organisation | None) -> Refusal:
    """A system administrator fills work posts inside her place; the three administrators are named on the console.

    So nobody can make an administrator of another branch out of a friend (三员分立, GB/T 22239 8.1.4).
    """
    if role == Role.PROVIDER_LEAD and organisation is None:
        return _("机构负责人要安排在一家机构里，请写机构的名称。")
    if role == Role.PURCHASER and place is None:
        return _("购买方要安排在区县或镇街，不能安排在机构里。")
    if is_console(by):
        return None
    if by.role != Role.SYSTEM_ADMIN:
        return _("安排岗位请找系统管理员。")
    if role in BRANCH_OF:
        return _("系统、安全、审计管理员只能在机房的命令行里任命，网页上不行。")
    if user.pk == by.user:
        return _("不能给自己安排岗位。")
    if not holds(by, place, organisation):
        return _("这个地方不在您的管理范围里。")
    return None


def end(by: Actor, post: Post) -> Refusal:
    """Who may fill a post may end it."""
    return appoint(by, post.user, post.role, post.place, post.organisation)


def call_in(by: Actor, organisation: Organisation, until: date) -> Refusal:
    """Whoever buys for a place calls an evaluator in, of an organisation and to the end of a day not far off."""
    if is_console(by):
        return None
    if by.role not in CALLERS or by.scope.organisation is not None:
        return _("评估员由购买方来请。")
    if organisation.closed_on is not None:
        return _("这家机构已经停用了。")
    today = timezone.localdate()
    return None if today <= until <= today + LONGEST_CALL else _("评估员的账号最长 92 天，请核对日期。")


def send_away(by: Actor, post: Post) -> Refusal:
    """Whoever may call in may send away, and nobody but evaluators of organisations."""
    if not is_console(by) and by.role not in CALLERS:
        return _("评估员由购买方来请。")
    called_in = post.role == Role.EVALUATOR and post.organisation_id is not None
    return None if called_in else _("这个岗位不是请来的，要结束请找系统管理员。")


def sign_in(by: Actor, user: User) -> Refusal:
    """A locked account stays outside."""
    return None if user.is_active else _("这个账号停用了，请找管理员。")


def set_password(by: Actor, user: User) -> Refusal:
    """Everybody chooses her own password (a link for the first one acts in her name)."""
    return None if is_console(by) or by.user == user.pk else _("密码只能由本人设置。")


def end_other_sessions(by: Actor, user: User) -> Refusal:
    """Everybody ends her own sittings."""
    return None if by.user == user.pk else _("只能让自己的其他设备退出。")


def close_for_good(by: Actor) -> Refusal:
    """Accounts are closed for good by the worker, as it was decided."""
    return None if by.channel == Channel.JOB else _("注销由系统按决定来做。")


def lock(by: Actor, user: User) -> Refusal:
    """A security administrator shuts accounts inside her place, never her own."""
    if is_console(by):
        return None
    if by.role != Role.SECURITY_ADMIN:
        return _("停用和恢复账号请找安全管理员。")
    if by.user == user.pk:
        return _("不能停用自己的账号。")
    if not User.objects.visible_to(by).filter(pk=user.pk).exists():
        return _("这个账号不在您的管理范围里。")
    return None


def unlock(by: Actor, user: User) -> Refusal:
    """Who may lock may unlock."""
    return lock(by, user)


def reset_login(by: Actor, user: User) -> Refusal:
    """Who may lock may give a new start."""
    return lock(by, user)


PER_NUMBER = (
    (timedelta(minutes=1), 1, _("刚发过一次，请过一分钟再试。")),
    (timedelta(hours=1), 5, _("这个号码要得太多次了，请过一小时再试。")),
    (timedelta(days=1), 20, _("这个号码今天要得太多次了，请明天再试，或打电话给社区。")),
)
"""Codes asked per number: enough for a person whose message is late, too few to guess. 20 codes × 5 tries in a million
are one chance in ten thousand a day (trust §5.9: an SMS is no cryptographic factor, so it opens no staff post)."""
PER_ADDRESS = (timedelta(hours=1), 30)
"""Codes asked from one address, which may be a whole office behind one router."""
GOOD_FOR = timedelta(minutes=10)
"""How long a code is good: the most that NIST SP 800-63B §5.1.3.2 allows a code sent over another channel."""
TRIES = 5
"""Tries per code, as for passwords (``AXES_FAILURE_LIMIT``)."""


def ask_code(by: Actor, indexes: Sequence[bytes], address: str) -> Refusal:
    """Numbers and addresses have limits; they count what was asked, whether or not anybody has the number."""
    now = timezone.now()
    window, most = PER_ADDRESS
    if LoginCode.objects.filter(address=address, asked_at__gt=now - window).count() >= most:
        return _("从这里要得太多次了，请过一小时再试，或打电话给社区。")
    for window, most, sentence in PER_NUMBER:
        if LoginCode.objects.filter(phone_blind__in=indexes, asked_at__gt=now - window).count() >= most:
            return sentence
    return None


def use_code(by: Actor, code: LoginCode) -> Refusal:
    """A code is good once, for ten minutes and five tries."""
    if code.used_at is not None:
        return _("这个验证码已经用过了，请重新要一个。")
    if timezone.now() - code.asked_at > GOOD_FOR:
        return _("这个验证码过了十分钟，请重新要一个。")
    if code.tries >= TRIES:
        return _("试了五次都没对上，请重新要一个验证码。")
    return None
