"""The figures of a project of 5,000 records equal a plain recount over exported rows, and no scan makes a page."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.directory.models import Programme
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.people.models import Alias
from linli.projects import actions
from linli.projects.models import Indicator, IndicatorFigure, ServiceProject
from linli.records import tallies
from linli.records.actions import correct, withdraw
from linli.records.models import METHOD_OF, Beneficiary, Kind, Method, ServiceRecord, Undertaking
from tests.factories import people, projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.records import record

RECORDS = 5_000
SIX, SESSIONS, HEADS, CROWD = 6, 6, 42, 25
KINDS = (
    *[Kind.CASE_SESSION, Kind.FOLLOW_UP] * 4, *[Kind.GROUP_SESSION] * 3, Kind.EVENT, *[Kind.HOME_VISIT] * 3,
    Kind.PHONE_VISIT,
)  # fmt: skip
RULES: tuple[dict[str, Any], ...] = (
    {"name": "个案服务", "measure": "undertakings", "kinds": ("case_session", "follow_up"), "min_acts": SIX},
    {"name": "小组", "measure": "undertakings", "kinds": ("group_session",), "min_acts": SESSIONS, "min_heads": HEADS},
    {"name": "活动", "measure": "records", "kinds": ("event",), "min_acts": 0, "min_heads": CROWD},
    {"name": "走访", "measure": "records", "kinds": ("home_visit",), "min_acts": 0},
    {"name": "人次", "measure": "person_times", "min_acts": 0, "kinds": ()},
    {"name": "工时", "measure": "hours", "min_acts": 0, "kinds": ()},
    {"name": "人数", "measure": "persons", "min_acts": 0, "kinds": ()},
    {"name": "七十岁以上", "measure": "persons", "min_acts": 0, "kinds": (), "rule": {"age_band": ["70-79"]}},
)


@pytest.fixture
def project(county: County, who: Buying) -> ServiceProject:
    """A project with an indicator of every kind."""
    made = projects.draft(county.division, who.buyer)
    for row in RULES[1:]:
        actions.say_indicator(made, projects.indicator(**row), by=who.buyer)
    made = actions.agree(actions.submit(made, by=who.buyer), 0, by=who.chain[0])
    day = min(timezone.localdate(), made.starts_on)
    made = actions.award(made, who.agency, by=who.buyer, on=day, sentence="磋商")
    return actions.sign(made, by=who.buyer, on=day, contract="1号")


def generate(county: County, project: ServiceProject, *, dice: random.Random) -> None:
    """Write records in bulk: counted to the project, to another purpose, to none; on its days and around them."""
    with acting():
        other = Programme.objects.create(name="别的项目", county_id=county.division.pk, starts_on=project.starts_on)
        served = [people.person(place, f"示范{n}") for n, place in enumerate(county.communities * 50)]
        works = Undertaking.objects.bulk_create(_works(county, project, dice))
        made = ServiceRecord.objects.bulk_create(_records(county, project, other, works, dice), 1000)
        rows = [
            Beneficiary(
                record=one, person=person, age_band=dice.choice(("60-69", "70-79")), county_id=one.county_id,
                town_id=one.town_id, community_id=one.community_id,
            )
            for one in made for person in dice.sample(served, dice.randint(0, 2))
        ]  # fmt: skip
        Beneficiary.objects.bulk_create(rows, 2000)


def _works(county: County, project: ServiceProject, dice: random.Random) -> Iterator[Undertaking]:
    for number in range(260):
        place = dice.choice(county.communities)
        kind = "case" if number < 200 else "group"
        yield Undertaking(
            kind=kind, title=f"事项{number}", source="test", source_id=str(number), opened_on=project.starts_on,
            county_id=place.county_id, town_id=place.town_id, community_id=place.pk,
        )  # fmt: skip


def _records(
    county: County, project: ServiceProject, other: Programme, works: list[Undertaking], dice: random.Random
) -> Iterator[ServiceRecord]:
    cases, groups = works[:200], works[200:]
    length = (timezone.localdate() - project.starts_on).days
    for _number in range(RECORDS):
        kind, place = dice.choice(KINDS), dice.choice(county.communities)
        pool = {Method.CASE: cases, Method.GROUP: groups}.get(METHOD_OF[kind])
        minutes, key = dice.choice((None, 20, 30, 45, 90)), new_id()
        yield ServiceRecord(
            key=key, kind=kind, method=METHOD_OF[kind], minutes=minutes, service_minutes=minutes or 0,
            happened_on=project.starts_on + timedelta(days=dice.randint(-20, length)), source_id=str(key),
            head_count=dice.choice((1, 2, 6, 8, 24, 25, 30)), undertaking=dice.choice(pool) if pool else None,
            programme=dice.choices((project.programme, other, None), (80, 10, 10))[0], channel="web",
            provenance="on_the_spot", source="test", recorded_at=timezone.now(), county_id=place.county_id,
            town_id=place.town_id, community_id=place.pk,
        )  # fmt: skip


def changed(county: County, project: ServiceProject) -> None:
    """Correct and withdraw some of what was written by the verbs; put two files of one person together."""
    lead = projects.actor("station_lead", county.towns[0])
    rows = ServiceRecord.objects.filter(programme=project.programme, superseded_at=None, town_id=county.towns[0].pk)
    some = list(rows.order_by("pk")[:40])
    for number, one in enumerate(some):
        if number % 4 == 0:
            withdraw(one, by=lead, reason="记错了")
        elif number % 4 == 1:
            correct(one, by=lead, reason="选错项目", programme=None)
        elif number % 4 == 2:
            correct(one, by=lead, reason="少记了人", head_count=one.head_count + 40)
        else:
            correct(one, by=lead, reason="日期不对", happened_on=project.starts_on - timedelta(days=1))
    named = list(Beneficiary.objects.values_list("person_id", flat=True).distinct().order_by("person_id")[:2])
    with acting():
        Alias.objects.create(person_id=named[0], kept_id=named[1], since=timezone.now())


@dataclass
class Row:
    """One exported row: what a spreadsheet would hold."""

    id: UUID
    programme: UUID | None
    day: date
    kind: str
    minutes: int
    heads: int
    work: UUID | None
    corrects: UUID | None
    withdrawn: bool
    people: list[tuple[UUID, str]] = field(default_factory=list)


def exported() -> list[Row]:
    """Return every record as plain values, all versions of each."""
    rows = {
        told[0]: Row(*told)
        for told in ServiceRecord.objects.values_list(
            "pk", "programme_id", "happened_on", "kind", "service_minutes", "head_count", "undertaking_id",
            "corrects_id", "withdrawn",
        )
    }  # fmt: skip
    for record_id, person, band in Beneficiary.objects.values_list("record_id", "person_id", "age_band"):
        rows[record_id].people.append((person, band))
    return list(rows.values())


def recount(rows: list[Row], project: ServiceProject, aliases: dict[UUID, UUID]) -> dict[str, tuple[int, int]]:
    """Count again without a database: what stands, names the purpose and lies in the days; minimums by hand."""
    replaced = {row.corrects for row in rows if row.corrects}
    mine = [
        row for row in rows
        if row.id not in replaced and not row.withdrawn and row.programme == project.programme_id
        and project.starts_on <= row.day <= project.ends_on
    ]  # fmt: skip
    acts: dict[str, dict[UUID, list[int]]] = {"case": defaultdict(list), "group": defaultdict(list)}
    for row in mine:
        sort = {"case_session": "case", "follow_up": "case", "group_session": "group"}.get(row.kind)
        if sort and row.work:
            acts[sort][row.work].append(row.heads)
    full = [heads for heads in acts["group"].values() if len(heads) >= SESSIONS and sum(heads) >= HEADS]
    cases = [heads for heads in acts["case"].values() if len(heads) >= SIX]
    events = [row for row in mine if row.kind == "event"]
    big = [row for row in events if row.heads >= CROWD]
    seen = {aliases.get(person, person) for row in mine for person, _band in row.people}
    old = {aliases.get(person, person) for row in mine for person, band in row.people if band == "70-79"}
    return {
        "个案服务": (len(cases), len(acts["case"]) - len(cases)), "小组": (len(full), len(acts["group"]) - len(full)),
        "活动": (len(big), len(events) - len(big)), "走访": (sum(row.kind == "home_visit" for row in mine), 0),
        "人次": (sum(row.heads for row in mine), 0), "工时": (sum(row.minutes for row in mine), 0),
        "人数": (len(seen), 0), "七十岁以上": (len(old), 0),
    }  # fmt: skip


def figures(project: ServiceProject) -> dict[str, tuple[int, int]]:
    """Return what the product has kept."""
    rows = IndicatorFigure.objects.filter(indicator__project=project).select_related("indicator")
    return {row.indicator.name: (row.amount, row.short) for row in rows}


def test_five_thousand_records_come_to_what_a_plain_recount_says(county: County, project: ServiceProject) -> None:
    generate(county, project, dice=random.Random(5000))
    tallies.rebuild(county.division, by=system_actor())
    before = figures(project)
    assert before == recount(exported(), project, {})
    changed(county, project)
    while tallies.refresh(county.division, by=system_actor()):
        pass
    aliases = dict(Alias.objects.values_list("person_id", "kept_id"))
    after, told = figures(project), recount(exported(), project, aliases)
    assert after == told
    assert after != before
    assert all(amount > 0 for amount, _short in told.values())
    assert min(told["个案服务"][1], told["小组"][1], told["活动"][1]) > 0
    assert len(aliases) == 1
    assert "Seq Scan" not in _plan(project)


def _plan(project: ServiceProject) -> str:
    """Return how the database finds a project's records."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_servicerecord")
        cursor.execute(
            "EXPLAIN SELECT count(*) FROM records_servicerecord"
            " WHERE programme_id = %s AND happened_on BETWEEN %s AND %s",
            [project.programme_id, project.starts_on, project.starts_on],
        )
        return " ".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("wrong", ["minimum", "withdrawn", "elsewhere"])
