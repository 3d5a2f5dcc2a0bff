"""Who works in the cases of these tests."""

from collections.abc import Callable

import pytest

from linli.accounts.models import Role
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def supervisor(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SUPERVISOR, county.towns[0])


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")
