"""预留: kept back, used in whole or part, let go."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.ledger import policies
from linli.ledger.actions.transfers import posted
from linli.ledger.calling import SENTENCES, Done, Leg, areas_of, call, digest, key_of, positive
from linli.ledger.models import Hold


@action
def reserve(account: UUID, amount: int, *, key: str, place: object, by: Actor, until: date | None = None) -> UUID:
    """Keep an amount back (to a day, or until somebody says so); the same request again returns the same hold."""
    require(policies.reserve(by, place, account))
    made = call(
        "ledger_reserve", new_id(), account, positive(amount), key_of(key), digest(by, account, amount, until),
        timezone.now(), timezone.localdate(), until, areas_of(place)[0],
    )  # fmt: skip
    hold = UUID(str(made[0]))
    if made[1]:
        audit.record("ledger.reserved", _subject(hold, place), by=by, amount=amount)
    return hold


@action
def release(hold: UUID, *, place: object, by: Actor) -> bool:
    """Let a hold go; False when it was let go before. Raises ``Refused`` when it was used."""
    require(policies.release(by, hold))
    done = bool(call("ledger_release", hold, timezone.now(), areas_of(place)[0])[0])
    if done:
        audit.record("ledger.released", _subject(hold, place), by=by)
    return done


@action
def capture(
    hold: UUID, target: UUID, *, kind: str, key: str, place: object, by: Actor, amount: int | None = None
) -> Done:
    """Use what was kept back, all of it or ``amount``, for an entry into ``target``; the rest is free again."""
    require(policies.capture(by, hold))
    kept = Hold.objects.filter(pk=hold).first()
    if kept is None:
        raise Refused(SENTENCES["LD005"])
    part = kept.amount if amount is None else positive(amount)
    legs = [Leg(kept.account_id, -part), Leg(target, part)]
    return posted(kind, legs, key=key, place=place, by=by, verb="ledger.captured", hold=hold)


@action
def release_lapsed(*, by: Actor, most: int = 500) -> int:
    """Let go of what was kept back only until a day that is over; return how many."""
    require(policies.release_lapsed(by))
    lapsed = Hold.objects.filter(closed_at=None, until__lt=timezone.localdate()).order_by("account_id", "id")[:most]
    return sum(release(hold.pk, place=hold, by=by) for hold in lapsed)


def _subject(hold: UUID, place: object) -> Hold:
    return Hold(pk=hold, county_id=areas_of(place)[0])