def test_the_recount_catches_a_count_that_is_wrong(county: County, project: ServiceProject, wrong: str) -> None:
    worker = projects.actor("social_worker", county.towns[0])
    case = people_case(county, worker)
    facts: dict[str, Any] = {"kind": Kind.CASE_SESSION, "undertaking": case, "happened_on": timezone.localdate()}
    told = [record(worker, county.communities[0], programme=project.programme, **facts) for _n in range(SIX)]
    if wrong == "elsewhere":
        record(worker, county.communities[0], kind=Kind.HOME_VISIT, happened_on=timezone.localdate())
    tallies.rebuild(county.division, by=system_actor())
    assert figures(project)["个案服务"] == (1, 0) == recount(exported(), project, {})["个案服务"]
    rows = exported()
    if wrong == "minimum":
        rows = [row for row in rows if row.id != told[0].pk]
    elif wrong == "withdrawn":
        rows[-1].withdrawn = True
    else:
        for row in rows:
            row.programme = project.programme_id
    assert recount(rows, project, {}) != figures(project)


def people_case(county: County, worker: Any) -> Undertaking:
    """Open a case."""
    from linli.records.actions import undertake

    return undertake("case", "个案", county.communities[0], by=worker, source="test", source_id="case",
                     opened_on=timezone.localdate())  # fmt: skip


def test_a_record_that_leaves_a_project_leaves_its_figure(county: County, project: ServiceProject) -> None:
    worker = projects.actor("social_worker", county.towns[0])
    facts: dict[str, Any] = {"kind": Kind.HOME_VISIT, "happened_on": timezone.localdate()}
    made = record(worker, county.communities[0], programme=project.programme, **facts)
    tallies.refresh(county.division, by=system_actor())
    assert figures(project)["走访"] == (1, 0)
    correct(made, by=worker, reason="选错项目", programme=None)
    tallies.refresh(county.division, by=system_actor())
    assert figures(project)["走访"] == (0, 0)


def test_a_town_does_not_recount(county: County, project: ServiceProject) -> None:
    with pytest.raises(Refused, match="由系统来数"):
        actions.recount(project, by=projects.actor("purchaser", county.towns[0]))
    assert actions.recount(project, by=projects.actor("purchaser", county.division)).pk == project.pk
    assert Indicator.objects.filter(project=project, figure__isnull=False).count() == len(RULES)
