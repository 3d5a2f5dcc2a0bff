"""The verbs of the records room: record once, correct by a new entry, withdraw by a new entry."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people import queries as people
from linli.people.actions.areas import of_row
from linli.places.models import Division, Level
from linli.records import keepers, policies, tasks
from linli.records.entries import Entry
from linli.records.locks import count_lock
from linli.records.models import (
    METHOD_OF,
    Beneficiary,
    Kind,
    ProgrammeChange,
    RecordWorker,
    ServiceRecord,
    TallyMark,
    Undertaking,
)

HERITABLE = (
    "kind", "happened_on", "started_at", "minutes", "head_count", "server_count", "title", "protected", "provenance",
    "household", "service_point", "undertaking", "programme",
)  # fmt: skip


@action
def record(entry: Entry, *, by: Actor) -> ServiceRecord:
    """Write one act down, once. The same key again returns the first record and changes nothing.

    Beneficiaries are frozen as they are on the day (age band, sex, categories, home). What belongs to an undertaking
    that is worked under a programme counts to it on its days, unless the entry names another. Raises ``Refused``.
    """
    _queue(entry.key)
    if (known := ServiceRecord.objects.visible_to(by).filter(key=entry.key).first()) is not None:
        return known
    _as_many_as_named(entry)
    require(policies.record(by, entry))
    _once(entry)
    made = _write(_counted(entry), by)
    audit.record("record.made", made, by=by, kind=made.kind, minutes=made.minutes, heads=made.head_count)
    return made


@action
def correct(record: ServiceRecord, *, by: Actor, reason: str, **changes: Any) -> ServiceRecord:
    """Replace a record by a new entry that says why. ``changes`` are fields of :class:`Entry`.

    The old row stays as it was but for the mark of the time it was superseded. Raises ``Refused``.
    """
    old = _lock(record)
    require(policies.correct(by, old, reason))
    before = entry_of(old)
    entry = replace(before, key=new_id(), **changes)
    _as_many_as_named(entry, corrected=True)
    require(policies.used(entry, [one.pk for one in before.persons]))
    require(policies.told(replace(entry, persons=[one for one in entry.persons if not one.restricted_at])))
    made = _write(entry, by, corrects=old, reason=tidy(reason))
    keepers.follow(old, made, by)
    audit.record("record.corrected", made, by=by, corrects=str(old.pk))
    return made


@action
def withdraw(record: ServiceRecord, *, by: Actor, reason: str) -> ServiceRecord:
    """Take a record out of every count by an entry that says why; both stay readable. Raises ``Refused``."""
    old = _lock(record)
    require(policies.withdraw(by, old, reason))
    entry = replace(entry_of(old), key=new_id())
    require(policies.used(entry, [one.pk for one in entry.persons]))
    made = _write(entry, by, corrects=old, reason=tidy(reason), withdrawn=True)
    keepers.follow(old, made, by)
    audit.record("record.withdrawn", made, by=by, corrects=str(old.pk))
    return made


@action
def undertake(
    kind: str, title: str, place: Division, *, by: Actor, source: str, source_id: str, **facts: Any
) -> Undertaking:
    """Open the case, group or community project that records belong to; the same source again returns the first."""
    require(policies.undertake(by, place))
    if not 1 <= len(tidy(title)) <= policies.LONGEST_TITLE:
        raise Refused(_("名称写 1 到 100 个字。"), "opens")
    made, fresh = Undertaking.objects.get_or_create(
        source=source,
        source_id=source_id,
        defaults={"kind": kind, "title": tidy(title), **areas_of(place), **facts},
    )
    if fresh:
        audit.record("undertaking.opened", made, by=by, kind=kind)
    return made


@action
def conclude(undertaking: Undertaking, day: date, *, by: Actor) -> Undertaking:
    """Say on which day a case, group or project ended; its records stay what they are."""
    undertaking = Undertaking.objects.select_for_update(of=("self",)).get(pk=undertaking.pk)
    require(policies.conclude(by, undertaking))
    undertaking.closed_on = max(day, undertaking.opened_on)
    undertaking.save(update_fields=["closed_on"])
    audit.record("undertaking.concluded", undertaking, by=by, day=undertaking.closed_on.isoformat())
    return undertaking


@action
def take_up(undertaking: Undertaking, *, by: Actor) -> Undertaking:
    """Say that what was over goes on."""
    require(policies.take_up(by, undertaking))
    undertaking.closed_on = None
    undertaking.save(update_fields=["closed_on"])
    audit.record("undertaking.taken_up", undertaking, by=by)
    return undertaking


@action
def work_under(undertaking: Undertaking, programme: Programme | None, *, by: Actor, reason: str) -> ProgrammeChange:
    """Say under which programme (None: none) an undertaking is worked from now on, and why.

    Records that were made keep the programme they named. Raises ``Refused``.
    """
    undertaking = Undertaking.objects.select_for_update(of=("self",)).get(pk=undertaking.pk)
    require(policies.work_under(by, undertaking, programme))
    if not 1 <= len(tidy(reason)) <= policies.LONGEST_REASON:
        raise Refused(_("请写一句为什么改，最多 200 个字。"), "reason")
    made = ProgrammeChange(
        undertaking=undertaking, came_from_id=undertaking.programme_id, to=programme, at=timezone.now(),
        by_post_id=by.post, by_name=by.name, **of_row(undertaking),
    )  # fmt: skip
    made.reason = tidy(reason)
    made.save(force_insert=True)
    undertaking.programme = programme
    undertaking.save(update_fields=["programme"])
    audit.record("undertaking.programme_changed", undertaking, by=by, to=str(programme.pk) if programme else "")
    return made


def areas_of(place: Division) -> dict[str, int | None]:
    """Return the area columns of a community or grid."""
    community = place.parent if place.level == Level.GRID else place
    if community is None or community.level != Level.COMMUNITY:
        raise Refused(_("请选到社区(村)这一级。"), "place")
    return {
        "county_id": community.county_id,
        "town_id": community.town_id,
        "community_id": community.pk,
        "grid_id": place.pk if place.level == Level.GRID else None,
    }


def entry_of(record: ServiceRecord) -> Entry:
    """Return a record as it would be told again."""
    place = Division.objects.get(pk=record.grid_id or record.community_id)
    facts = {name: getattr(record, name) for name in HERITABLE}
    return Entry(
        **(facts | {"kind": Kind(record.kind)}),
        place=place,
        persons=[row.person for row in record.beneficiaries.select_related("person")],
        servers=[row.post for row in record.workers.select_related("post")],
        narrative=record.narrative,
        source=record.source,
        source_id=record.source_id,
    )


def _queue(key: UUID) -> None:
    """Let the retries of one act come one after the other: the second finds what the first has written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [(key.int & (2**63 - 1))])


