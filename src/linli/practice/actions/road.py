"""Verbs that leave the straight road: a case rests, is taken up again, goes to another worker."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import seeing
from linli.kernel.text import tidy
from linli.people.actions.access import check_of
from linli.people.actions.areas import of_row
from linli.people.models import BackgroundCheck
from linli.practice import packs, policies
from linli.practice.actions.cases import assign, locked, move, open_until, release
from linli.practice.models import CaseFile, CaseTransfer, CaseWorker
from linli.practice.models.cases import RUNNING
from linli.practice.queries.todos import rows_of
from linli.practice.words import text
from linli.tasks import actions as tasks

Part = CaseWorker.Part
RESTS = "case_resume"


@action
def suspend(case: CaseFile, *, by: Actor, reason: str, until: date) -> CaseFile:
    """Let a case rest until a day, for a reason; on that day its worker is asked whether it goes on."""
    case = locked(case)
    require(policies.suspend(by, case))
    if not tidy(reason):
        raise Refused(_("请写一句为什么暂停。"), "reason")
    today = timezone.localdate()
    if not 0 < (until - today).days <= packs.clocks()["rest_days"]:
        most = packs.clocks()["rest_days"]
        raise Refused(_("请写以后的一天，最长%(days)d天。") % {"days": most}, "until")
    case = move(case, "suspend", by, reason=text(reason, 500, "reason"), days=(until - today).days)
    title = _("%(number)s 暂停到今天，请看要不要恢复") % {"number": case.number}
    tasks.open_task(RESTS, title, until, by=by, place=case, owner=owner_of(case), subject=case)
    return case


@action
def resume(case: CaseFile, *, by: Actor) -> CaseFile:
    """Take a resting case up again, where it stood."""
    case = locked(case)
    require(policies.resume(by, case))
    tasks.end_tasks_on([case.pk], by=by, place=case, outcome=_("恢复了"), kinds=[RESTS])
    return move(case, "resume", by, days=packs.clocks()["session_days"])


@action
def ask_transfer(case: CaseFile, *, by: Actor, words: str) -> CaseTransfer:
    """Ask the head of the station to give the case to somebody else, with what the next worker must know first."""
    case = locked(case)
    require(policies.ask_transfer(by, case))
    if not tidy(words):
        raise Refused(_("请写一句交代：接手的人最先要知道什么。"), "words")
    if CaseTransfer.objects.filter(case=case, given_at=None).exists():
        raise Refused(_("已经提出转交了，等站长来定。"))
    asked = _new(case, owner_of(case), by, words)
    asked.save(force_insert=True)
    audit.record("case.transfer_asked", case, by=by)
    title = _("%(number)s 要转给另一位社工，请定下来") % {"number": case.number}
    tasks.open_task("case_transfer", title, timezone.localdate(), by=by, place=case, role="station_lead", subject=asked)
    return asked


@action
def transfer(
    case: CaseFile, new: Post, *, by: Actor, words: str = "", supervisors: Collection[Post] | None = None
) -> CaseTransfer:
    """Give a case to another worker: team and todos change hands in one act, and she has five things to read first.

    ``supervisors`` are those who supervise it from now on, nobody when it is empty; None leaves it as it is.
    """
    case = locked(case)
    check = check_of(new)
    require(policies.transfer(by, case, new, check))
    old = owner_of(case)
    if old.pk == new.pk:
        raise Refused(_("这个个案已经由这位同事主责，请选另一位。"), "new")
    _change_hands(case, old, new, by, check)
    if supervisors is not None:
        _supervised(case, new, supervisors, by)
    tasks.hand_over_about(rows_of(case), old, new, by=by)
    return _given(case, old, new, by, words)


@action
def hand_over_cases(old: Post, new: Post, *, by: Actor, supervisors: Collection[Post] | None = None) -> int:
    """Give every case that a leaving worker is in to another, all or none; return how many.

    ``supervisors`` are those who supervise the cases she was responsible for from now on, nobody when it is empty; None
    leaves that as it is. A child's case goes to the checked alone. Raises ``Refused``.
    """
    rows = CaseWorker.objects.filter(by.scope.q(), case__state__in=RUNNING, post=old)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=timezone.now())).exclude(part=Part.SUPERVISOR)
    rows = rows.select_related("case__client").defer("case__client__search").order_by("id")
    with seeing(by.scope.by_place):  # that there are cases must not be overlooked by who may not open them
        held = list(rows.select_for_update(of=("self",)))
    if not held:
        return 0
    require(policies.hand_over_cases(by, old, new))
    check = check_of(new)
    for row in held:
        require(policies.unchecked(row.case, check))
        _change_hands(row.case, old, new, by, check, part=Part(row.part))
        if row.part == Part.OWNER:
            if supervisors is not None:
                _supervised(row.case, new, supervisors, by)
            _given(row.case, old, new, by)
    return len(held)


def owner_of(case: CaseFile) -> Post:
    """Return the post of the worker responsible."""
    row = case.team.filter(ended_at=None, part=Part.OWNER).select_related("post__user").get()
    return row.post


def _change_hands(
    case: CaseFile, old: Post, new: Post, by: Actor, check: BackgroundCheck | None, part: str = Part.OWNER
) -> None:
    """End the old worker's row and the new one's, if she was in the team already, and put her in as ``part``."""
    now = timezone.now()
    held = case.team.filter(ended_at=None)
    before = held.filter(post=new).first()
    if before is not None and part != Part.OWNER:
        part = before.part
    for row in held.filter(post__in=[old, new]):
        row.ended_at = now
        row.save(update_fields=["ended_at"])
    child = policies.is_child(case.client)
    CaseWorker.objects.create(
        case=case, post=new, user_id=new.user_id, part=part, child=child, clearance=check if child else None,
        locked=packs.locks(case.natures), approved_by=by.user, approved_until=open_until(check if child else None),
        starts_at=now, given_by=by.user, **of_row(case),
    )  # fmt: skip


def _supervised(case: CaseFile, new: Post, supervisors: Collection[Post], by: Actor) -> None:
    """Let these and nobody else supervise a case that has changed hands."""
    if any(one.user_id == new.user_id for one in supervisors):
        raise Refused(_("接手的人不能督导自己的个案，请选另一位督导。"), "supervisor")
    rows = list(case.team.filter(ended_at=None, part=Part.SUPERVISOR))
    wanted = {one.pk for one in supervisors}
    for row in rows:
        if row.post_id not in wanted:
            release(row, by=by)
    for one in supervisors:
        if one.pk not in {row.post_id for row in rows}:
            assign(case, one, Part.SUPERVISOR, by=by)


def _new(case: CaseFile, old: Post, by: Actor, words: str) -> CaseTransfer:
    row = CaseTransfer(case=case, old=old, asked_at=timezone.now(), asked_by=by.user, **of_row(case))
    row.words = text(words, 500, "words")
    return row


def _given(case: CaseFile, old: Post, new: Post, by: Actor, words: str = "") -> CaseTransfer:
    """Write that a case has changed hands; what was asked for is answered by it."""
    row = CaseTransfer.objects.select_for_update().filter(case=case, given_at=None).first()
    row = row or _new(case, old, by, words)
    row.new, row.given_at, row.given_by = new, timezone.now(), by.user
    row.save()
    tasks.end_tasks_on([row.pk], by=by, place=case, outcome=_("定好了"))
    audit.record("case.transferred", case, by=by, old=str(old.pk), new=str(new.pk))
    title = _("接手 %(number)s：先看这五样") % {"number": case.number}
    tasks.open_task("case_briefing", title, timezone.localdate(), by=by, place=row, owner=new, subject=row)
    return row
