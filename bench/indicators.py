"""执行台 of a county that buys 60 projects of 20 indicators each, beside millions of records; made once.

The page reads figures that were kept when tallies were made: the questions it asks are listed, and none may go to the
records. Making the figures of one project again is measured beside it.
"""

from datetime import date, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench import cases, pages, practice
from bench.county import SCALE
from bench.rows import Row, medians, ms
from linli.accounts.models import Post, Role
from linli.accounts.sight import system_actor
from linli.directory.models import Organisation, Programme
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Division, Level
from linli.projects.actions import figures
from linli.projects.models import Indicator, IndicatorFigure, ServiceProject, State
from linli.records.definitions import Measure
from linli.records.models import Kind, Provenance, ServiceRecord
from linli.records.models.facts import METHOD_OF

CODE, TOWNS = "990796", 10
PROJECTS, EACH = (60, 5_000) if SCALE == "county" else (6, 100)
INDICATORS, QUERIES, MOST_MS, MOST_SECONDS = 20, 10, 300.0, 1.0
KINDS = (Kind.HOME_VISIT, Kind.EVENT, Kind.PHONE_VISIT)
MEASURES = (Measure.RECORDS, Measure.HOURS, Measure.PERSON_TIMES)


def measure() -> list[Row]:
    """Measure the page of all running projects, then one project counted again."""
    county, buyer = _held()
    client, address = practice.signed_in(buyer), reverse("projects_progress")
    before = pages.scans()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    told = [one["sql"] for one in asked.captured_queries]
    from_rooms = [one for one in told if "projects_" in one or "records_" in one or "surveys_" in one]
    at_records = [one for one in from_rooms if '"records_servicerecord"' in one]
    shown = answer.content.decode().count("示范指标")
    (taken,) = medians(lambda: client.get(address))
    once, among = _again(county)
    read = {table: n - before.get(table, 0) for table, n in pages.scans().items() if n > before.get(table, 0)}
    right = answer.status_code == 200 and shown >= PROJECTS * INDICATORS and not at_records
    whole = ", ".join(f"{table} {count}×" for table, count in sorted(read.items())) or "none"
    name = f"{PROJECTS} projects × {INDICATORS} indicators"
    return [
        Row(f"{name}, page", ms(taken), f"limit {MOST_MS:g} ms", round(taken * 1000, 1), f"≤ {MOST_MS:g} ms",
            right and taken * 1000 <= MOST_MS),
        Row(f"{name}, queries of the rooms ({len(told)} with the sitting's)", str(len(from_rooms)),
            f"{len(at_records)} of them at the records", len(from_rooms), f"≤ {QUERIES}, none at the records",
            right and len(from_rooms) <= QUERIES),
        Row(f"{INDICATORS} indicators of one project counted again from {EACH:,} of {among:,} records", ms(once),
            f"limit {MOST_SECONDS:g} s", round(once, 2), f"≤ {MOST_SECONDS:g} s", once <= MOST_SECONDS),
        Row("tables read from end to end for these", whole, "", len(read), "none", not read),
    ]  # fmt: skip


def _again(county: Division) -> tuple[float, int]:
    """Return the seconds that the figures of one project take, and among how many records they are counted."""
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        one = ServiceProject.objects.filter(county_id=county.pk).order_by("pk")[:1]
        with acting():
            (taken,) = medians(lambda: figures.write(one))
        right = set(IndicatorFigure.objects.filter(indicator__project=one[0]).values_list("records", flat=True))
        if right != {len(range(k, EACH, len(KINDS))) for k in range(len(KINDS))}:
            raise SystemExit(f"the figures of a project are wrong: {sorted(right)}")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'records_servicerecord'")
        return taken, cursor.fetchone()[0]


def _held() -> tuple[Division, Post]:
    county = queries.by_code(CODE) or _opened()
    buyer = cases.post(Role.PURCHASER, county)
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        if not ServiceProject.objects.filter(county_id=county.pk).exists():
            with acting():
                _fill(county)
    tables = (ServiceRecord, ServiceProject, Indicator, IndicatorFigure)
    cases.analysed(*(model._meta.db_table for model in tables))
    return county, buyer


def _opened() -> Division:
    told = {"year": 2023, "source": "生成的数据，虚构", "by": system_actor()}
    county = places.open_division(None, code=CODE, name=f"项目县 {CODE}", level=Level.COUNTY, **told)
    for number in range(TOWNS):
        town = places.open_division(county, code=f"{CODE}{100 + number}", name=f"第{number + 1}镇", **told)
        places.open_division(town, code=f"{town.code}001", name=f"{town.name}社区", **told)
    return county


def _fill(county: Division) -> None:
    """Make the projects with their indicators and records, and count them."""
    today = timezone.localdate()
    start = today - timedelta(days=200)
    here = list(Division.objects.current().filter(county=county, level=Level.COMMUNITY).order_by("code"))
    projects = [_project(county, number, start) for number in range(PROJECTS)]
    cases.made(_indicator(one, position) for one in projects for position in range(INDICATORS))
    cases.made(_record(one, number, start, here) for one in projects for number in range(EACH))
    figures.write(projects)


def _project(county: Division, number: int, start: date) -> ServiceProject:
    ours = Organisation.objects.create(name=f"示范机构{new_id().hex[-8:]}", kind="agency", county_id=county.pk)
    programme = Programme.objects.create(name=f"示范项目{number}", county_id=county.pk, starts_on=start)
    return ServiceProject.objects.create(
        number=f"BENCH-{number}", place=county, county_id=county.pk, name=f"示范项目{number}", total=15_000_000,
        starts_on=start, ends_on=start + timedelta(days=364), state=State.RUNNING, organisation=ours,
        programme=programme, signed_on=start, opened_at=timezone.now(),
    )  # fmt: skip


def _indicator(project: ServiceProject, position: int) -> Indicator:
    """Return one indicator: a kind of record, by number, hours or heads."""
    kind, measured = KINDS[position % len(KINDS)], MEASURES[position // len(KINDS) % len(MEASURES)]
    return Indicator(
        project=project, position=position, nature="output", name=f"示范指标{position}",
        meaning="示范", how=Indicator.How.OWN, rule={"measure": measured, "kind": [kind]}, measure=measured,
        kinds=[kind], target=4_000, unit="次", proof="服务记录",
    )  # fmt: skip


def _record(project: ServiceProject, number: int, start: date, here: list[Division]) -> ServiceRecord:
    place, kind = here[number % len(here)], KINDS[number % len(KINDS)]
    return ServiceRecord(
        kind=kind, method=METHOD_OF[kind], happened_on=start + timedelta(days=number % 200), minutes=30,
        service_minutes=30, head_count=1, programme=project.programme, channel="web", provenance=Provenance.ON_THE_SPOT,
        source=f"bench.{CODE}", source_id=new_id().hex, recorded_at=timezone.now(), county_id=place.county_id,
        town_id=place.town_id, community_id=place.pk,
    )  # fmt: skip
