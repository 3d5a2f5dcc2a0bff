"""Entries: moved, issued to many at once, reversed, run out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.ledger import policies
from linli.ledger.calling import (
    SENTENCES,
    Done,
    Leg,
    amount_of,
    areas_of,
    call,
    columns,
    digest,
    key_of,
    positive,
    who,
)
from linli.ledger.models import Transfer

BATCH = 1_000
"""How many are issued to in one entry: larger ones gain nothing and keep others waiting longer."""


@action
def transfer(kind: str, legs: Sequence[Leg], *, key: str, place: object, by: Actor) -> Done:
    """Make one entry of two or more legs that sum to nothing in each unit.

    The same ``key`` with the same request returns what it became the first time; with another request it is refused.
    Raises ``Refused`` when an account would fall below its floor, is closed, or is out of reach; nothing is kept then.
    """
    require(policies.transfer(by, place, [leg.account for leg in legs if leg.amount < 0]))
    return posted(kind, legs, key=key, place=place, by=by, verb="ledger.transferred")


@action
def issue(
    kind: str, source: UUID, amounts: Mapping[UUID, int], *, key: str, place: object, by: Actor,
    expires_on: date | None = None,
) -> list[Done]:  # fmt: skip
    """Give to many from one account at once (account → amount), in entries of ``BATCH``; replays write nothing new."""
    require(policies.issue(by, place))
    rows = sorted((account, positive(amount)) for account, amount in amounts.items())
    done = []
    for first in range(0, len(rows), BATCH):
        part = rows[first : first + BATCH]
        legs = [Leg(account, amount, expires_on) for account, amount in part]
        total = Leg(source, -sum(amount for _account, amount in part))
        part_key = f"{key}:{first // BATCH}"
        done.append(posted(kind, [total, *legs], key=part_key, place=place, by=by, verb="ledger.issued"))
    return done


@action
def reverse(entry: UUID, *, key: str, place: object, by: Actor, accounts: Sequence[UUID] | None = None) -> Done:
    """Undo an entry by another: all of it, or the legs of ``accounts`` where one account stands on the other side.

    Days that ran with what was spent come back with it. Raises ``Refused`` when it was reversed before, is a reversal
    itself, or what it brought has been spent.
    """
    require(policies.reverse(by, place))
    chosen = sorted(accounts) if accounts is not None else None
    known = digest(by, "reverse", entry, chosen)
    row = call(
        "ledger_reverse", new_id(), key_of(key), known, timezone.now(), timezone.localdate(), who(by), areas_of(place),
        entry, chosen,
    )  # fmt: skip
    return _told(row, "ledger.reversed", place, by, reverses=str(entry))


@action
def expire(target: UUID, *, place: object, by: Actor, most: int = BATCH) -> int:
    """Let what has run out go back to an account without a floor (of its unit and county); return from how many.

    What is kept back does not run out before it is released. Called again until it returns 0.
    """
    require(policies.expire(by))
    made = new_id()
    now, today = timezone.now(), timezone.localdate()
    count = int(call("ledger_expire", made, "expire", now, today, who(by), areas_of(place), target, most)[0])
    if count:
        _told((made, True), "ledger.expired", place, by, accounts=count)
    return count


def posted(
    kind: str, legs: Sequence[Leg], *, key: str, place: object, by: Actor, verb: str, late: bool = False,
    hold: UUID | None = None,
) -> Done:  # fmt: skip
    """Write one entry for a verb that has asked its policy; ``late`` may take what ran out, ``hold`` ends with it."""
    if any(amount_of(leg.amount) == 0 for leg in legs) or len(legs) < 2:
        raise Refused(SENTENCES["LD007"], "amount")
    if len({leg.account for leg in legs}) < len(legs):
        raise Refused(SENTENCES["LD003"], "account")
    ordered = sorted(legs, key=lambda leg: leg.account)
    known = digest(by, kind, [(leg.account, leg.amount, leg.expires_on) for leg in ordered], hold)
    row = call(
        "ledger_post", new_id(), kind, key_of(key), known, timezone.now(), timezone.localdate(), who(by),
        areas_of(place), *columns(ordered), late, hold,
    )  # fmt: skip
    return _told(row, verb, place, by, kind=kind, legs=len(legs))


def _told(row: tuple[Any, ...], verb: str, place: object, by: Actor, **facts: Any) -> Done:
    """Leave the event of an entry that is new, and say what it became."""
    done = Done(UUID(str(row[0])), bool(row[1]))
    if done.fresh:
        county = areas_of(place)[0]
        audit.record(verb, Transfer(pk=done.transfer, county_id=county), by=by, county=county, **facts)
    return done
