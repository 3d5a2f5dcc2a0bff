"""Reading the ledger: balances, statements, what runs out next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from linli.kernel.actor import Actor
from linli.ledger.models import Account, Lot, Posting, Slot


@dataclass(frozen=True)
class Standing:
    """What an account has: all of it, what is kept back, what may be used."""

    balance: int
    held: int

    @property
    def free(self) -> int:
        """What may be used now."""
        return self.balance - self.held


def account_of(holder_kind: str, holder: UUID, unit: str, purpose: str) -> Account | None:
    """Return the open account of a holder, or None."""
    return Account.objects.filter(
        holder_kind=holder_kind, holder=holder, unit=unit, purpose=purpose, closed_at=None
    ).first()


def balance(account: UUID) -> int:
    """Return the balance of an account within reach; 0 for one that is not seen."""
    return standing(account).balance


def standing(account: UUID) -> Standing:
    """Return balance and holds of an account; one without a floor is the sum of its slots."""
    row = Account.objects.filter(pk=account).first()
    if row is None:
        return Standing(0, 0)
    if row.floor is not None:
        return Standing(row.balance, row.held)
    return Standing(Slot.objects.filter(account=row).aggregate(total=Sum("amount"))["total"] or 0, 0)


def statement(by: Actor, account: UUID) -> QuerySet[Posting]:
    """Return the legs of an account, the newest first (page them by ``-id``)."""
    return Posting.objects.visible_to(by).filter(account_id=account).order_by("-id")


def running_out(account: UUID) -> list[tuple[date | None, int]]:
    """Return what is left by the day on which it runs out, the soonest first; None: it does not run out."""
    rows = Lot.objects.filter(account_id=account, remaining__gt=0).values("expires_on")
    found = rows.annotate(left=Sum("remaining")).order_by(F("expires_on").asc(nulls_last=True))
    return [(row["expires_on"], row["left"]) for row in found]
