"""Two workers refresh the same county at once: the tallies come out right, and no mark is lost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel.period import Period
from linli.records import definitions, tallies
from linli.records.models import PeriodTally, TallyMark
from tests.conftest import Standing, see
from tests.factories.histories import History
from tests.factories.places import County
from tests.factories.records import record
from tests.support.recount import recount
from tests.support.threads import race

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))


def test_two_refreshes_and_a_writer_at_once(county: County, post: Callable[..., Standing]) -> None:
    officer = post(Role.COUNTY_OFFICER, county.division).actor
    worker = post(Role.SOCIAL_WORKER, county.towns[0]).actor
    with transaction.atomic():
        see(county.division)
        History(county, 31).go_on(12)

    def refresh() -> int:
        return tallies.refresh(county.division, by=system_actor())

    def write() -> int:
        record(worker, county.communities[0], happened_on=date(2023, 6, 1))
        return 0

    results = race(officer.scope, refresh, refresh, write)
    assert not [one for one in results if isinstance(one, Exception)]
    with transaction.atomic():
        see(county.division)
        tallies.refresh(county.division, by=system_actor())
        told = definitions.of(county.division)
        cells = tallies.cells(county.division, YEAR, told) or []
        assert {cell.code: (cell.amount, cell.records) for cell in cells} == recount(
            county.division, YEAR, told.indicators
        )
        assert not TallyMark.objects.exists()
        rows = PeriodTally.objects.values_list("place_id", "indicator", "period_kind", "start")
        assert len(rows) == len(set(rows))
