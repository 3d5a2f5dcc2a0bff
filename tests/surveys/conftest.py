"""A county with people of several ages, two communities of them."""

from datetime import date

import pytest

from linli.people.models import Person
from tests.factories.people import person
from tests.factories.places import County

BIRTHS = (date(1950, 5, 1), date(1953, 3, 1), date(1962, 2, 1), date(1990, 6, 1), date(1995, 7, 1))


@pytest.fixture
def residents(county: County) -> list[Person]:
    """Five grown-ups in each of two communities."""
    return [
        person(county.communities[place], f"居民{place}{number}", birth_date=born)
        for place in (0, 2)
        for number, born in enumerate(BIRTHS)
    ]
