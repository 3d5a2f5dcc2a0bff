"""Who suspends, resumes and hands on a case: the sentence that refuses, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.models import BackgroundCheck
from linli.practice.models import OPEN, CaseFile, CaseTransfer, CaseWorker
from linli.practice.policies.cases import CASEWORKERS, IN_CHARGE, is_child, member, moves, works


def suspend(by: Actor, case: CaseFile) -> Refusal:
    """The team lets a case rest, whether or not the client agrees at the moment."""
    return works(by, case, without_consent=True) or moves(by, case, "suspend")


def resume(by: Actor, case: CaseFile) -> Refusal:
    """The team takes a resting case up again, once the client agrees."""
    return works(by, case) or moves(by, case, "resume")


def ask_transfer(by: Actor, case: CaseFile) -> Refusal:
    """The worker responsible asks for somebody to take over."""
    row = member(by, case)
    if row is None or row.part != CaseWorker.Part.OWNER:
        return _("转交由主责社工提出，站长来定。")
    if case.state not in OPEN:
        return _("这个个案已经结束，不用再转。")
    return locks.refusal([case.client], by)


def transfer(by: Actor, case: CaseFile, new: Post, check: BackgroundCheck | None) -> Refusal:
    """The head of the station gives a case to another worker, never to herself; a child's to the checked alone."""
    if by.role not in IN_CHARGE or not by.scope.holds(case):
        return _("个案转给谁由本站站长来定。")
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    if case.state not in OPEN:
        return _("这个个案已经结束，不用再转。")
    if new.role not in CASEWORKERS or new.user_id == by.user:
        return _("请选另一位社工来接手。")
    if not Post.objects.visible_to(by).in_force(timezone.localdate()).filter(pk=new.pk).exists():
        return _("这个岗位不在您负责的范围里，或者已经不在任。")
    return unchecked(case, check)


def unchecked(case: CaseFile, check: BackgroundCheck | None) -> Refusal:
    """A child is worked with by whoever has a valid check of offence records."""
    if is_child(case.client) and (check is None or not check.clear):
        return _("还没有这位同事有效的违法犯罪记录查询，不能接孩子的个案。请先查询并登记。")
    return None


def may_hand_over(by: Actor) -> Refusal:
    """The head of the station hands cases on."""
    return None if by.role in IN_CHARGE else _("里面有个案，要由站长来交接。")


def hand_over_cases(by: Actor, old: Post, new: Post) -> Refusal:
    """The head of the station hands on every case of somebody who leaves, to another social worker of the station."""
    if (refusal := may_hand_over(by)) is not None:
        return refusal
    if new.role not in CASEWORKERS or new.user_id == by.user or old.pk == new.pk:
        return _("里面有个案，请选另一位社工来接手。")
    return None


def read_briefing(by: Actor, transfer: CaseTransfer) -> Refusal:
    """The five things are for whoever takes over, and for the head of the station who decides."""
    if by.role == Role.STATION_LEAD or (transfer.new_id is not None and by.post == transfer.new_id):
        return None
    return _("这一页给接手的人看。")
