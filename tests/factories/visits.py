"""People who are visited: elders with a category, at the doors of the test county."""

from datetime import date

from linli.kernel.policy import acting
from linli.people.models import Person, PriorityTag
from tests.factories import people
from tests.factories.places import County

LONG_AGO = date(2020, 1, 1)


def elder(county: County, door: int = 0, name: str = "王奶奶", category: str = "elder_alone") -> Person:
    """Register somebody of 1935 behind a door of the county, with a category since long ago."""
    dwelling = county.dwellings[door]
    number = next(n for n, place in enumerate(county.communities) if place.pk == dwelling.community_id)
    home = people.household(dwelling)
    person = people.person(county.communities[number], name, household=home, birth_date=date(1935, 6, 1))
    person.grid_id = dwelling.grid_id
    with acting():
        person.save()
    tag(person, category)
    return person


def tag(person: Person, category: str, since: date = LONG_AGO) -> PriorityTag:
    """Give somebody a category from a day on."""
    with acting():
        return PriorityTag.objects.create(
            person=person, category=category, basis="observed", starts_on=since, county_id=person.county_id,
            town_id=person.town_id, community_id=person.community_id, grid_id=person.grid_id,
        )  # fmt: skip
