"""预留: what is kept back is nobody's to spend until it is used or let go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.kernel.policy import Refused
from linli.ledger import actions, queries
from linli.ledger.models import Hold
from linli.ledger.queries import Standing
from linli.ledger.reconciling import differences
from tests.factories.ledger import HERE, JOB, account, funded, issuer, move, reach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here() -> None:
    reach()


def test_what_is_kept_back_cannot_be_spent_nor_kept_twice() -> None:
    her, him = funded(100), account()
    actions.reserve(her, 70, key="a", place=HERE, by=JOB)
    with pytest.raises(Refused, match="余额不够"):
        move(her, him, 31)
    with pytest.raises(Refused, match="余额不够"):
        actions.reserve(her, 31, key="b", place=HERE, by=JOB)
    move(her, him, 30)
    assert queries.standing(her) == Standing(70, 70)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_kept_back_of_nothing(amount: int) -> None:
    with pytest.raises(Refused, match="大于零"):
        actions.reserve(funded(10), amount, key="a", place=HERE, by=JOB)


def test_an_account_without_a_floor_keeps_nothing_back() -> None:
    with pytest.raises(Refused, match="没有找到，或者已经销户"):
        actions.reserve(issuer(), 5, key="a", place=HERE, by=JOB)


def test_used_in_part_the_rest_is_free_again() -> None:
    her, shop = funded(100), account()
    hold = actions.reserve(her, 70, key="a", place=HERE, by=JOB)
    done = actions.capture(hold, shop, kind="redeem", key="c", place=HERE, by=JOB, amount=50)
    assert queries.standing(her) == Standing(50, 0)
    assert queries.balance(shop) == 50
    kept = Hold.objects.get()
    assert (kept.taken, kept.transfer_id) == (50, done.transfer)
    assert actions.capture(hold, shop, kind="redeem", key="c", place=HERE, by=JOB, amount=50).fresh is False
    assert list(differences()) == []


def test_more_than_was_kept_back_or_used_before_is_refused() -> None:
    her, shop = funded(100), account()
    hold = actions.reserve(her, 70, key="a", place=HERE, by=JOB)
    with pytest.raises(Refused, match="没有留这么多"):
        actions.capture(hold, shop, kind="redeem", key="c", place=HERE, by=JOB, amount=71)
    actions.capture(hold, shop, kind="redeem", key="d", place=HERE, by=JOB)
    with pytest.raises(Refused, match="已经了结"):
        actions.capture(hold, shop, kind="redeem", key="e", place=HERE, by=JOB)
    with pytest.raises(Refused, match="已经了结"):
        actions.release(hold, place=HERE, by=JOB)
    assert queries.balance(shop) == 70


def test_let_go_once_and_again_nothing_happens() -> None:
    her = funded(100)
    hold = actions.reserve(her, 70, key="a", place=HERE, by=JOB)
    assert actions.release(hold, place=HERE, by=JOB)
    assert not actions.release(hold, place=HERE, by=JOB)
    assert queries.standing(her) == Standing(100, 0)


def test_what_was_kept_only_to_a_day_is_let_go_after_it() -> None:
    her, today = funded(100), timezone.localdate()
    for number, until in enumerate((today - timedelta(days=1), today, None)):
        actions.reserve(her, 10, key=f"h{number}", place=HERE, by=JOB, until=until)
    assert actions.release_lapsed(by=JOB) == 1
    assert queries.standing(her) == Standing(100, 20)
    assert actions.release_lapsed(by=JOB) == 0
