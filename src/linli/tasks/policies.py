"""Who may keep drafts and move todos; each rule answers with the sentence that refuses, or None."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.tasks import links
from linli.tasks.models import Draft, Task

HEADS = frozenset({Role.COMMUNITY_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER})
CONFIDANTS = frozenset({Role.SOCIAL_WORKER, Role.STATION_LEAD})
HANDS = frozenset({Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD})


def open_draft(by: Actor) -> Refusal:
    """Somebody in a work post keeps drafts."""
    if by.post is None:
        return _("请先选一个岗位，再开始写。")
    return None


def save_draft(by: Actor, draft: Draft) -> Refusal:
    """A draft is its writer's alone."""
    if by.post != draft.owner_id:
        return _("这份草稿不是您的。")
    return None


finish_draft = save_draft


def open_task(by: Actor, task: Task) -> Refusal:
    """A todo is given inside one's own area, by a resident about herself, and always has somebody to do it."""
    if by.channel == Channel.JOB or (task.person is not None and task.person in by.scope.persons):
        return None
    if by.role in ("", Role.RESIDENT):
        return _("交办事情由工作人员来做。")
    if task.owner_id != by.post and not by.scope.holds(task):
        return _("这件事不在您负责的范围里，请那里的同事来交办。")
    return None


def ask_for_call(by: Actor, person: UUID, place: object) -> Refusal:
    """The person herself, whoever acts for her with her word, or a worker of her area."""
    if person in by.scope.persons:
        return None
    if by.role not in ("", Role.RESIDENT) and by.scope.holds(place):
        return None
    return _("这件事要本人来说，或者打电话到社区。")


def forget(by: Actor) -> Refusal:
    """Somebody is erased by the worker, as it was decided."""
    return None if by.channel == Channel.JOB else _("删除由系统按决定来做。")


def end_tasks_about(by: Actor, place: object) -> Refusal:
    """Todos about a person end together when her file says why, in the reach of who keeps it."""
    if by.channel == Channel.JOB or by.scope.holds(place):
        return None
    return _("这里不在您负责的范围内，请联系那里的社区或社工站。")


end_tasks_on = end_tasks_about


def hand_over(by: Actor, old: Post, new: Post) -> Refusal:
    """Who leads the work in a place hands it on, between two posts there that can do the same; never to herself.

    Drafts hold what was told in confidence: those of social workers go to social workers, and their head decides.
    """
    if by.role not in HEADS or not (_near(by, old) and _near(by, new)):
        return _("工作交接由社区、社工站或镇街来办。")
    if old.pk == new.pk or new.user_id == by.user:
        return _("请选另一个人来接手。")
    if old.role in CONFIDANTS and (by.role == Role.COMMUNITY_WORKER or new.role not in CONFIDANTS):
        return _("社工的工作由站长或镇街交给另一位社工，里面有受保护的内容。")
    today = timezone.localdate()
    if not new.user.is_active or new.starts_on > today or (new.ends_on is not None and new.ends_on < today):
        return _("接手的人现在不在这个岗位上，请换一个。")
    if new.organisation_id != old.organisation_id or new.role not in HANDS:
        return _("接手的人要在同一家单位、做一线工作。")
    return None


hand_over_about = hand_over


def _near(by: Actor, post: Post) -> bool:
    place = post.place
    if place is None:
        return False
    return bool({place.pk, place.parent_id, place.town_id, place.county_id} & set(by.scope.areas))


def finish_task(by: Actor, task: Task) -> Refusal:
    """Whoever has it to do, in person or by her role at the place, says that it is done."""
    if task.done_at is not None:
        return _("这件事已经办完了。")
    if by.channel != Channel.JOB and links.ends_there(task):
        return _("这件事点开来办，办完了自己消掉。")
    if by.channel == Channel.JOB or task.owner_id == by.post:
        return None
    if task.owner_id is None and task.role == by.role and by.scope.holds(task):
        return None
    return _("这件事由别人在办，办完了由办的人来点。")
