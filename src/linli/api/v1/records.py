"""Router ``records``: the same verbs as the screens."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Schema

from linli.accounts.middleware import Request
from linli.api.v1.session import actor_request
from linli.api.v1.shapes import PersonOut, RecordFull, RecordIn, RecordOut, RecordPage, Trouble
from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.outreach import actions as outreach
from linli.outreach.policies import VISITS
from linli.people import locks
from linli.people.models import Household
from linli.people.queries import meant
from linli.places.models import ServicePoint
from linli.places.queries import by_code
from linli.records import actions, policies, queries
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord, Undertaking
from linli.records.queries import Filters
from linli.records.shown import veil

router = Router(tags=["records"])
MOST = 200


class Asked(Schema):
    """Filters of the list."""

    kind: Kind | None = None
    start: date | None = None
    end: date | None = None
    place: str = ""
    mine: bool = False
    after: str = ""
    size: int = 50


@router.post(
    "",
    response={201: RecordOut, 200: RecordOut, 401: Trouble, 409: Trouble, 422: Trouble},
    operation_id="record",
)
def record(
    request: HttpRequest, told: RecordIn, idempotency_key: Annotated[UUID, Header(alias="Idempotency-Key")]
) -> tuple[int, Any]:
    """Write one act down, once: the same Idempotency-Key again answers 200 with the first record."""
    actor = actor_request(request).actor.via(Channel.API)
    known = ServiceRecord.objects.visible_to(actor).filter(key=idempotency_key).exists()
    try:
        with transaction.atomic():
            made = _write(_entry(told, idempotency_key, actor), told, actor)
    except IntegrityError:
        return 409, Trouble(sentence=_("这个编号已经用在别的记录上了，请换一个。"), field="Idempotency-Key")
    return 200 if known else 201, _out(made)


@router.get("", response={200: RecordPage, 401: Trouble, 422: Trouble}, operation_id="records")
def records(request: HttpRequest, asked: Query[Asked]) -> RecordPage:
    """List the records in sight that count, newest first."""
    actor = actor_request(request).actor
    place = by_code(asked.place) if asked.place else None
    if asked.place and place is None:
        raise Refused(_("没有这个代码的地方。"), "place")
    filters = Filters(kind=asked.kind or "", start=asked.start, end=asked.end, place=place, mine=asked.mine)
    size = min(max(asked.size, 1), MOST)
    rows = queries.listed(actor, filters).defer("narrative_sealed")
    found = page(rows, *queries.ORDER, after=asked.after, size=size)
    return RecordPage(rows=[_out(row) for row in found.rows], next=found.next)


@router.get("/{uuid:pk}", response={200: RecordFull, 401: Trouble, 404: Trouble}, operation_id="read_record")
def read_record(request: HttpRequest, pk: UUID) -> RecordFull:
    """Return one record; names and text as far as the post may read them, each reading on the trail."""
    asked = actor_request(request)
    found = get_object_or_404(ServiceRecord.objects.visible_to(asked.actor), pk=pk)
    named = policies.read_names(asked.actor, found) is None
    opened = policies.read_narrative(asked.actor, found) is None
    served = queries.served(found)
    opened = opened and not locks.restricted(row.person for row in served)
    _look(asked, found, [row.person_id for row in served], named=named, opened=opened)
    veil(served, asked.actor)
    persons = [PersonOut(name=str(row.person) if named else None, age_band=row.age_band, sex=row.sex) for row in served]
    text, reason = found.narrative if opened else None, found.reason if named else ""
    return RecordFull(**_out(found).dict(), persons=persons, narrative=text, reason=reason)


def _write(entry: Entry, told: RecordIn, actor: Actor) -> ServiceRecord:
    if entry.kind in VISITS:
        return outreach.visit(entry, told.conditions, by=actor)
    return actions.record(entry, by=actor)


def _entry(told: RecordIn, key: UUID, actor: Actor) -> Entry:
    place = by_code(told.place)
    if place is None:
        raise Refused(_("没有这个代码的地方。"), "place")
    found = meant(told.persons, by=actor)
    if len(found) < len(set(told.persons)):
        raise Refused(_("有一位居民找不到。"), "persons")
    persons = list(dict.fromkeys(found.values()))
    return Entry(
        key=key, place=place, persons=persons, kind=told.kind, happened_on=told.happened_on, minutes=told.minutes,
        head_count=told.head_count, server_count=told.server_count, title=told.title, narrative=told.narrative,
        household=_one(Household.objects.visible_to(actor), told.household, "household"),
        service_point=_one(ServicePoint.objects.all(), told.service_point, "service_point"),
        undertaking=_one(Undertaking.objects.visible_to(actor), told.undertaking, "undertaking"),
        programme=_one(Programme.objects.all(), told.programme, "programme"),
        protected=told.undertaking is not None,
    )  # fmt: skip


def _one(rows: Any, pk: UUID | None, field: str) -> Any:
    if pk is None:
        return None
    if (found := rows.filter(pk=pk).first()) is None:
        raise Refused(_("没有找到这一项。"), field)
    return found


def _out(row: ServiceRecord) -> RecordOut:
    return RecordOut(
        id=row.pk, kind=row.kind, method=row.method, happened_on=row.happened_on, minutes=row.minutes,
        service_minutes=row.service_minutes, head_count=row.head_count, server_count=row.server_count,
        community=row.community_id, programme=row.programme_id, service_point=row.service_point_id,
        undertaking=row.undertaking_id, protected=row.protected, withdrawn=row.withdrawn, corrects=row.corrects_id,
        recorded_at=row.recorded_at, superseded_at=row.superseded_at,
    )  # fmt: skip


def _look(asked: Request, found: ServiceRecord, persons: list[UUID], *, named: bool, opened: bool) -> None:
    by, purpose = asked.actor.via(Channel.API), f"record:{found.pk}"
    if named:
        audit.looked("record", persons, by=by, county=found.county_id, fields=["name"], purpose=purpose)
    if opened and found.narrative_sealed is not None:
        seen = persons or [found.pk]
        audit.looked("record.narrative", seen, by=by, county=found.county_id, fields=["narrative"], purpose=purpose)
