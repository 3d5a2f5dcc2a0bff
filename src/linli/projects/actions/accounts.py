"""Entries of a project's money (docs/adr/0038): bound at the signature, approved, paid, accounted for by receipts.

Each is made inside the act that is its reason, which holds the project meanwhile, and carries that act's key.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Sum

from linli.kernel.actor import Actor
from linli.ledger import actions as ledger
from linli.ledger.models import Unit
from linli.projects.models import BudgetLine, Expense, LineChange, PaymentRequest, ServiceProject
from linli.projects.queries import accounts as known
from linli.projects.queries.accounts import AGENCY, CONTRACT, LEFT, LINE, PAYABLE, PROJECT, SOURCE, SPENT

Legs = dict[tuple[UUID, str], int]


def bind(project: ServiceProject, *, by: Actor) -> None:
    """Lay the contract's price over the budget lines and bind it; does nothing where that is done already."""
    lines = list(BudgetLine.objects.select_for_update().filter(project=project).order_by("position", "pk"))
    if not lines or any(line.contracted is not None for line in lines):
        return
    for line, part in zip(lines, known.laid(project.worth, [line.amount for line in lines]), strict=True):
        line.contracted = part
    BudgetLine.objects.bulk_update(lines, ["contracted"])
    _open(project, lines, by)
    left = sum(line.amount for line in lines) - project.worth
    legs: Legs = {(line.pk, CONTRACT): line.contracted or 0 for line in lines}
    legs |= {(project.pk, LEFT): left, (project.pk, SOURCE): -(project.worth + left)}
    _enter(project, "project.signed", f"project:{project.pk}:signed", legs, by)
    before: Legs = {}
    for pk, total in _accepted(project).items():
        before |= {(pk, AGENCY): -total, (pk, SPENT): total}
    if before:  # receipts that were accepted before the project had accounts
        _enter(project, "expense.accepted", f"project:{project.pk}:before", before, by)


def approved(request: PaymentRequest, parts: Mapping[UUID, int], *, by: Actor) -> None:
    """Make what a payment takes from its lines payable."""
    _between(request.project, "payment.approved", f"payment:{request.pk}:approved", parts, CONTRACT, PAYABLE, by)


def undone(request: PaymentRequest, *, by: Actor) -> None:
    """Put back what an approval made payable."""
    entry = known.entry_of(f"payment:{request.pk}:approved")
    assert entry is not None
    ledger.reverse(entry, key=f"payment:{request.pk}:undone", place=request.project, by=by)


def paid(request: PaymentRequest, *, by: Actor) -> None:
    """Hand to the agency what was payable."""
    parts = dict(request.parts.values_list("line_id", "amount"))
    _between(request.project, "payment.paid", f"payment:{request.pk}:paid", parts, PAYABLE, AGENCY, by)


def spent(expense: Expense, *, by: Actor) -> None:
    """Take a receipt that was accepted as accounted for; the agency may have paid it before it was paid itself."""
    parts = {expense.line_id: expense.amount}
    _between(expense.project, "expense.accepted", f"expense:{expense.pk}", parts, AGENCY, SPENT, by)


def moved(change: LineChange, *, by: Actor) -> None:
    """Move an agreed change between lines: first what is not asked for, then what the agency has."""
    project = change.project
    free = known.balances(project).get((change.came_from_id, CONTRACT), 0)
    first = min(free, change.amount)
    legs: Legs = {}
    for purpose, part in ((CONTRACT, first), (AGENCY, change.amount - first)):
        legs |= {(change.came_from_id, purpose): -part, (change.to_id, purpose): part}
    _enter(project, "line.changed", f"line_change:{change.pk}", legs, by)


def _accepted(project: ServiceProject) -> dict[UUID, int]:
    rows = project.expenses.filter(state=Expense.State.ACCEPTED).order_by()
    return dict(rows.values("line").annotate(total=Sum("amount")).values_list("line", "total"))


def _open(project: ServiceProject, lines: list[BudgetLine], by: Actor) -> None:
    terms = {CONTRACT: 0, PAYABLE: 0, AGENCY: -project.worth, SPENT: 0}
    for line in lines:
        for purpose, floor in terms.items():
            ledger.open_account(LINE, line.pk, ledger.Terms(Unit.FEN, purpose, floor), place=project, by=by)
    ledger.open_account(PROJECT, project.pk, ledger.Terms(Unit.FEN, LEFT), place=project, by=by)
    ledger.open_account(PROJECT, project.pk, ledger.Terms(Unit.FEN, SOURCE, None), place=project, by=by)


def _between(
    project: ServiceProject, kind: str, key: str, parts: Mapping[UUID, int], source: str, target: str, by: Actor
) -> None:
    legs: Legs = {}
    for line, part in parts.items():
        legs |= {(line, source): -part, (line, target): part}
    _enter(project, kind, key, legs, by)


def _enter(project: ServiceProject, kind: str, key: str, legs: Legs, by: Actor) -> None:
    found = known.accounts(project)
    told = [ledger.Leg(found[one], amount) for one, amount in legs.items() if amount]
    ledger.transfer(kind, told, key=key, place=project, by=by)
