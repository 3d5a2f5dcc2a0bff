"""The audit administrator reads the trail of a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
PAGES = ["/m/audit/", "/m/audit/looks/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_day_that_has_not_come_is_refused(county: County, post: Post, sign_in: SignIn, address: str) -> None:
    client = sign_in(post(Role.AUDIT_ADMIN, county.division))
    for day in (date.max, timezone.localdate() + timedelta(days=1)):
        answer = client.get(address, {"day": day.isoformat()})
        assert answer.status_code == 200
        assert "这一天还没有到" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_first_of_all_days_is_empty(county: County, post: Post, sign_in: SignIn, address: str) -> None:
    answer = sign_in(post(Role.AUDIT_ADMIN, county.division)).get(address, {"day": date.min.isoformat()})
    assert (answer.status_code, answer.context["page"].rows) == (200, [])


def test_a_day_holds_what_was_done_on_it(county: County, post: Post, sign_in: SignIn) -> None:
    worker = post(Role.SOCIAL_WORKER, county.communities[0])
    record(worker.actor, county.communities[0])
    client = sign_in(post(Role.AUDIT_ADMIN, county.division))
    today = timezone.localdate()
    of = lambda day: client.get("/m/audit/", {"day": day.isoformat(), "verb": "record."}).context["page"].rows  # noqa: E731
    assert len(of(today)) == 1
    assert of(today - timedelta(days=1)) == []
