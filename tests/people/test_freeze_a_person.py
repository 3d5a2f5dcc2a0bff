"""What a record keeps of a person, as she was on the day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.ids import new_id
from linli.people import actions, packs, queries
from linli.people.models import Person, PriorityTag, Sex
from tests.conftest import Standing, see
from tests.factories.places import County


def test_nobody_out_of_sight_is_frozen(county: County, person: Person) -> None:
    see(county.towns[1])
    assert queries.frozen([person.pk, new_id()], date(2026, 1, 1)) == {}


def test_categories_are_those_of_the_day(county: County, worker: Standing, person: Person) -> None:
    old = actions.tag(person, actions.Mark("disability", starts_on=date(2024, 1, 1)), by=worker.actor)
    actions.untag(old, by=worker.actor, ends_on=date(2024, 6, 30))
    home = (county.towns[0].pk, county.communities[0].pk)
    before, within, last, after = (
        queries.frozen([person.pk], day)[person.pk]
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1))
    )
    assert before == queries.Frozen("70-79", Sex.FEMALE, (), *home)
    assert within == last == queries.Frozen("70-79", Sex.FEMALE, ("disability",), *home)
    assert after.categories == ()


def test_one_category_on_two_bases_is_one(worker: Standing, person: Person) -> None:
    mark = actions.Mark("elder_alone", PriorityTag.Basis.RECOGNISED, "示范镇人民政府", starts_on=date(2026, 1, 1))
    actions.tag(person, mark, by=worker.actor)
    assert queries.frozen([person.pk], date(2026, 6, 1))[person.pk].categories == ("elder_alone",)


def test_two_queries_however_many(county: County, worker: Standing, person: Person) -> None:
    more = [
        actions.register(by=worker.actor, community=county.communities[0], name=f"某{number}").pk for number in range(3)
    ]
    for wanted in ([person.pk], [person.pk, *more]):
        with CaptureQueriesContext(connection) as caught:
            assert len(queries.frozen(wanted, date(2026, 1, 1))) == len(wanted)
        assert len(caught) == 2


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (None, ""),
        (date(2026, 1, 2), ""),
        (date(2026, 1, 1), "0-5"),
        (date(2020, 1, 2), "0-5"),
        (date(2020, 1, 1), "6-12"),
        (date(2008, 1, 2), "13-17"),
        (date(2008, 1, 1), "18-34"),
        (date(1966, 1, 2), "35-59"),
        (date(1966, 1, 1), "60-69"),
        (date(1946, 1, 1), "80+"),
    ],
)
def test_age_bands(born: date | None, band: str) -> None:
    assert packs.age_band(born, date(2026, 1, 1)) == band


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2024, 2, 29), date(2025, 2, 28)])
def test_a_bands_birthdays_agree_with_the_band_itself(day: date) -> None:
    for code in packs.age_bands():
        limits = queries.born_between(code, day)
        assert limits is not None
        first, last = limits
        assert packs.age_band(first, day) == packs.age_band(last, day) == code
        if last < day:
            assert packs.age_band(date.fromordinal(last.toordinal() + 1), day) != code


def test_the_twenty_types_are_marked_as_one_stations_script() -> None:
    assert len(packs.categories()) == 20
    assert packs.category_name("low_income") == "低保"
    assert packs.category_name("gone_from_the_pack") == "gone_from_the_pack"
