"""Money of a running project: expenses with their receipts, checked by the purchaser; changes between lines."""

from datetime import date
from typing import IO

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.money import yuan
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.projects import policies
from linli.projects.actions import accounts
from linli.projects.models import BudgetLine, Expense, LineChange, ServiceProject
from linli.projects.words import held, text

State = Expense.State


@action
def spend(
    project: ServiceProject, line: BudgetLine, *, by: Actor, amount: int, spent_on: date, what: str, payee: str,
    receipt: IO[bytes],
) -> Expense:  # fmt: skip
    """Enter what was paid for a line, with a photograph of its receipt; it is on the way until it is checked.

    The same receipt counts once. Raises ``Refused`` naming the field.
    """
    project = held(project)
    require(policies.spend(by, project))
    if line.project_id != project.pk:
        raise Refused(_("请选这个项目的科目。"), "line")
    if amount <= 0:
        raise Refused(_("金额要大于 0。"), "amount")
    if spent_on > timezone.localdate():
        raise Refused(_("这一天还没到。"), "spent_on")
    if spent_on < project.starts_on:
        raise Refused(_("这一天在项目开始之前。"), "spent_on")
    made = Expense(
        project=project, line=line, amount=amount, spent_on=spent_on,
        what=text(what, 100, "what", ask=_("请写买了什么。")), payee=text(payee, 100, "payee", ask=_("请写付给谁。")),
        entered_at=timezone.now(), entered_by_id=by.post, entered_user=by.user, entered_name=by.name,
    )  # fmt: skip
    picture = pictures.photograph(receipt, "receipt")
    made.receipt, made.digest = pictures.kept(picture), pictures.digest(picture)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("这张票据已经报过一次了。"), "receipt") from twice
    audit.record("service_project.spent", made, by=by, county=project.county_id, amount=amount)
    return made


@action
def check_expense(expense: Expense, *, by: Actor, accepted: bool, sentence: str = "") -> Expense:
    """Accept a receipt, which accounts for its amount, or say in one sentence why not. Raises ``Refused``."""
    project = held(expense.project)
    rows = Expense.objects.select_for_update(of=("self",)).select_related("project")
    expense = rows.get(pk=expense.pk)
    expense.project = project
    require(policies.check_expense(by, expense))
    why = text(sentence, 200, "sentence")
    if not accepted and not why:
        raise Refused(_("请写一句为什么不算。"), "sentence")
    if accepted:
        accounts.bind(project, by=by)
        accounts.spent(expense, by=by)
    expense.state = State.ACCEPTED if accepted else State.REFUSED
    expense.sentence = "" if accepted else why
    expense.checked_at, expense.checked_user, expense.checked_name = timezone.now(), by.user, by.name
    expense.save(update_fields=["state", "sentence", "checked_at", "checked_user", "checked_name"])
    audit.record("service_project.expense_checked", expense, by=by, county=expense.project.county_id,
                 accepted=accepted)  # fmt: skip
    return expense


@action
def ask_line_change(
    project: ServiceProject, came_from: BudgetLine, to: BudgetLine, *, by: Actor, amount: int, reason: str
) -> LineChange:
    """Ask to move an amount from one line to another; nothing moves before the purchaser agreed. Raises ``Refused``."""
    project = held(project)
    require(policies.ask_line_change(by, project))
    if {came_from.project_id, to.project_id} != {project.pk}:
        raise Refused(_("请选这个项目的科目。"), "to")
    if came_from.pk == to.pk:
        raise Refused(_("两个科目是同一个，请换一个。"), "to")
    _coverable(came_from, amount)
    made = LineChange.objects.create(
        project=project, came_from=came_from, to=to, amount=amount, asked_at=timezone.now(), asked_user=by.user,
        asked_name=by.name, reason=text(reason, 300, "reason", ask=_("请写一句为什么要调。")),
    )  # fmt: skip
    audit.record("service_project.line_change_asked", made, by=by, county=project.county_id, amount=amount)
    return made


@action
def decide_line_change(change: LineChange, *, by: Actor, agreed: bool, sentence: str = "") -> LineChange:
    """Agree to a change, which moves the amount at once, or refuse it with a sentence. Raises ``Refused``."""
    project = held(change.project)
    change = LineChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.project = project
    require(policies.decide_line_change(by, change))
    why = text(sentence, 300, "sentence")
    if not agreed and not why:
        raise Refused(_("请写一句为什么不同意。"), "sentence")
    if agreed:
        accounts.bind(project, by=by)
        lines = {row.pk: row for row in BudgetLine.objects.select_for_update().filter(project=project).order_by("pk")}
        source, target = lines[change.came_from_id], lines[change.to_id]
        _coverable(source, change.amount)
        for row, part in ((source, -change.amount), (target, change.amount)):
            row.amount, row.contracted = row.amount + part, row.limit + part
        BudgetLine.objects.bulk_update([source, target], ["amount", "contracted"])
        accounts.moved(change, by=by)
    change.agreed, change.sentence = agreed, why
    change.decided_at, change.decided_user, change.decided_name = timezone.now(), by.user, by.name
    change.save(update_fields=["agreed", "sentence", "decided_at", "decided_user", "decided_name"])
    audit.record("service_project.line_change_decided", change, by=by, county=project.county_id, agreed=agreed)
    return change


def _coverable(line: BudgetLine, amount: int) -> None:
    """Refuse an amount that a line does not have free any more."""
    if amount <= 0:
        raise Refused(_("金额要大于 0。"), "amount")
    used = line.expenses.exclude(state=State.REFUSED).aggregate(total=Sum("amount"))["total"] or 0
    if amount > line.limit - used:
        raise Refused(
            _("“%(name)s”还剩 %(left)s 元没有用，不够调出 %(amount)s 元。")
            % {"name": line.name, "left": yuan(max(line.limit - used, 0)), "amount": yuan(amount)},
            "amount",
        )
