"""Who gives a worker her supervisor, writes what they agreed, plans a week: the sentence that refuses, or None."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice.models import CaseFile, CaseWorker, Supervision, SupervisionRecord, WorkWeek
from linli.practice.policies.cases import CASEWORKERS, IN_CHARGE, READERS, member, reads

COUNTERS = frozenset({*READERS, Role.STREET_OFFICER, Role.COUNTY_OFFICER})


def supervise(by: Actor, worker: Post, supervisor: Post) -> Refusal:
    """The head of the station gives a worker of hers a supervisor in reach; nobody supervises herself."""
    if by.role not in IN_CHARGE:
        return _("谁督导谁，由本站站长来定。")
    if worker.role not in CASEWORKERS or supervisor.role != Role.SUPERVISOR:
        return _("社工请督导来督导，请换一位。")
    if worker.user_id == supervisor.user_id:
        return _("不能自己督导自己。")
    near = Post.objects.visible_to(by).in_force(timezone.localdate()).filter(pk__in=[worker.pk, supervisor.pk])
    if near.count() < 2:
        return _("这个岗位不在您负责的范围里，或者已经不在任。")
    return None


def end_supervision(by: Actor, row: Supervision) -> Refusal:
    """Who gives it ends it."""
    if by.role not in IN_CHARGE or not by.scope.holds(row):
        return _("谁督导谁，由本站站长来定。")
    return None


def record_supervision(by: Actor, posts: Sequence[Post], case: CaseFile | None) -> Refusal:
    """A supervisor writes down what she held with those she supervises; of a case, with its team alone."""
    if by.role != Role.SUPERVISOR:
        return _("督导记录由督导来写。")
    if any(post.user_id == by.user for post in posts):
        return _("不能自己督导自己。")
    if case is None:
        hers = Supervision.objects.running().filter(supervisor__in=[by.post], worker__in=posts).count()
        return None if hers == len(posts) else _("有人不是您督导的社工。请站长先定好督导关系。")
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    mine = member(by, case)
    if mine is None or mine.part != CaseWorker.Part.SUPERVISOR:
        return _("个案研讨由这个个案的督导来记。")
    if (refusal := reads(by, case)) is not None:
        return refusal
    team = set(CaseWorker.objects.filter(case=case, ended_at=None).values_list("post_id", flat=True))
    if any(post.pk not in team for post in posts):
        return _("有人不在这个个案的团队里。请站长先加进团队，或者不选个案、不点名地讨论。")
    return None


def take_back_supervision(by: Actor, row: SupervisionRecord) -> Refusal:
    """Whoever wrote a meeting down takes it back, once."""
    if row.supervisor_id != by.post or row.supervisor_user != by.user:
        return _("谁记的，由谁收回。")
    return _("已经收回了。") if row.taken_back_at is not None else None


def plan_week(by: Actor, week: WorkWeek) -> Refusal:
    """Everybody writes her own week and nobody else's."""
    if by.role not in READERS or by.post is None:
        return _("周计划由社工和督导来写。")
    return None if (week.post_id, week.user_id) == (by.post, by.user) else _("这是别人的周计划。")


review_week = plan_week
