"""Verbs of who opens a locked file: approved until a day and asked again; in a crisis, with a second adult."""

from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.access import check_of
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.cases import APPROVAL, join, leave, locked, open_until
from linli.practice.models import CaseFile, CaseWorker, FollowUp
from linli.practice.models.cases import RUNNING
from linli.practice.words import text
from linli.tasks import actions as tasks
from linli.tasks.models import Task

LAPSED = "approval_lapsed"
BESIDE = "case_beside"


@action
def approve(row: CaseWorker, *, by: Actor) -> CaseWorker:
    """Let a member of the team open a locked file until the approval is over; again, it is a row of its own."""
    rows = CaseWorker.objects.select_for_update(of=("self",)).select_related("case__client", "post")
    row = rows.defer("case__client__search").get(pk=row.pk)
    require(policies.approve(by, row))
    if row.approved_by is None:
        row.approved_by, row.approved_until = by.user, open_until(row.clearance)
        row.save(update_fields=["approved_by", "approved_until"])
    else:
        leave(row, timezone.now())
        row = join(row.case, row.post, row.part, by, approved=by)
    audit.record("case.approved", row.case, by=by, post=str(row.post_id), until=str(row.approved_until))
    if not row.case.team.filter(ended_at=None, locked=True, lapsed_at__isnull=False).exists():
        tasks.end_tasks_on([row.case_id], by=by, place=row.case, outcome=_("批好了"), kinds=[LAPSED])
    if not row.case.team.filter(ended_at=None, locked=True, approved_by=None).exists():
        tasks.end_tasks_on([row.case_id], by=by, place=row.case, outcome=_("批准了"), kinds=[APPROVAL])
    return row


@action
def lapse_approvals(day: date, *, by: Actor) -> int:
    """Note which approvals are over by a day and ask the head of the station once for each file; return how many.

    The file is shut to the member from that day on whether or not this has run. Twice does no harm.
    """
    require(policies.lapse_approvals(by))
    follows = Q(case__followups__state=FollowUp.State.PENDING)
    rows = CaseWorker.objects.filter(Q(case__state__in=RUNNING) | follows, locked=True, approved_until__lt=day)
    found = rows.filter(ended_at=None, lapsed_at=None).values("pk")
    over = CaseWorker.objects.select_for_update(of=("self",)).filter(pk__in=found).select_related("case")
    told = list(over.order_by("case", "id"))
    now = timezone.now()
    for row in told:
        row.lapsed_at = now
        row.save(update_fields=["lapsed_at"])
        audit.record("case.approval_lapsed", row.case, by=by, post=str(row.post_id))
    for case in {row.case_id: row.case for row in told}.values():
        if not Task.objects.filter(kind=LAPSED, subject=case.pk, done_at=None).exists():
            title = _("%(number)s：打开档案的批准到期了，请看要不要再批") % {"number": case.number}
            tasks.open_task(LAPSED, title, day, by=by, place=case, role=Role.STATION_LEAD, subject=case)
    return len(told)


@action
def accompany(case: CaseFile, post: Post, second_adult: str, *, by: Actor) -> CaseWorker:
    """Let somebody without a valid check go to a child in danger, another adult beside her.

    It is over with the next working day. Whoever approves names both. Raises ``Refused`` naming the field.
    """
    case = locked(case)
    require(policies.accompany(by, case, post, check_of(post)))
    name, now = text(second_adult, 50, "second_adult"), timezone.now()
    if not tidy(name) or name == post.user.name:
        raise Refused(_("请写和她一起去的另一位成年人的姓名。"), "second_adult")
    if case.team.filter(Q(ended_at=None) | Q(ended_at__gt=now), post=post).exists():
        raise Refused(_("这位同事已经在这个个案的团队里了。"), "post")
    last = working_days_on(timezone.localdate(), 1)
    row = CaseWorker.objects.create(
        case=case, post=post, user_id=post.user_id, part=CaseWorker.Part.COLLEAGUE, child=True,
        locked=packs.locks(case.natures), second_adult=name, approved_by=by.user, approved_until=last, starts_at=now,
        ended_at=timezone.make_aware(datetime.combine(last, time.max)), given_by=by.user, **of_row(case),
    )  # fmt: skip
    audit.record("case.accompanied", case, by=by, post=str(post.pk), until=last.isoformat())
    title = _("%(number)s 危机：和另一位成年人一起去，看得到这份档案到%(day)s") % {"number": case.number, "day": last}
    tasks.open_task(BESIDE, title, timezone.localdate(), by=by, place=case, owner=post, subject=case)
    return row
