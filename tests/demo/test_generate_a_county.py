"""A generated county has the size that was asked for, hangs together, and comes out the same from the same seed."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.desk.generator import actions, network
from linli.desk.generator.actions import Recipe
from linli.desk.generator.scales import SCALES, three_years
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.people import queries as people
from linli.people.models import Household, IdentityDocument, Person
from linli.people.numbers import document
from linli.people.queries import Wanted
from linli.places import queries
from linli.records import counting, definitions
from linli.records.models import Beneficiary, MonthlyTally, ServiceRecord

pytestmark = pytest.mark.django_db


def generate(**options: Any) -> None:
    call_command("generate", scale="small", stdout=StringIO(), **options)


def told(seed: int) -> tuple[list[Any], list[Any]]:
    """Return what the county of a seed says, without leaving it behind."""
    with transaction.atomic():
        generate(seed=seed)
        persons = list(Person.objects.order_by("id").values_list("id", "name", "birth_date", "actual_address"))
        acts = list(ServiceRecord.objects.order_by("id").values_list("id", "kind", "happened_on", "minutes"))
        transaction.set_rollback(True)
    return persons, acts


def test_a_county_that_may_exist_is_refused() -> None:
    with pytest.raises(CommandError, match="99 开头的虚构区县"):
        generate(county="610722")


def test_the_demo_county_is_refused() -> None:
    with pytest.raises(CommandError, match="99 开头的虚构区县"):
        generate(county="990722")


def test_nobody_generates_from_a_page(db: None) -> None:
    by, scale = system_actor(), SCALES["small"]
    period = three_years(timezone.localdate())
    county = network.open_county("990799", by)
    with pytest.raises(Refused, match="只能用命令"):
        actions.fill(
            county, [], Recipe(1, scale, period), by=Actor(role="county_officer"), say=lambda _line: None, fast=False
        )


def test_it_has_its_size_and_hangs_together() -> None:
    generate(seed=3)
    assert (Person.objects.count(), Household.objects.count(), ServiceRecord.objects.count()) == (600, 200, 2_000)
    today = timezone.localdate()
    for paper in IdentityDocument.objects.select_related("person")[:50]:
        read = document(paper.kind, paper.number, today=today)
        assert (read.birth_date, read.sex) == (paper.person.birth_date, paper.person.sex)
    for row in Beneficiary.objects.select_related("record")[:50]:
        (facts,) = people.frozen([row.person_id], row.record.happened_on).values()
        assert (row.age_band, row.sex, tuple(row.categories)) == (facts.age_band, facts.sex, facts.categories)
        assert (row.home_community_id, row.record.community_id) == (facts.community, facts.community)
    assert MonthlyTally.objects.exists()


def test_its_people_are_found_by_name_and_its_records_count() -> None:
    generate(seed=3)
    county = queries.by_code("990799")
    assert county is not None
    someone = Person.objects.order_by("id").first()
    assert someone is not None
    found = people.people(Wanted(text=someone.name), by=system_actor(), day=timezone.localdate())
    assert someone.pk in {person.pk for person in found.rows}
    cells = counting.count(county, three_years(timezone.localdate()), definitions.of(county).indicators)
    assert all(cell.amount > 0 for cell in cells if cell.code != "low_income_persons")


def test_a_county_with_people_is_left_alone() -> None:
    generate()
    with pytest.raises(CommandError, match="已经有居民"):
        generate()


def test_the_same_seed_is_the_same_county_and_another_is_another() -> None:
    assert told(5) == told(5)
    assert told(5) != told(6)


def test_three_years_end_with_the_last_whole_quarter() -> None:
    period = three_years(date(2026, 11, 21))
    assert (period.start, period.end) == (date(2023, 10, 1), date(2026, 9, 30))
