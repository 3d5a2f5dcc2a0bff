"""A county that applies upwards, with activities on record."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.giving import actions
from linli.giving.models import Application, FundLine, MoneySource
from linli.kernel.period import Period
from linli.places.models import Division
from linli.records.models import Kind, ServiceRecord
from tests.conftest import Standing
from tests.factories import records
from tests.factories.places import County

MAY = Period(date(2024, 5, 1), date(2024, 5, 31))


@pytest.fixture
def officer(county: County, post: Callable[..., Standing]) -> Standing:
    """The county's officer."""
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    """Who writes the records of the first community."""
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def lottery(county: County, officer: Standing) -> MoneySource:
    """The welfare-lottery fund."""
    return actions.open_source(county.division, kind="lottery", name="市福彩公益金", by=officer.actor)


@pytest.fixture
def federation(county: County, officer: Standing) -> MoneySource:
    """The charity federation."""
    return actions.open_source(county.division, kind="federation", name="市慈善会", by=officer.actor)


def event(place: Division, by: Standing, **facts: Any) -> ServiceRecord:
    """Write down an activity of thirty people in May."""
    return records.record(by.actor, place, **({"kind": Kind.EVENT, "head_count": 30, "minutes": 120} | facts))


def draft(place: Division, source: MoneySource, by: Standing, **facts: Any) -> Application:
    """Write an application for 50,000 yuan with the visits of May."""
    told: dict[str, Any] = {
        "title": "留守老人走访", "purpose": "给独居老人每月走访一次。", "asked": 5_000_000, "year": 2024, "period": MAY,
        "codes": ["visit_count", "visit_hours"],
    }  # fmt: skip
    return actions.open_application(place, source, by=by.actor, **(told | facts))


def granted(place: Division, source: MoneySource, by: Standing, amount: int = 3_000_000, **facts: Any) -> Application:
    """Send an application and have it answered; something must be on record."""
    made = actions.send(draft(place, source, by, **facts), by=by.actor)
    return actions.answer(made, amount, timezone.localdate(), paper="市民函〔2024〕9号", by=by.actor)


def fund(place: Division, source: MoneySource, by: Standing, amount: int = 1_000_000, came: int = 0) -> FundLine:
    """Enter a sum of 10,000 yuan, and what of it has come in."""
    line = actions.open_line(
        source, place, name="社工站经费", year=2024, amount=amount, paper="青财〔2024〕1号", by=by.actor
    )
    if came:
        actions.receive(line, came, timezone.localdate(), "凭证1", by=by.actor)
    return line
