"""Two files of one person count once, from the merge on until it is undone; records keep the id they were written with.

Every number is held against a recount in plain Python: the count itself, the tallies, and what stood at a moment.
"""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.people import actions as people
from linli.people.models import Merge, Person
from linli.places.models import Division
from linli.records import counting, definitions, tallies, tasks
from linli.records.actions import undertake
from linli.records.loading import Told, load
from linli.records.models import Kind, ServiceRecord
from linli.records.queries import Filters, listed
from tests.conftest import Standing, see
from tests.factories.histories import History
from tests.factories.people import person
from tests.factories.places import County
from tests.factories.records import entry, record
from tests.support.recount import recount
from tests.support.threads import race

Post = Callable[..., Standing]
YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def numbers(place: Division, as_of: object = None) -> dict[str, tuple[int, int]]:
    """Return every number of the year, the same by count, by tally and by hand."""
    told = definitions.of(place)
    by_hand = recount(place, YEAR, told.indicators, as_of)  # type: ignore[arg-type]
    counted = counting.count(place, YEAR, told.indicators, as_of)  # type: ignore[arg-type]
    assert {cell.code: (cell.amount, cell.records) for cell in counted} == by_hand
    if as_of is None:
        tasks.bring_up_to_date()
        kept = {cell.code: (cell.amount, cell.records) for cell in tallies.cells(place, YEAR, told) or ()}
        assert kept == by_hand or not (kept or any(records for _amount, records in by_hand.values()))
    return by_hand


def group(county: County, lead: Standing) -> tuple[Person, Person]:
    """Both files of one person came to one meeting of a group, and each to another."""
    both = person(county.communities[0], "王小明"), person(county.communities[0], "王晓明")
    for names in (both, both[:1], both[1:]):
        meeting(lead.actor, county.communities[0], *names)
    return both


def meeting(by: Actor, place: Division, *who: Person) -> None:
    group = undertake(
        "group", "暖心小组", place, by=by, source="test", source_id=place.code, opened_on=date(2024, 1, 1)
    )
    record(by, place, kind=Kind.GROUP_SESSION, undertaking=group, persons=list(who))


def test_a_group_where_both_came_counts_two_then_one_then_two(county: County, lead: Standing) -> None:
    kept, other = group(county, lead)
    before = numbers(county.division)
    assert before["group_persons"] == (2, 3)
    made = people.merge(kept, other, by=lead.actor)
    assert numbers(county.division)["group_persons"] == (1, 3)
    assert numbers(county.communities[0])["group_persons"] == (1, 3)
    people.unmerge(made, by=lead.actor)
    assert numbers(county.division) == before


def test_what_was_counted_before_the_merge_stays_as_it_was_at_that_moment(county: County, lead: Standing) -> None:
    kept, other = group(county, lead)
    then = timezone.now()
    made = people.merge(kept, other, by=lead.actor)
    between = timezone.now()
    people.unmerge(made, by=lead.actor)
    for moment, persons in ((then, 2), (between, 1), (timezone.now(), 2)):
        assert numbers(county.division, moment)["group_persons"] == (persons, 3)


def test_records_out_of_the_workers_sight_are_counted_anew_too(county: County, lead: Standing) -> None:
    kept, other = group(county, lead)
    for who in (kept, other):
        meeting(system_actor(), county.communities[2], who)
    numbers(county.division)
    enter(lead.actor.scope)
    people.merge(kept, other, by=lead.actor)
    see(county.division)
    assert numbers(county.towns[1])["group_persons"] == (1, 2)


@pytest.mark.parametrize("seed", range(2))
def test_any_history_with_merges_counts_as_by_hand(county: County, post: Post, seed: int) -> None:
    officer = post(Role.COUNTY_OFFICER, county.division).actor
    history, chance = History(county, seed), Random(seed)  # noqa: S311
    for _round in range(4):
        history.go_on(12)
        pair = chance.sample(history.residents, 2)
        if _mergeable(*pair):  # type: ignore[arg-type]
            people.merge(*pair, by=officer)  # type: ignore[arg-type]
        if _round == 2 and (made := Merge.objects.filter(undone_at=None).first()):
            people.unmerge(made, by=officer)
        for place in (county.division, county.towns[0], county.communities[0]):
            numbers(place)


def _mergeable(kept: Person, other: Person) -> bool:
    rows = Person.objects.filter(pk__in=[kept.pk, other.pk])
    return not any(row.merged_into_id or row.aliases.exists() for row in rows)


def test_both_timelines_are_one_and_a_record_of_both_stands_once(county: County, lead: Standing) -> None:
    kept, other = group(county, lead)
    assert listed(lead.actor, Filters(person=kept.pk)).count() == 2
    people.merge(kept, other, by=lead.actor)
    assert listed(lead.actor, Filters(person=kept.pk)).count() == 3


def test_a_person_with_ten_thousand_records_is_merged_and_parted_in_a_fixed_number_of_statements(
    county: County, lead: Standing
) -> None:
    few, many = group(county, lead), (person(county.communities[0], "李多"), person(county.communities[0], "李夛"))
    days = [date(2024, 1 + number % 12, 1 + number % 28) for number in range(10_000)]
    told = [
        Told(entry(county.communities[0], happened_on=day, persons=[many[number % 2]]), lead.post)
        for number, day in enumerate(days)
    ]
    load(told, by=system_actor())
    assert ServiceRecord.objects.filter(beneficiaries__person__in=many).count() == 10_000
    statements = []
    for kept, other in (few, many):
        with CaptureQueriesContext(connection) as merging:
            made = people.merge(kept, other, by=lead.actor)
        with CaptureQueriesContext(connection) as parting:
            people.unmerge(made, by=lead.actor)
        statements.append((len(merging), len(parting)))
    assert statements[0] == statements[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_file_at_once_one_is_told(county: County, post: Post) -> None:
    lead = post(Role.SOCIAL_WORKER, county.towns[0])
    with transaction.atomic():
        enter(lead.actor.scope)
        one, two, three = (people.register(by=lead.actor, community=county.communities[0], name=n) for n in "甲乙丙")
    found = race(
        lead.actor.scope,
        lambda: people.merge(one, two, by=lead.actor),
        lambda: people.merge(three, two, by=lead.actor),
        lambda: people.merge(two, one, by=lead.actor),
    )
    told = [answer for answer in found if isinstance(answer, Refused)]
    assert len(told) == 2
    assert not [answer for answer in found if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    with transaction.atomic():
        enter(lead.actor.scope)
        assert Person.objects.exclude(merged_into=None).count() == 1