def _as_many_as_named(entry: Entry, *, corrected: bool = False) -> None:
    if (short := policies.fewer_than_named(entry, corrected=corrected)) is not None:
        raise Refused(short[1], short[0])


def _counted(entry: Entry) -> Entry:
    """Return an entry with the programme that its undertaking is worked under, on a day of that programme."""
    under = entry.undertaking.programme if entry.undertaking is not None else None
    if entry.programme is not None or under is None or not under.runs(entry.happened_on):
        return entry
    return replace(entry, programme=under)


def _once(entry: Entry) -> None:
    if entry.source_id and ServiceRecord.objects.filter(source=entry.source, source_id=entry.source_id).exists():
        raise Refused(_("这件事已经记过了，不用再记一遍。"), "source_id")


def _lock(record: ServiceRecord) -> ServiceRecord:
    return ServiceRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)


def _write(entry: Entry, by: Actor, *, corrects: ServiceRecord | None = None, **marks: Any) -> ServiceRecord:
    areas = areas_of(entry.place)
    count_lock(int(areas["county_id"] or 0))
    now = timezone.now()
    persons = list({person.pk: person for person in entry.persons}.values())
    servers = list({post.pk: post for post in entry.servers}.values())
    count = max(entry.server_count, len(servers), 1)
    made = ServiceRecord(
        key=entry.key, kind=entry.kind, method=METHOD_OF[entry.kind], title=tidy(entry.title),
        happened_on=entry.happened_on, started_at=entry.started_at, minutes=entry.minutes, server_count=count,
        service_minutes=(entry.minutes or 0) * count, head_count=max(entry.head_count, len(persons)),
        household=entry.household, service_point=entry.service_point, undertaking=entry.undertaking,
        programme=entry.programme, protected=entry.protected, channel=by.channel,
        organisation_id=corrects.organisation_id if corrects else by.organisation,
        acted_by=by.user, acted_post_id=by.post, acted_name=by.name, on_behalf_of=by.on_behalf_of,
        provenance=entry.provenance, source=entry.source, recorded_at=now, corrects=corrects, **areas, **marks,
    )  # fmt: skip
    made.source_id = entry.source_id or str(made.pk)
    made.narrative = tidy(entry.narrative)
    if corrects is not None:
        ServiceRecord.objects.filter(pk=corrects.pk).update(superseded_at=now)
        _mark(corrects)
    made.save(force_insert=True)
    _name(made, persons, servers, by, areas)
    _mark(made)
    return made


def _name(made: ServiceRecord, persons: list[Any], servers: list[Any], by: Actor, areas: dict[str, int | None]) -> None:
    frozen = _frozen(made, persons)
    Beneficiary.objects.bulk_create(
        Beneficiary(
            record=made, person=person, age_band=facts.age_band, sex=facts.sex, categories=list(facts.categories),
            home_town_id=facts.town, home_community_id=facts.community, **areas,
        )
        for person in persons
        for facts in [frozen[person.pk]]
    )  # fmt: skip
    posts = [post.pk for post in servers] or ([by.post] if by.post else [])
    RecordWorker.objects.bulk_create(
        RecordWorker(record=made, post_id=post, minutes=made.minutes, **areas) for post in posts
    )


def _frozen(made: ServiceRecord, persons: list[Any]) -> dict[Any, people.Frozen]:
    """Return the facts of the day; those a corrected record of the same day froze already stay as they are."""
    found = people.frozen([person.pk for person in persons], made.happened_on)
    if made.corrects is not None and made.corrects.happened_on == made.happened_on:
        for row in made.corrects.beneficiaries.filter(person__in=persons):
            found[row.person_id] = people.Frozen(
                row.age_band, row.sex, tuple(row.categories), row.home_town_id or 0, row.home_community_id or 0
            )
    return found


def _mark(record: ServiceRecord) -> None:
    TallyMark.objects.create(
        county_id=record.county_id, town_id=record.town_id, community_id=record.community_id,
        month=record.happened_on.replace(day=1),
    )  # fmt: skip
    tasks.soon()
