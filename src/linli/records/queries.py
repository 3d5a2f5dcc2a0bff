"""What is asked about records: the rows of a list, of a 台账, of a number in a report; one record's history."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.people import locks
from linli.people.queries import selves
from linli.places.models import Division
from linli.records import counting, definitions
from linli.records.models import Beneficiary, RecordWorker, ServiceRecord, ServiceRecordQuerySet
from linli.records.policies import NAMES_SHOWN

ORDER = ("-happened_on", "-id")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; everything empty is everything in sight that counts.

    ``indicator`` (a code) with ``place``, ``start`` and ``end`` gives exactly the records behind that number of a
    report, ``as_of`` those that stood behind it at a moment. ``mine`` are those the actor's post recorded; ``gap`` =
    'minutes' those without a length.
    """

    kind: str = ""
    method: str = ""
    programme: UUID | None = None
    service_point: UUID | None = None
    undertaking: UUID | None = None
    household: UUID | None = None
    person: UUID | None = None
    place: Division | None = None
    start: date | None = None
    end: date | None = None
    indicator: str = ""
    as_of: datetime | None = None
    mine: bool = False
    gap: str = ""


def named_to(actor: Actor) -> Q:
    """Return the filter for the records in reach that the actor may read with names (``policies.read_names`` as SQL).

    What is listed under somebody's name tells that name, so such lists hold these records and no others.
    """
    if actor.role not in NAMES_SHOWN:
        return Q(pk__in=[])
    if actor.role == Role.STATION_LEAD:
        return Q()
    served = RecordWorker.objects.filter(post=actor.post).values("record")
    return Q(protected=False) | Q(acted_post=actor.post) | Q(pk__in=served)


def of(*person: UUID) -> Q:
    """Return the filter for the records of a person, each once, under whichever of her ids it was written.

    ``person`` are her ids (:func:`linli.people.queries.selves`).
    """
    return Q(pk__in=Beneficiary.objects.filter(person__in=person).values("record"))


def withheld() -> Exists:
    """Return whether a record names somebody whose data is restricted: its text is kept and not read."""
    return Exists(Beneficiary.objects.filter(record=OuterRef("pk"), person__restricted_at__isnull=False))


def listed(actor: Actor, filters: Filters) -> QuerySet[ServiceRecord]:
    """Return the records of a list, newest first (page them by ``ORDER``)."""
    if filters.indicator and filters.place and filters.start and filters.end:
        rows = _behind(actor, filters, filters.place, Period(filters.start, filters.end))
    else:
        rows = _plain(actor, filters)
    same = {
        "kind": filters.kind, "method": filters.method, "programme_id": filters.programme,
        "service_point_id": filters.service_point, "undertaking_id": filters.undertaking,
        "household_id": filters.household, "acted_post_id": actor.post if filters.mine else None,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if filters.gap == "minutes":
        rows = rows.filter(minutes=None)
    if filters.person is not None or filters.household is not None:
        rows = rows.filter(named_to(actor))
    if filters.person is not None:
        rows = rows.filter(of(*selves(filters.person)))
    return rows.order_by(*ORDER)


def _behind(actor: Actor, filters: Filters, place: Division, period: Period) -> QuerySet[ServiceRecord]:
    found = definitions.of(place).find(filters.indicator)
    if found is None:
        return ServiceRecord.objects.none()
    return counting.behind(found, place, period, actor=actor, as_of=filters.as_of)


def _plain(actor: Actor, filters: Filters) -> ServiceRecordQuerySet:
    rows = ServiceRecord.objects.filter(actor.scope.q(), superseded_at=None, withdrawn=False)
    if filters.place is not None:
        rows = rows.filter(counting.inside(filters.place))
    if filters.start is not None:
        rows = rows.filter(happened_on__gte=filters.start)
    if filters.end is not None:
        rows = rows.filter(happened_on__lte=filters.end)
    return rows


def with_names(rows: QuerySet[ServiceRecord]) -> QuerySet[ServiceRecord]:
    """Return the same rows with what a line of a list shows, in a fixed number of queries."""
    people = Beneficiary.objects.select_related("person").defer("person__search").order_by("person__sort_key", "id")
    return (
        rows.select_related("household", "programme", "service_point", "undertaking")
        .prefetch_related(Prefetch("beneficiaries", people), "workers")
        .defer("narrative_sealed")
    )


def history(record: ServiceRecord) -> list[ServiceRecord]:
    """Return what was told of one act, from the first entry to the last."""
    first = record
    while first.corrects is not None:
        first = first.corrects
    found = [first]
    while (later := ServiceRecord.objects.filter(corrects=found[-1]).first()) is not None:
        found.append(later)
    return found


def served(record: ServiceRecord) -> list[Beneficiary]:
    """Return the named people of a record."""
    rows = record.beneficiaries.select_related("person").defer("person__search")
    return list(rows.order_by("person__sort_key", "id"))


def people_of(record: ServiceRecord) -> list[UUID]:
    """Return the ids of the named people of a record."""
    return list(record.beneficiaries.values_list("person_id", flat=True))


def lately(actor: Actor, since: date, today: date) -> list[ServiceRecord]:
    """Return what the actor recorded today, or since a day without a length, newest first, in one question.

    Those without a length carry ``served``: whom they name, and whether her file is shut (``shown.own_lines``).
    """
    rows = listed(actor, Filters(mine=True, start=since)).filter(Q(minutes=None) | Q(happened_on=today))
    person = ("birth_date", "name", "preferred_name", "restricted_at")
    facts: dict[str, Any] = {name: f"person__{name}" for name in person}
    shut = locks.is_shut(actor, "person_id", "person__merged_into_id")
    named = Beneficiary.objects.filter(record=OuterRef("pk"), record__minutes=None).order_by("person__sort_key", "id")
    told = JSONObject(person="person_id", shut=shut, **facts)
    return list(
        rows.annotate(served=ArraySubquery(named.values(told=told)))
        .select_related("household", "undertaking")
        .defer("narrative_sealed")
    )
