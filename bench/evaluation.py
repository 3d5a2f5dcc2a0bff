"""The package of a project over 300 and over 5,000 records: how long it takes, and whether memory grows with them."""

import resource
from datetime import timedelta
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from bench.rows import Row
from linli.directory.models import Organisation, Programme
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.places.models import Division, Level
from linli.projects.evaluation import package
from linli.projects.models import ServiceProject, State
from linli.records.models import Kind, Method, Provenance, ServiceRecord

LIMITS = {300: 30.0, 5000: 90.0}
MOST_MB = 40


def measure(county: Division) -> list[Row]:
    """Measure the package at both sizes; what is written for it is taken back."""
    rows = []
    for records, limit in LIMITS.items():
        with transaction.atomic():
            enter(Scope(column="county_id", areas=(county.pk,)))
            project = _project(county, records)
            package.build(project)  # fonts are read once
            before, began = _peak(), perf_counter()
            content = package.build(project)
            taken, grown = perf_counter() - began, _peak() - before
            transaction.set_rollback(True)
        right = taken <= limit and grown <= MOST_MB and content.startswith(b"PK")
        job = f"package of {records:,} records, {len(content) // 1024:,} KB, memory grew by {grown:.0f} MB"
        rows.append(Row(job, f"{taken:.2f} s", "", round(taken, 2), f"≤ {limit:g} s, ≤ {MOST_MB} MB", right))
    return rows


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _project(county: Division, records: int) -> ServiceProject:
    today = timezone.localdate()
    start = today - timedelta(days=200)
    places = list(Division.objects.current().filter(county=county, level=Level.COMMUNITY)[:20])
    with acting():
        ours = Organisation.objects.create(name=f"示范机构{new_id().hex[-8:]}", kind="agency", county_id=county.pk)
        programme = Programme.objects.create(name=f"示范项目{new_id().hex[-8:]}", county_id=county.pk, starts_on=start)
        project = ServiceProject.objects.create(
            number=new_id().hex[:16], place=county, county_id=county.pk, name="示范项目", total=15_000_000,
            starts_on=start, ends_on=today + timedelta(days=100), state=State.RUNNING, organisation=ours,
            programme=programme, signed_on=start, opened_at=timezone.now(),
        )  # fmt: skip
        ServiceRecord.objects.bulk_create(
            (
                ServiceRecord(
                    kind=Kind.HOME_VISIT, method=Method.VISIT, happened_on=start + timedelta(days=number % 200),
                    minutes=30, service_minutes=30, head_count=1, programme=programme, channel="web",
                    provenance=Provenance.ON_THE_SPOT, source="bench.package", source_id=new_id().hex,
                    recorded_at=timezone.now(), county_id=county.pk, town_id=places[number % len(places)].town_id,
                    community_id=places[number % len(places)].pk,
                )
                for number in range(records)
            ),
            batch_size=1000,
        )  # fmt: skip
    return project
