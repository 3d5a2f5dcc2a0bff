"""Real threads: a double tap makes one record, and of two corrections one is told to look again."""

from collections.abc import Callable

import pytest
from django.db import transaction

from linli.accounts.models import Role
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.records import actions
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.support.threads import race

pytestmark = pytest.mark.django_db(transaction=True)
Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


def test_a_double_tap_makes_one_record(county: County, worker: Standing) -> None:
    key = new_id()
    tap = lambda: record(worker.actor, county.communities[0], key=key).pk  # noqa: E731
    found = race(worker.actor.scope, tap, tap, tap)
    assert len(set(found)) == 1
    with transaction.atomic():
        enter(worker.actor.scope)
        assert ServiceRecord.objects.count() == 1


def test_of_two_corrections_one_is_told_to_look_again(county: County, worker: Standing) -> None:
    with transaction.atomic():
        enter(worker.actor.scope)
        made = record(worker.actor, county.communities[0])
    found = race(
        worker.actor.scope,
        lambda: actions.correct(made, by=worker.actor, reason="一", minutes=45),
        lambda: actions.correct(made, by=worker.actor, reason="二", minutes=60),
    )
    refused = [answer for answer in found if isinstance(answer, Refused)]
    assert [answer.sentence for answer in refused] == ["这条记录已经更正过了，请打开最新的一条。"]
    with transaction.atomic():
        enter(worker.actor.scope)
        assert ServiceRecord.objects.standing().count() == 1
