"""Many acts at once, with the same checks and the same frozen facts as one record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import action, require
from linli.kernel.text import tidy
from linli.people.models import Person, PriorityTag
from linli.people.packs import age_band
from linli.people.queries import Frozen
from linli.records import policies
from linli.records.actions import areas_of
from linli.records.entries import Entry
from linli.records.locks import count_lock
from linli.records.models import METHOD_OF, Beneficiary, RecordWorker, ServiceRecord, TallyMark

BATCH = 1000


@dataclass(frozen=True)
class Told:
    """One act with the post that did it and the door it came through."""

    entry: Entry
    post: Post | None = None
    channel: Channel = Channel.WEB


@action
def load(batch: Sequence[Told], *, by: Actor) -> int:
    """Write many acts of one county; those whose key is known already are left alone. Returns how many were new.

    Every community and month touched is marked for the tallies; the batch leaves one event.
    """
    keys = [told.entry.key for told in batch]
    known = set(ServiceRecord.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [told for told in batch if told.entry.key not in known]
    if not fresh:
        return 0
    require(policies.load(by, [told.entry for told in fresh]))
    counties = {told.entry.place.county_id or 0 for told in fresh}
    for county in sorted(counties):
        count_lock(county)
    carried = _carried({person.pk for told in fresh for person in told.entry.persons})
    _write(fresh, carried)
    audit.record("records.loaded", None, by=by, county=min(counties), records=len(fresh))
    return len(fresh)


class Carried:
    """What persons carry through time, to be frozen on any day: the answer of ``people.queries.frozen``, in bulk."""

    def __init__(self, persons: Iterable[UUID]) -> None:
        wanted = set(persons)
        self.tags: dict[UUID, list[tuple[str, date, date | None]]] = defaultdict(list)
        tags = PriorityTag.objects.filter(person__in=wanted)
        for person, code, start, end in tags.values_list("person_id", "category", "starts_on", "ends_on"):
            self.tags[person].append((code, start, end))
        rows = Person.objects.filter(pk__in=wanted)
        self.persons = {
            row[0]: row[1:] for row in rows.values_list("pk", "birth_date", "sex", "town_id", "community_id")
        }

    def on(self, person: UUID, day: date) -> Frozen:
        """Return the frozen facts of one person on a day."""
        born, sex, town, community = self.persons[person]
        running = {code for code, start, end in self.tags[person] if start <= day and (end is None or end >= day)}
        return Frozen(age_band(born, day), sex, tuple(sorted(running)), town, community)


def _carried(persons: set[UUID]) -> Carried:
    return Carried(persons)


def _write(fresh: Sequence[Told], carried: Carried) -> None:
    records: list[ServiceRecord] = []
    served: list[Beneficiary] = []
    serving: list[RecordWorker] = []
    marks: dict[tuple[int, date], TallyMark] = {}
    for told in fresh:
        areas: dict[str, Any] = areas_of(told.entry.place)
        made = _record(told, areas)
        records.append(made)
        served += [
            _beneficiary(made, person, carried.on(person.pk, made.happened_on), areas)
            for person in {person.pk: person for person in told.entry.persons}.values()
        ]
        posts = told.entry.servers or ([told.post] if told.post else [])
        serving += [RecordWorker(record=made, post=post, minutes=made.minutes, **areas) for post in posts]
        month = made.happened_on.replace(day=1)
        marks[made.community_id, month] = TallyMark(
            county_id=made.county_id, town_id=made.town_id, community_id=made.community_id, month=month
        )
    ServiceRecord.objects.bulk_create(records, BATCH)
    Beneficiary.objects.bulk_create(served, BATCH)
    RecordWorker.objects.bulk_create(serving, BATCH)
    TallyMark.objects.bulk_create(marks.values(), BATCH)


def _record(told: Told, areas: dict[str, Any]) -> ServiceRecord:
    entry, post = told.entry, told.post
    count = max(entry.server_count, len(set(entry.servers)), 1)
    made = ServiceRecord(
        key=entry.key, kind=entry.kind, method=METHOD_OF[entry.kind], title=tidy(entry.title),
        happened_on=entry.happened_on, started_at=entry.started_at, minutes=entry.minutes, server_count=count,
        service_minutes=(entry.minutes or 0) * count, head_count=max(entry.head_count, len(set(entry.persons))),
        household=entry.household, service_point=entry.service_point, undertaking=entry.undertaking,
        programme=entry.programme, protected=entry.protected, channel=told.channel,
        organisation_id=post.organisation_id if post else None, acted_by=post.user_id if post else None,
        acted_post=post, acted_name=post.user.name if post else "", provenance=entry.provenance,
        source=entry.source, recorded_at=timezone.now(), **areas,
    )  # fmt: skip
    made.source_id = entry.source_id or str(made.pk)
    made.narrative = tidy(entry.narrative)
    return made


def _beneficiary(made: ServiceRecord, person: Person, facts: Frozen, areas: dict[str, Any]) -> Beneficiary:
    return Beneficiary(
        record=made, person=person, age_band=facts.age_band, sex=facts.sex, categories=list(facts.categories),
        home_town_id=facts.town, home_community_id=facts.community, **areas,
    )  # fmt: skip
