"""Workers on the register, as tests need them."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from linli.accounts.models import Role
from linli.directory.models import Organisation
from linli.kernel.policy import acting
from linli.places.models import Division
from linli.workforce import actions
from linli.workforce.facts import Certificate, Facts
from linli.workforce.models import Credential, Worker
from tests.conftest import Standing
from tests.factories.places import County

Enrol = Callable[..., Worker]
_numbers = count(1)


def certificate(grade: str = "worker", **facts: Any) -> Certificate:
    """Return a certificate with a number nobody has."""
    return Certificate(grade, facts.pop("number", f"ZS{next(_numbers):08d}"), **facts)


@pytest.fixture
def agency(county: County) -> Organisation:
    """An agency of the county."""
    with acting():
        return Organisation.objects.create(name="示范社工中心", kind="agency", county_id=county.division.pk)


@pytest.fixture
def officer(county: County, post: Callable[..., Standing]) -> Standing:
    """The county's officer."""
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def joined(post: Callable[..., Standing]) -> Callable[..., tuple[Standing, Worker]]:
    """Return a maker of workers who registered themselves from a post in a town."""

    def make(town: Division, name: str = "李示范", **facts: Any) -> tuple[Standing, Worker]:
        standing = post(Role.SOCIAL_WORKER, town)
        return standing, actions.join(Facts(name, town, **facts), by=standing.actor)

    return make


@pytest.fixture
def certified(joined: Any, officer: Standing) -> Callable[..., Worker]:
    """Return a maker of workers whose certificate was verified."""

    def make(
        town: Division, name: str = "李示范", grade: str = "worker", until: date | None = None, **facts: Any
    ) -> Worker:
        standing, worker = joined(town, name, **facts)
        told = actions.add_credential(worker, certificate(grade, valid_until=until), by=standing.actor)
        actions.verify_credentials([told.pk], "original", by=officer.actor)
        return worker

    return make


def states() -> dict[str, int]:
    """Return how many certificates stand in each state."""
    found: dict[str, int] = {}
    for state in Credential.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
