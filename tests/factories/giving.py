"""Money and applications for tests of doors: one source, one sum, one application of an area's town."""

from typing import Any

from django.utils import timezone

from linli.giving.models import Application, FundLine, MoneySource
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.places.models import Division


def source(county: int, **facts: Any) -> MoneySource:
    """Make a source of a county."""
    told = {"kind": "lottery", "name": f"示范来源{new_id()}", "noted_at": timezone.now(), **facts}
    with acting():
        return MoneySource.objects.create(county_id=county, **told)


def line(town: Division) -> FundLine:
    """Make a sum of a town, of which nothing has come in."""
    assert town.county_id is not None
    with acting():
        return FundLine.objects.create(
            source=source(town.county_id), name="示范资金", year=2026, amount=100_00, paper="示范1号",
            noted_at=timezone.now(), county_id=town.county_id, town_id=town.pk,
        )  # fmt: skip


def application(town: Division) -> Application:
    """Make a draft of a town."""
    assert town.county_id is not None
    today = timezone.localdate()
    with acting():
        return Application.objects.create(
            place=town, source=source(town.county_id), title="示范申请", purpose="示范", asked=100_00, year=2026,
            starts_on=today.replace(month=1, day=1), ends_on=today, codes=["visit_count"], noted_at=timezone.now(),
            county_id=town.county_id, town_id=town.pk,
        )  # fmt: skip
