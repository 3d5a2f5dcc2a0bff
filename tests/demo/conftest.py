"""The demo county, loaded once for the tests of this folder."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from linli.accounts.sight import system_actor
from linli.desk.demo import build, county
from linli.desk.demo.staff import Staff
from linli.kernel.scope import Scope, enter
from linli.places.models import Division
from tests.support import database

TODAY = date(2024, 11, 20)


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[Division, Staff]]:
    """Load the demo inside one transaction that every test of the folder looks into and nobody keeps."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        opened = county.open_county(system_actor())
        enter(Scope(column="county_id", areas=(opened.division.pk,)))
        yield opened.division, build.build(lambda _line: None, TODAY, opened)
        transaction.set_rollback(True)
    database.vacuum()


@pytest.fixture
def demo(loaded: tuple[Division, Staff], django_db_blocker: pytest.FixtureRequest) -> Iterator[Division]:
    """Open the loaded county for one test; what the test writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield loaded[0]
        transaction.set_rollback(True)
