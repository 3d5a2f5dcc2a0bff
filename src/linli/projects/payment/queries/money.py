"""每一分钱的去处: each budget line from the contract over payments to receipts; beside it the ledger."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from linli.directory.money import yuan
from linli.projects import packs
from linli.projects.models import BudgetLine, Expense, PaymentPart, PaymentState, ServiceProject
from linli.projects.payment.packs import paying
from linli.projects.queries import accounts
from linli.projects.queries.accounts import AGENCY, CONTRACT, PAYABLE, SPENT


@dataclass(frozen=True)
class Trail:
    """One budget line, in 分: its part of the contract, approved and paid of it, receipts accepted and waiting."""

    line: UUID | None
    name: str
    contracted: int
    payable: int
    paid: int
    accepted: int
    waiting: int

    @property
    def owing(self) -> int:
        """Paid to the agency without a receipt so far; negative: the agency has laid it out."""
        return self.paid - self.accepted

    @property
    def shown(self) -> dict[str, str]:
        """Return the amounts as they are printed."""
        told = {name: yuan(getattr(self, name)) for name in ("contracted", "payable", "paid", "accepted", "waiting")}
        return {**told, "owing": yuan(abs(self.owing))}

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "line": str(self.line or "")}


def trail(project: ServiceProject) -> list[Trail]:
    """Return the budget lines of a project with where their money went, in three questions."""
    parts = PaymentPart.objects.filter(project=project).order_by().values("line", "request__state")
    paid: dict[tuple[UUID, str], int] = {
        (row["line"], row["request__state"]): row["total"] for row in parts.annotate(total=Sum("amount"))
    }
    receipts = project.expenses.order_by().values("line", "state").annotate(total=Sum("amount"))
    spent = {(row["line"], row["state"]): row["total"] for row in receipts}
    return [
        Trail(
            line.pk, line.name, line.limit, paid.get((line.pk, PaymentState.APPROVED), 0),
            paid.get((line.pk, PaymentState.PAID), 0), spent.get((line.pk, Expense.State.ACCEPTED), 0),
            spent.get((line.pk, Expense.State.ON_THE_WAY), 0),
        )
        for line in project.budgetlines.order_by("position", "pk")
    ]  # fmt: skip


def whole(rows: list[Trail]) -> Trail:
    """Return the sum of all lines."""
    names = ("contracted", "payable", "paid", "accepted", "waiting")
    return Trail(None, "", **{name: sum(getattr(row, name) for row in rows) for name in names})


def mismatch(project: ServiceProject) -> list[str]:
    """Return the lines of which papers and ledger tell different figures; for whoever reaches the accounts."""
    held = accounts.balances(project)
    return [row.name for row in trail(project) if not _agrees(row, held)]


def _agrees(row: Trail, held: dict[tuple[UUID, str], int]) -> bool:
    """Tell whether a line's accounts say what its papers say; a change between lines moves paid money as well."""
    assert row.line is not None
    told = {purpose: held.get((row.line, purpose), 0) for purpose in (CONTRACT, PAYABLE, AGENCY, SPENT)}
    return told[PAYABLE] == row.payable and told[SPENT] == row.accepted and sum(told.values()) == row.contracted


def free_of(lines: list[BudgetLine], project: ServiceProject) -> dict[UUID, int]:
    """Return what of each line is bound by the contract and not asked for yet."""
    held = accounts.balances(project)
    return {line.pk: held.get((line.pk, CONTRACT), 0) for line in lines}


def kept_until(project: ServiceProject) -> str:
    """Return until which day the file is kept at least; '' while the project has not ended."""
    if project.ended_on is None:
        return ""
    last, years = project.ended_on, paying(packs.region_of(project.place)).keep_years
    leap = (last.month, last.day) == (2, 29)
    return str(last.replace(year=last.year + years, day=28) if leap else last.replace(year=last.year + years))
