"""Approvals one after the other, sending back, paying, and letting a withheld tranche go."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.accounts.sight import system_actor
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.projects import packs
from linli.projects.actions import accounts
from linli.projects.models import (
    PAYMENT_MOVES,
    BudgetLine,
    Milestone,
    PaymentPart,
    PaymentRequest,
    ServiceProject,
    TrancheRelease,
)
from linli.projects.payment import policies
from linli.projects.payment.actions import sources
from linli.projects.payment.actions.asking import APPROVAL, MENDING, ask_next, lay, note
from linli.projects.payment.packs import paying
from linli.projects.payment.queries import conditions, money
from linli.projects.queries.accounts import over_lines
from linli.projects.words import held, text
from linli.tasks.actions import end_tasks_on, open_task

PAYING = "payment_due"


@action
def agree_payment(request: PaymentRequest, step: int, *, by: Actor, sentence: str = "") -> PaymentRequest:
    """Give the approval of one step (the one that was seen); the last makes the amount payable, line by line."""
    request = _held(request)
    require(policies.agree_payment(by, request, step, _signed(request)))
    _close(request, by, _("批了"))
    request.step += 1
    note(request, "agree", by, text(sentence, 300, "sentence"))
    if request.step < len(request.chain):
        request.save(update_fields=["step"])
        ask_next(request)
    else:
        _approve(request, by)
    audit.record("payment.agreed", request, by=by, county=request.project.county_id, step=request.step)
    return request


def _approve(request: PaymentRequest, by: Actor) -> None:
    project = request.project
    accounts.bind(project, by=by)
    lines = list(BudgetLine.objects.filter(project=project).order_by("position", "pk"))
    parts = over_lines(request.amount, lines, money.free_of(lines, project))
    request.state, request.approved_at = PAYMENT_MOVES["approve"][1], timezone.now()
    request.save(update_fields=["state", "step", "approved_at"])
    PaymentPart.objects.bulk_create(
        [PaymentPart(project=project, request=request, line_id=line, amount=part) for line, part in parts.items()]
    )
    accounts.approved(request, parts, by=by)
    days = paying(packs.region_of(project.place)).pay_days
    lay(request, PAYING, _("%(number)s “%(name)s”批了，等付款"), Role.PURCHASER, days)


@action
def send_back_payment(request: PaymentRequest, *, by: Actor, sentence: str) -> PaymentRequest:
    """Send a request back and say why; what was payable is bound by the contract again."""
    request = _held(request)
    require(policies.send_back_payment(by, request, sentence))
    if request.approved_at is not None:
        accounts.undone(request, by=by)
    request.state, request.sentence = PAYMENT_MOVES["send_back"][1], text(sentence, 300, "sentence")
    request.save(update_fields=["state", "sentence"])
    note(request, "send_back", by, request.sentence)
    _close(request, by, _("退回了"))
    if request.asked_by_id is not None:
        project, owner = request.project, Post.objects.get(pk=request.asked_by_id)
        title = _("%(number)s 付款退回：%(why)s") % {"number": project.number, "why": request.sentence}
        due = working_days_on(timezone.localdate(), paying(packs.region_of(project.place)).approve_days)
        open_task(MENDING, title, due, by=system_actor(), place=project, owner=owner, subject=request)
    audit.record("payment.sent_back", request, by=by, county=request.project.county_id)
    return request


@action
def pay(request: PaymentRequest, *, by: Actor, on: date, voucher: str) -> PaymentRequest:
    """Note on which day an approved request was paid, under which voucher; its milestone is paid with it.

    What was set aside for the project is drawn at the same time.
    """
    request = _held(request)
    require(policies.pay(by, request))
    if on > timezone.localdate():
        raise Refused(_("付款的日期还没到。"), "on")
    if request.approved_at is not None and on < timezone.localdate(request.approved_at):
        raise Refused(_("付款的日期早于批准的日期。"), "on")
    request.voucher = text(voucher, 40, "voucher", ask=_("请写凭证号。"))
    request.paid_on, request.state = on, PAYMENT_MOVES["pay"][1]
    request.save(update_fields=["paid_on", "voucher", "state"])
    Milestone.objects.filter(pk=request.milestone_id).update(paid_on=on)
    accounts.paid(request, by=by)
    sources.draw(request, by)
    note(request, "pay", by)
    _close(request, by, _("付了"))
    audit.record("payment.paid", request, by=by, county=request.project.county_id, amount=request.amount)
    return request


@action
def release_tranche(project: ServiceProject, milestone: Milestone, *, by: Actor, sentence: str) -> TrancheRelease:
    """Let a tranche go that a failed evaluation withholds, once everything is put right. Raises ``Refused``."""
    project = held(project)
    rules = packs.rules(packs.region_of(project.place))
    withheld = milestone.project_id == project.pk and conditions.withheld(project, milestone, rules)
    require(policies.release_tranche(by, project, withheld, sentence))
    try:
        with transaction.atomic():
            made = TrancheRelease.objects.create(
                project=project, milestone=milestone, sentence=text(sentence, 300, "sentence"), at=timezone.now(),
                by_user=by.user, by_name=by.name,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("这一期已经放行过了。")) from twice
    audit.record("payment.released", made, by=by, county=project.county_id)
    return made


def _held(request: PaymentRequest) -> PaymentRequest:
    """Return a request as it is now, its project held until the act is done."""
    project = held(request.project)
    found = PaymentRequest.objects.select_for_update(of=("self",)).select_related("milestone").get(pk=request.pk)
    found.project = project
    return found


def _signed(request: PaymentRequest) -> set[object]:
    """Return the accounts that asked for a request or agreed to it."""
    rows = request.moves.filter(verb__in=("ask", "agree"))
    return {user for user in rows.values_list("by_user", flat=True) if user}


def _close(request: PaymentRequest, by: Actor, outcome: str) -> None:
    end_tasks_on([request.pk], by=by, place=request.project, outcome=outcome, kinds=[APPROVAL, PAYING])
