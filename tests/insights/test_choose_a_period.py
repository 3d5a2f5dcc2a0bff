"""A report tells of days that can have records; two hands that make it at once make one."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.insights import actions, queries
from linli.insights.models import Report
from linli.kernel.period import Period
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.support.threads import race

Post = Callable[..., Standing]
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
THIS_YEAR = timezone.localdate().year
IMPOSSIBLE = [
    (date(2026, 1, 1), date.max, "end", "最晚到明年年底"),
    (date.min, date(1, 3, 31), "start", "最早从 2000 年"),
    (date(1, 5, 5), date(2026, 1, 1), "start", "最早从 2000 年"),
    (date(1, 6, 5), date(1, 6, 10), "start", "最早从 2000 年"),
    (date(9999, 1, 1), date.max, "start", "还没有到"),
    (date(2014, 1, 1), date(2024, 6, 30), "end", "最长 10 年"),
]


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.mark.parametrize(("start", "end", "field", "sentence"), IMPOSSIBLE)
def test_impossible_days_are_refused_at_their_field(
    county: County,
    lead: Standing,
    sign_in: Callable[[Standing], Client],
    start: date,
    end: date,
    field: str,
    sentence: str,
) -> None:
    asked = {"preset": "free", "place": county.towns[0].pk, "start": start.isoformat(), "end": end.isoformat()}
    answer = sign_in(lead).post("/m/reports/", asked)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert sentence in answer.content.decode()
    see(county.division)
    assert not Report.objects.exists()


@pytest.mark.parametrize(("start", "end", "field", "sentence"), IMPOSSIBLE)
def test_no_way_leads_to_a_report_of_impossible_days(
    county: County, lead: Standing, start: date, end: date, field: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.generate(county.towns[0], Period(start, end), by=lead.actor)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2000, 1, 1), date(2009, 12, 31)),
        (date(2016, 2, 29), date(2026, 2, 27)),
        (date(THIS_YEAR, 1, 1), date(THIS_YEAR + 1, 12, 31)),
    ],
)
def test_the_widest_days_make_a_report_that_opens(
    county: County, lead: Standing, sign_in: Callable[[Standing], Client], start: date, end: date
) -> None:
    asked = {"preset": "free", "place": county.towns[0].pk, "start": start.isoformat(), "end": end.isoformat()}
    assert sign_in(lead).post("/m/reports/", asked, follow=True).status_code == 200
    see(county.division)
    assert (Report.objects.get().start, Report.objects.get().end) == (start, end)


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_make_one_report(county: County, lead: Standing) -> None:
    def make() -> UUID:
        return actions.generate(county.towns[0], QUARTER, by=lead.actor).pk

    found = race(lead.actor.scope, make, make, make)
    assert len(set(found)) == 1
    with transaction.atomic():
        enter(lead.actor.scope)
        assert [report.pk for report in Report.objects.all()] == [found[0]]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_queue_they_get_in_each_others_way(
    county: County, lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_have_looked, numbers = threading.Barrier(3), queries.numbers

    def late(*told: Any) -> Any:
        if not getattr(waited, "once", False):
            waited.once = True
            all_have_looked.wait(10)
        return numbers(*told)

    waited = threading.local()
    monkeypatch.setattr(actions, "_queue", lambda place: None)
    monkeypatch.setattr(queries, "numbers", late)
    make = lambda: actions.generate(county.towns[0], QUARTER, by=lead.actor)  # noqa: E731
    found = race(lead.actor.scope, make, make, make)
    assert sorted(type(one).__name__ for one in found) == ["IntegrityError", "IntegrityError", "Report"]
