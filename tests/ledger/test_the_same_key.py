"""A key is the name of one request: told again it returns what it became, another request under it is refused."""

import pytest

from linli.audit.models import Event
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.ledger import actions, queries
from linli.ledger.actions import Leg
from linli.ledger.models import Hold, Transfer
from tests.factories.ledger import HERE, JOB, account, funded, move, reach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here() -> None:
    reach()


def test_told_again_it_is_one_effect_and_the_same_answer() -> None:
    her, him = funded(100), account()
    first = move(her, him, 30, "one")
    events = Event.objects.count()
    again = move(her, him, 30, "one")
    assert (again.transfer, again.fresh) == (first.transfer, False)
    assert queries.balance(him) == 30
    assert Event.objects.count() == events


def test_the_order_of_the_legs_makes_no_other_request() -> None:
    her, him = funded(100), account()
    legs = [Leg(her, -5), Leg(him, 5)]
    first = actions.transfer("test", legs, key="k", place=HERE, by=JOB)
    assert actions.transfer("test", legs[::-1], key="k", place=HERE, by=JOB).transfer == first.transfer


def test_another_request_under_the_key_is_refused() -> None:
    her, him = funded(100), account()
    move(her, him, 30, "one")
    for amount, kind, by in (
        (31, "test", JOB), (30, "gift", JOB), (30, "test", Actor(user=new_id(), channel=Channel.JOB)),
    ):  # fmt: skip
        with pytest.raises(Refused, match="已经记过另一笔"):
            actions.transfer(kind, [Leg(her, -amount), Leg(him, amount)], key="one", place=HERE, by=by)
    assert queries.balance(him) == 30


def test_a_request_that_was_refused_may_come_again_under_its_key() -> None:
    her, him = account(), account()
    with pytest.raises(Refused, match="余额不够"):
        move(her, him, 30, "one")
    assert not Transfer.objects.exists()
    move(funded(50), her, 50)
    assert move(her, him, 30, "one").fresh


def test_what_is_kept_back_has_its_key_too() -> None:
    her = funded(100)
    first = actions.reserve(her, 40, key="h", place=HERE, by=JOB)
    assert actions.reserve(her, 40, key="h", place=HERE, by=JOB) == first
    assert Hold.objects.count() == 1
    with pytest.raises(Refused, match="已经记过另一笔"):
        actions.reserve(her, 41, key="h", place=HERE, by=JOB)
    assert queries.standing(her).held == 40


@pytest.mark.parametrize("key", ["", "x" * 161])
def test_a_key_has_its_length(key: str) -> None:
    with pytest.raises(ValueError, match="160"):
        actions.reserve(funded(10), 1, key=key, place=HERE, by=JOB)
