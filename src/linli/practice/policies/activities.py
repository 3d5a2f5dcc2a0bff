"""Who may plan and hold community work, and who may fetch a child: the sentence that refuses, or None."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.guardians import is_herself
from linli.people.models import Person
from linli.places.models import Division
from linli.practice.models.activities import Activity, CommunityProject, Guest
from linli.practice.policies.cases import CASEWORKERS


def open_project(by: Actor, place: Division) -> Refusal:
    """Social workers open projects in their own area."""
    if by.role not in CASEWORKERS:
        return _("社区项目由社工来开。")
    if not {place.pk, place.parent_id, place.town_id, place.county_id} & set(by.scope.areas):
        return _("这个地方不在您负责的范围里。")
    return None


def plan_activity(by: Actor, project: CommunityProject) -> Refusal:
    """Social workers plan activities of a project that runs in their area."""
    if by.role not in CASEWORKERS or not by.scope.holds(project):
        return _("社区活动由本站社工来办。")
    return None if project.closed_on is None else _("这个项目已经结束，请另开一个。")


def works_there(by: Actor, activity: Activity) -> Refusal:
    """Social workers of the area write about an activity."""
    if by.role in CASEWORKERS and by.scope.holds(activity):
        return None
    return _("社区活动由本站社工来记。")


def to_come(by: Actor, activity: Activity) -> Refusal:
    """Social workers of the area prepare an activity that was not called off."""
    if (refusal := works_there(by, activity)) is not None:
        return refusal
    return _("这场活动已经说好不办了。要办，请另安排一场。") if activity.called_off_on else None


def budget(by: Actor, activity: Activity) -> Refusal:
    """Money is planned before the activity is held."""
    return to_come(by, activity) or (_("活动已经办完，预算不再改。") if activity.record_id else None)


def amend_activity(by: Actor, activity: Activity) -> Refusal:
    """The plan is changed before the activity is held."""
    return to_come(by, activity) or (_("活动已经办完，计划不再改。") if activity.record_id else None)


def call_off_activity(by: Actor, activity: Activity) -> Refusal:
    """An activity that was not held is called off once."""
    return to_come(by, activity) or (_("活动已经办过了，不能再取消。") if activity.record_id else None)


def correct_activity(by: Actor, activity: Activity) -> Refusal:
    """What was written down is corrected by whoever works there."""
    return works_there(by, activity) or (None if activity.record_id else _("这场活动还没有记。"))


def end_project(by: Actor, project: CommunityProject) -> Refusal:
    """Social workers of the area end a project whose activities are held or called off."""
    if by.role not in CASEWORKERS or not by.scope.holds(project):
        return _("社区项目由本站社工来办。")
    if project.closed_on is not None:
        return _("这个项目已经结束了。")
    waiting = project.activities.filter(record=None, called_off_on=None).count()
    return _("还有%(n)d场活动没有办，先办完，或写明不办了。") % {"n": waiting} if waiting else None


def welcome(by: Actor, activity: Activity, person: Person) -> Refusal:
    """The station signs in somebody whose file is open to it, before the activity is written down."""
    if (refusal := to_come(by, activity)) is not None:
        return refusal
    if (refusal := locks.refusal([person], by)) is not None:
        return refusal
    if not by.scope.holds(person):
        return _("这个人不在您负责的范围里。名单以外的人，写个数就行。")
    return _("活动已经记完了。") if activity.record_id else None


def come_in(by: Actor, activity: Activity, person: Person, *, over: bool) -> Refusal:
    """Somebody signs herself in with the code that hangs there."""
    if locks.restricted([person]):
        return locks.RESTRICTED
    if not is_herself(by, person):
        return _("签到要本人来签，或请社工点名。")
    return _("这次活动已经记完了。请找社工补上。") if over or activity.record_id else None


def hang_code(by: Actor, activity: Activity) -> Refusal:
    """A code is for an activity that has not been written down."""
    return to_come(by, activity) or (_("活动已经记完了。") if activity.record_id else None)


def hold_activity(by: Actor, activity: Activity) -> Refusal:
    """An activity is written down once."""
    if (refusal := to_come(by, activity)) is not None:
        return refusal
    return _("这场活动已经记过了。要改，请写明原因更正。") if activity.record_id else None


def promise(by: Actor, activity: Activity, post: Post) -> Refusal:
    """What is promised in a courtyard has somebody of the area who does it."""
    if (refusal := works_there(by, activity)) is not None:
        return refusal
    if activity.kind != Activity.Kind.COURTYARD:
        return _("答应的事记在院坝会里。")
    return None if Post.objects.visible_to(by).filter(pk=post.pk).exists() else _("请选一位本范围里的同事来办。")


def fetch_child(by: Actor, guest: Guest, who: Person, allowed: Collection[Person]) -> Refusal:
    """A child goes with somebody of her kin who may fetch her, once; the reason of a refusal is told to nobody."""
    if (refusal := works_there(by, guest.activity)) is not None:
        return refusal
    if locks.restricted([guest.person]):
        return locks.RESTRICTED
    if guest.fetched_at is not None:
        return _("已经接走了，在%(time)s。") % {"time": f"{guest.fetched_at:%H:%M}"}
    if who.pk not in {one.pk for one in allowed}:
        return _("这位不在可以接的名单里，请不要让孩子跟着走。先给监护人打电话。")
    return None


def tell_of_waiting(by: Actor, day: date) -> Refusal:
    """The system says that a child is still there."""
    return None if by.channel == Channel.JOB else _("没人接的提醒由系统来发。")
