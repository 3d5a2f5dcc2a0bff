"""The accounts of a project as the ledger holds them, and an amount laid over lines without losing a 分."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from linli.ledger.models import Account, Transfer, Unit
from linli.projects.models import BudgetLine, ServiceProject

PROJECT, LINE = "projects.serviceproject", "projects.budgetline"
# Of a project: where its money comes from, and what the contract left over. Of a line: its part of the contract that is
# not asked for, what is approved, what the agency has and owes receipts for, what receipts account for.
SOURCE, LEFT = "source", "left"
CONTRACT, PAYABLE, AGENCY, SPENT = "contract", "payable", "agency", "spent"
OF_LINE = (CONTRACT, PAYABLE, AGENCY, SPENT)


def accounts(project: ServiceProject) -> dict[tuple[UUID, str], UUID]:
    """Return the open accounts of a project and its lines by holder and purpose, in one question."""
    return {(row.holder, row.purpose): row.pk for row in _rows(project)}


def balances(project: ServiceProject) -> dict[tuple[UUID, str], int]:
    """Return what stands in the accounts with a floor, by holder and purpose."""
    return {(row.holder, row.purpose): row.balance for row in _rows(project) if row.floor is not None}


def _rows(project: ServiceProject) -> Any:
    holders = [project.pk, *project.budgetlines.values_list("pk", flat=True)]
    found = Account.objects.filter(holder__in=holders, holder_kind__in=(PROJECT, LINE), closed_at=None)
    return found.filter(unit=Unit.FEN)


def entry_of(key: str) -> UUID | None:
    """Return the entry that was made under a key, or None."""
    return Transfer.objects.filter(key=key).values_list("pk", flat=True).first()


def laid(amount: int, weights: Sequence[int]) -> list[int]:
    """Lay an amount over weights, whole 分 each, the parts summing to it exactly.

    What rounding leaves goes, one 分 each, to the largest remainders, the first of equals. No part is larger than its
    weight as long as the amount is not larger than all of them.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("nothing to lay an amount over")
    parts = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % whole), at))
    for at in rests[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def over_lines(amount: int, lines: Sequence[BudgetLine], free: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return from which lines an amount comes: in proportion to what is still free of each."""
    parts = laid(amount, [free.get(line.pk, 0) for line in lines])
    return {line.pk: part for line, part in zip(lines, parts, strict=True) if part}
