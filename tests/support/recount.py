"""Every number again in plain Python, over rows read once: the judge of counting, tallies and sealed reports."""

from datetime import datetime

from linli.kernel.period import Period
from linli.people.models import Alias
from linli.places.models import Division, Level
from linli.records.definitions import Definition
from linli.records.models import Beneficiary, ServiceRecord

COLUMN = {Level.COUNTY: "county_id", Level.TOWN: "town_id", Level.COMMUNITY: "community_id"}


def recount(
    place: Division, period: Period, definitions: tuple[Definition, ...], as_of: datetime | None = None
) -> dict[str, tuple[int, int]]:
    """Return code → (exact amount, number of records), counted one by one."""
    named: dict[object, list[Beneficiary]] = {}
    stands = {alias.person_id: alias.kept_id for alias in Alias.objects.all() if in_force(alias, as_of)}
    for row in Beneficiary.objects.all():
        row.person_id = stands.get(row.person_id, row.person_id)
        named.setdefault(row.record_id, []).append(row)
    records = [
        record
        for record in ServiceRecord.objects.select_related("undertaking")
        if stood(record, as_of)
        and getattr(record, COLUMN[Level(place.level)]) == place.pk
        and period.start <= record.happened_on <= period.end
    ]
    return {one.code: amount(one, records, named) for one in definitions}


def in_force(alias: Alias, as_of: datetime | None) -> bool:
    if as_of is None:
        return alias.until is None
    return alias.since <= as_of and (alias.until is None or alias.until > as_of)


def stood(record: ServiceRecord, as_of: datetime | None) -> bool:
    if record.withdrawn:
        return False
    if as_of is None:
        return record.superseded_at is None
    return record.recorded_at <= as_of and (record.superseded_at is None or record.superseded_at > as_of)


def amount(one: Definition, records: list[ServiceRecord], named: dict[object, list[Beneficiary]]) -> tuple[int, int]:
    chosen: list[tuple[ServiceRecord, list[Beneficiary]]] = []
    for record in records:
        if one.method and record.method not in one.method:
            continue
        if one.kind and record.kind not in one.kind:
            continue
        if one.undertaking and (record.undertaking is None or record.undertaking.kind not in one.undertaking):
            continue
        people = [row for row in named.get(record.pk, []) if fits(one, row)]
        if (one.category or one.age_band or one.measure == "persons") and not people:
            continue
        chosen.append((record, people))
    match str(one.measure):
        case "records":
            total = len(chosen)
        case "hours":
            total = sum(record.service_minutes for record, _ in chosen)
        case "persons":
            total = len({row.person_id for _, people in chosen for row in people})
        case "person_times" if one.category or one.age_band:
            total = sum(len(people) for _, people in chosen)
        case "person_times":
            total = sum(record.head_count for record, _ in chosen)
        case _:
            total = len({record.undertaking_id for record, _ in chosen if record.undertaking_id})
    return total, len(chosen)


def fits(one: Definition, row: Beneficiary) -> bool:
    if one.category and not set(one.category) & set(row.categories):
        return False
    return not one.age_band or row.age_band in one.age_band
