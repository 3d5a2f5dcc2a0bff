"""Who may open a case, decide on it and work in it: the sentence that refuses, or None."""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.consents import may
from linli.people.guardians import GROWN_UP, years
from linli.people.models import BackgroundCheck, Person
from linli.practice.models import MOVES, OPEN, CaseFile, CaseWorker, State
from linli.practice.packs import natures

PURPOSE, CLASS, RECIPIENT = "casework", "situation", "staff"
CASEWORKERS = frozenset({Role.SOCIAL_WORKER, Role.STATION_LEAD})
READERS = frozenset({*CASEWORKERS, Role.SUPERVISOR})
IN_CHARGE = frozenset({Role.STATION_LEAD})
Part = CaseWorker.Part
LAPSED = _l("打开这份档案的批准到期了，请找站长再批一次。")
DEAD = _l("服务对象已经去世，不再写新的内容。请办结案，原因选“去世”。")


def open_case(by: Actor, client: Person, codes: Collection[str]) -> Refusal:
    """Social workers open a case about somebody in their reach whose file is open to them."""
    if by.role not in CASEWORKERS:
        return _("个案由社工来开。您可以记一条困境线索，转给社工站。")
    if not by.scope.holds(client):
        return _("这个人不在您负责的范围里，请联系那里的社工站。")
    if (refusal := locks.refusal([client], by)) is not None:
        return refusal
    if client.died_on is not None:
        return _("这个人已经去世，不能再开个案。")
    if unknown := set(codes) - set(natures()):
        return _("没有“%(code)s”这种特别情况，请重新选。") % {"code": "、".join(sorted(unknown))}
    return None


def member(by: Actor, case: CaseFile) -> CaseWorker | None:
    """Return the row that names an actor in the team of a case now, or None; a page's case has its team at hand."""
    if (held := vars(case).get("members")) is not None:
        return next((row for row in held if by.post and (row.post_id, row.user_id) == (by.post, by.user)), None)
    now = timezone.now()
    rows = CaseWorker.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), case=case, starts_at__lte=now)
    return rows.filter(post=by.post, user_id__in=[by.user]).first() if by.post else None


def is_child(person: Person) -> bool:
    """Tell whether somebody is under 18 today; without a birthday she is taken for grown up."""
    old = years(person, timezone.localdate())
    return old is not None and old < GROWN_UP


def works(by: Actor, case: CaseFile, *, without_consent: bool = False, ending: bool = False) -> Refusal:
    """The team writes in a case that is open, as long as the client lives and agrees and nothing of hers is shut.

    ``without_consent``: what is done before it has been asked, or because it has been taken back; ``ending``: what
    ends the case, after a death too.
    """
    row = member(by, case)
    if row is None or row.part == Part.SUPERVISOR:
        return _("这个个案由它的团队来写。要接手，请找站长。")
    if case.state not in OPEN:
        return _("这个个案已经结束，档案锁定了。要再写，请先申请重开。")
    if (refusal := locks.refusal([case.client], by)) is not None:
        return refusal
    if row.is_shut and (row.has_lapsed or case.state != State.INTAKE):
        return LAPSED if row.has_lapsed else _("这份档案要站长批准才能写，请等站长批准。")
    if ending:
        return None
    if case.client.died_on is not None:
        return DEAD
    return None if without_consent else agreed(case)


def agreed(case: CaseFile) -> Refusal:
    """The client, or who speaks for her, agrees to be served."""
    agrees = vars(case).get("agrees")
    if agrees is None:
        agrees = may(case.client, PURPOSE, CLASS, RECIPIENT)
        if "members" in vars(case):  # a page's case, which is thrown away with the page, asks once
            vars(case)["agrees"] = agrees
    if agrees:
        return None
    return _("服务对象还没有同意（或已经收回同意），不能写新的内容。请先问一问，或办结案。")


def stopped(case: CaseFile) -> Refusal:
    """Nothing new is written about the dead, nor once the client has taken her consent back."""
    return DEAD if case.client.died_on is not None else agreed(case)


def moves(by: Actor, case: CaseFile, verb: str) -> Refusal:
    """A step starts where the table of moves says it does."""
    if case.state not in MOVES[verb][0]:
        return _("这个个案现在是“%(state)s”，不能这样做。") % {"state": case.get_state_display()}
    return None


def accept(by: Actor, case: CaseFile) -> Refusal:
    """The worker responsible accepts, once the client has agreed; a locked file wants the station's approval first."""
    if (refusal := moves(by, case, "accept") or works(by, case)) is not None:
        return refusal
    row = member(by, case)
    if row is not None and row.is_shut:
        return _("这份档案要站长先批准您来做，才能接案。")
    return None


def refuse(by: Actor, case: CaseFile) -> Refusal:
    """Whoever took the client in says why it does not become a case; nobody's consent is needed for that."""
    return moves(by, case, "refuse") or works(by, case, ending=True)


def consult(by: Actor, case: CaseFile) -> Refusal:
    """As refusing."""
    return moves(by, case, "consult") or works(by, case, without_consent=True)


def refer_on(by: Actor, case: CaseFile) -> Refusal:
    """To hand a client on at once needs her consent to be named there."""
    return moves(by, case, "refer_on") or works(by, case, without_consent=True) or named_there(case)


def named_there(case: CaseFile) -> Refusal:
    """The client, or who speaks for her, agrees that another organisation is told about her."""
    if may(case.client, "refer", "situation", "agency"):
        return None
    return _("介绍给别的机构要先征得同意，请先在居民页的“同意”里问一问。")


def assign(by: Actor, case: CaseFile, post: Post, part: str, check: BackgroundCheck | None) -> Refusal:
    """The head of the station puts somebody into a team; with a child only who has a valid check, never herself."""
    if by.role not in IN_CHARGE or not by.scope.holds(case):
        return _("个案团队由本站站长来定。")
    if post.user_id == by.user:
        return _("不能由自己把自己定进团队。要自己来做，请在居民页上直接开个案。")
    if locks.restricted([case.client]):
        return locks.RESTRICTED
    if case.state not in OPEN:
        return _("这个个案已经结束，不用再分人。")
    if post.role not in READERS or (part == Part.SUPERVISOR) != (post.role == Role.SUPERVISOR):
        return _("社工做主责或协同，督导做督导，请换一位。")
    if not Post.objects.visible_to(by).in_force(timezone.localdate()).filter(pk=post.pk).exists():
        return _("这个岗位不在您负责的范围里，或者已经不在任。")
    if is_child(case.client) and (check is None or not check.clear):
        return _("还没有这位同事有效的违法犯罪记录查询，不能接孩子的个案。请先查询并登记。")
    return None


def release(by: Actor, row: CaseWorker) -> Refusal:
    """The head of the station takes somebody out of a team; the worker responsible is replaced, not removed."""
    if by.role not in IN_CHARGE or not by.scope.holds(row):
        return _("个案团队由本站站长来定。")
    if row.part == Part.OWNER:
        return _("主责社工不能空着，请直接换成另一位。")
    return None if row.ended_at is None else _("这一位到时间就自己退出，不用办。")


def reads(by: Actor, case: CaseFile) -> Refusal:
    """The content of a locked file opens to approved members and to who is in charge."""
    if by.channel == Channel.JOB or by.role in IN_CHARGE:
        return None
    row = member(by, case)
    if row is None or not row.is_shut:
        return None
    if row.has_lapsed:
        return LAPSED
    if row.post_id != case.opened_by_id:
        return _("这份档案要站长批准才能打开，请等站长批准。")
    return None
