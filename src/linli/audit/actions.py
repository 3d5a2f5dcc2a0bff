"""The trail's own verbs. They are called inside the action they describe."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, models
from django.utils import timezone

from linli.audit import policies, sealing
from linli.audit.models import Event, Look, Seal
from linli.kernel.actor import Actor
from linli.kernel.policy import acting, action, demand_action, require

BATCH = 20_000
SEALING = 73_51  # the lock that seals are made under, one after the other


class Unwritten(RuntimeError):
    """A look could not be written down: nothing of the person may leave (the middleware answers 503)."""


def record(verb: str, subject: models.Model | None, *, by: Actor, county: int | None = None, **facts: Any) -> Event:
    """Leave one event of an act (``verb`` is ``noun.past``), in the act's own transaction.

    ``facts`` are keys and numbers, never text about a person. Raises ``OutsideAction`` when no action is running.
    """
    demand_action()
    return Event.objects.create(
        verb=verb,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject=subject.pk if subject is not None and isinstance(subject.pk, UUID) else None,
        county_id=county if county is not None else getattr(subject, "county_id", None),
        facts=facts,
        **_trace(by),
    )


def looked(
    kind: str,
    persons: Iterable[UUID],
    *,
    by: Actor,
    county: int | None = None,
    fields: Sequence[str] = (),
    purpose: str = "",
    also: Mapping[str, Sequence[str]] | None = None,
) -> Look | None:
    """Leave one row for a look at persons; returns None when nobody was on the page.

    ``also`` are further kinds of look at the same persons, each with its fields: their rows go in the same statement.
    A look is itself the act: the caller runs it in the request's transaction before rendering. Raises
    :class:`Unwritten` when the rows cannot be written.
    """
    seen = list(persons)
    if not seen:
        return None
    told = {"persons": seen, "purpose": purpose, "county_id": county, **_trace(by)}
    kinds = {kind: fields, **(also or {})}
    try:
        with acting():
            return Look.objects.bulk_create([Look(kind=one, fields=list(what), **told) for one, what in kinds.items()])[
                0
            ]
    except DatabaseError as error:
        raise Unwritten(kind) from error


def _trace(by: Actor) -> dict[str, Any]:
    return {
        "by_user": by.user,
        "by_post": by.post,
        "by_name": by.name,
        "by_role": by.role,
        "on_behalf_of": by.on_behalf_of,
        "channel": by.channel,
        "request": by.request,
    }


@action
def seal(*, by: Actor) -> Seal | None:
    """Seal what is in no batch yet, at most ``BATCH`` rows of each kind; None when there is nothing.

    A row that is still being written goes into a later batch. Raises ``Refused``, ``OSError`` without the key.
    """
    require(policies.seal(by))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
    last = Seal.objects.order_by("number").last()
    number = last.number + 1 if last else 1
    for kind in sealing.KINDS:
        waiting = kind._default_manager.filter(seal=None).order_by("pk").values("pk")[:BATCH]
        kind._default_manager.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(seal=number)
    events, looks = (sealing.leaves(kind, number) for kind in sealing.KINDS)
    if not events and not looks:
        return None
    made = Seal(
        number=number, at=timezone.now(), events=len(events), looks=len(looks), root=sealing.root_of(events, looks),
        before=sealing.digest(last) if last else sealing.FIRST,
    )  # fmt: skip
    sealing.signed(made).save(force_insert=True)
    return made
