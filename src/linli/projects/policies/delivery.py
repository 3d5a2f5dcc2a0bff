"""Who spends, checks, deploys, asks and answers while a project runs."""

from uuid import UUID

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.projects.models import Deployment, Expense, Inquiry, LineChange, ServiceProject, State
from linli.projects.policies.projects import buys


def provides(by: Actor, project: ServiceProject) -> Refusal:
    """The head of the agency that won the project."""
    ours = by.organisation is not None and by.organisation == project.organisation_id
    return None if by.role == Role.PROVIDER_LEAD and ours else _("这一步由承接机构的负责人来做。")


def spend(by: Actor, project: ServiceProject) -> Refusal:
    """The provider enters what it paid while the project runs."""
    return provides(by, project) or _runs(project)


def check_expense(by: Actor, expense: Expense) -> Refusal:
    """The purchaser checks each receipt once; never the one who entered it."""
    if (refusal := buys(by, expense.project)) is not None:
        return refusal
    if expense.state != Expense.State.ON_THE_WAY:
        return _("这一笔已经核对过了。")
    return _itself(by, expense.entered_user, _("自己记的支出要请另一个人来核对。"))


def ask_line_change(by: Actor, project: ServiceProject) -> Refusal:
    """The provider asks to move money between lines."""
    return provides(by, project) or _runs(project)


def decide_line_change(by: Actor, change: LineChange) -> Refusal:
    """The purchaser decides, once."""
    if (refusal := buys(by, change.project)) is not None:
        return refusal
    if change.decided_at is not None:
        return _("这次调整刚刚已经有人定过了，请再看一眼。")
    return _itself(by, change.asked_user, _("自己提的调整要请另一个人来定。"))


def deploy(by: Actor, project: ServiceProject) -> Refusal:
    """The provider says who works in the project."""
    return provides(by, project) or _runs(project)


def end_deployment(by: Actor, row: Deployment) -> Refusal:
    """The provider says that somebody works in it no longer."""
    if row.ends_on is not None:
        return _("这位已经写过到哪天为止了。")
    return deploy(by, row.project)


def ask(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser asks about the work of a running project."""
    return buys(by, project) or _runs(project)


def answer(by: Actor, inquiry: Inquiry) -> Refusal:
    """The provider answers once."""
    if inquiry.answered_at is not None:
        return _("这一问已经回过了。")
    return provides(by, inquiry.project)


def recount(by: Actor, project: ServiceProject) -> Refusal:
    """Figures are made by the system, or by somebody whose reach holds the whole county of the project."""
    if by.channel == Channel.JOB or (by.scope.column == "county_id" and by.scope.holds(project)):
        return None
    return _("项目的数由系统来数，看不到全县记录的岗位不能重数。")


def _runs(project: ServiceProject) -> Refusal:
    return None if project.state == State.RUNNING else _("项目不在执行中。")


def _itself(by: Actor, other: UUID | None, sentence: str) -> Refusal:
    return sentence if by.user is not None and by.user == other else None
