"""Accounts are opened for a holder, closed when empty, taken over by another of the same kind."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import action, require
from linli.ledger import policies, queries
from linli.ledger.actions.transfers import posted
from linli.ledger.calling import Done, Leg, areas_of, call
from linli.ledger.models import Account


@dataclass(frozen=True)
class Terms:
    """On what terms an account is open: unit, purpose, the lowest balance (None: no floor), whether lots run out."""

    unit: str
    purpose: str
    floor: int | None = 0
    by_lots: bool = False


@action
def open_account(holder_kind: str, holder: UUID, terms: Terms, *, place: object, by: Actor) -> UUID:
    """Open an account and return its id; the holder's open one of that unit and purpose when there is one.

    ``place`` is anything with the area columns. Raises ``Refused`` when it is open on other terms.
    """
    require(policies.open_account(by, place))
    account, fresh = call(
        "ledger_open", new_id(), terms.unit, holder_kind, holder, terms.purpose, terms.floor, terms.by_lots,
        timezone.now(), areas_of(place),
    )  # fmt: skip
    if fresh:
        subject = Account(pk=account, county_id=areas_of(place)[0])
        audit.record("ledger.opened", subject, by=by, unit=terms.unit, purpose=terms.purpose, holder=str(holder))
    return UUID(str(account))


@action
def close_account(account: UUID, *, place: object, by: Actor) -> bool:
    """Close an account at nothing and without holds; False when it is closed already. Raises ``Refused``."""
    require(policies.close_account(by, place))
    county = areas_of(place)[0]
    closed = bool(call("ledger_close", account, timezone.now(), county)[0])
    if closed:
        audit.record("ledger.closed", Account(pk=account, county_id=county), by=by)
    return closed


@action
def take_over(old: UUID, new: UUID, *, key: str, place: object, by: Actor) -> Done | None:
    """Move all that an account has, lots with their days, into another and close it; None when it had nothing.

    Two files of one person become one. Raises ``Refused`` while something of it is kept back.
    """
    require(policies.take_over(by, place))
    amount = queries.balance(old)
    done = None
    if amount:
        legs = [Leg(old, -amount), Leg(new, amount)]
        done = posted("take_over", legs, key=key, place=place, by=by, verb="ledger.taken_over", late=True)
    close_account(old, place=place, by=by)
    return done
