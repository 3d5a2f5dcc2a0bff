"""An entry moves whole amounts between accounts, or nothing at all."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import OutsideAction, Refused
from linli.ledger import actions, queries
from linli.ledger.actions import Leg
from linli.ledger.calling import call
from linli.ledger.models import MOST, Posting, Transfer
from linli.ledger.reconciling import differences
from tests.factories.ledger import HERE, JOB, account, funded, issuer, move, reach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here() -> None:
    reach()


def refused(*legs: Leg) -> str:
    """Return the sentence that refuses an entry; nothing of it may be left."""
    before = Transfer.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.transfer("test", list(legs), key=str(new_id()), place=HERE, by=JOB)
    assert (Transfer.objects.count(), Event.objects.count()) == before
    assert list(differences()) == []
    return refusal.value.sentence


def test_what_is_not_there_cannot_be_given() -> None:
    her, him = funded(100), account()
    assert refused(Leg(her, -101), Leg(him, 101)) == "余额不够，没有记。"
    assert (queries.balance(her), queries.balance(him)) == (100, 0)


def test_an_account_may_fall_to_its_floor_and_no_further() -> None:
    fund, him = account("fen", floor=-500), account("fen")
    move(fund, him, 500)
    assert queries.balance(fund) == -500
    assert refused(Leg(fund, -1), Leg(him, 1)) == "余额不够，没有记。"


@pytest.mark.parametrize(
    "amounts", [(-10, 9), (10, 10), (-10, 0), (0, 0), (-10,), ()],
    ids=["too little", "from nowhere", "to nowhere", "nothing", "one side", "no side"],
)  # fmt: skip
def test_an_entry_that_does_not_balance_is_refused(amounts: tuple[int, ...]) -> None:
    accounts = [funded(100), account()]
    said = refused(*(Leg(one, amount) for one, amount in zip(accounts, amounts, strict=False)))
    assert said == "这一笔两边不相等，没有记。"


def test_an_entry_balances_in_each_unit_and_not_across_them() -> None:
    minutes, points = funded(60, "minute"), account("point")
    assert refused(Leg(minutes, -60), Leg(points, 60)) == "这一笔两边不相等，没有记。"
    minutes_out, points_out = issuer("minute"), issuer("point")
    legs = [Leg(minutes, -60), Leg(minutes_out, 60), Leg(points_out, -6), Leg(points, 6)]
    actions.transfer("exchange", legs, key="x", place=HERE, by=JOB)
    assert (queries.balance(minutes), queries.balance(points)) == (0, 6)


def test_an_account_stands_once_in_an_entry() -> None:
    her = funded(100)
    assert refused(Leg(her, -10), Leg(her, 10)) == "有一个账户没有找到，或者已经销户。"
    assert refused(Leg(her, -10), Leg(new_id(), 10)) == "有一个账户没有找到，或者已经销户。"


@pytest.mark.parametrize("amount", [1.0, Decimal("1"), float("nan"), "1", "１", "1e3", True, None])
def test_nothing_but_a_whole_number_is_an_amount(amount: Any) -> None:
    with pytest.raises(TypeError):
        move(funded(100), account(), amount)


def test_an_amount_has_its_bounds() -> None:
    rich, out = account("fen"), issuer("fen")
    move(out, rich, MOST)
    assert queries.balance(rich) == MOST
    assert refused(Leg(out, -MOST - 1), Leg(rich, MOST + 1)) == "数额太大，没有记。"


def test_what_was_moved_stands_on_both_statements() -> None:
    her, him = funded(100), account()
    done = move(her, him, 30)
    assert done.fresh
    assert queries.standing(her).free == 70
    assert [leg.amount for leg in queries.statement(JOB, her)] == [-30, 100]
    assert [(leg.amount, leg.transfer_id) for leg in queries.statement(JOB, him)] == [(30, done.transfer)]
    event = Event.objects.get(verb="ledger.transferred", subject=done.transfer)
    assert (event.county_id, event.facts) == (1, {"kind": "test", "legs": 2})


def test_many_are_given_to_at_once_and_a_replay_gives_nothing_more() -> None:
    out, people = issuer(), [account() for _ in range(5)]
    amounts = {one: 10 + number for number, one in enumerate(people)}
    first = actions.issue("monthly", out, amounts, key="2026-11", place=HERE, by=JOB)
    again = actions.issue("monthly", out, amounts, key="2026-11", place=HERE, by=JOB)
    assert [(done.transfer, True) for done in again] == [(done.transfer, done.fresh) for done in first]
    assert [done.fresh for done in again] == [False]
    assert [queries.balance(one) for one in people] == [10, 11, 12, 13, 14]
    assert queries.balance(out) == -60
    assert Event.objects.filter(verb="ledger.issued").count() == 1


def test_nothing_is_issued_to_one_who_would_get_nothing() -> None:
    with pytest.raises(Refused, match="数额要大于零"):
        actions.issue("monthly", issuer(), {account(): 5, account(): 0}, key="m", place=HERE, by=JOB)
    assert Posting.objects.count() == 0


def test_the_same_account_is_opened_once_and_not_on_other_terms() -> None:
    holder = new_id()
    assert account(holder=holder) == account(holder=holder)
    assert account("minute", holder=holder) != account(holder=holder)
    with pytest.raises(Refused, match="条件不一样"):
        account(holder=holder, lots=True)


def test_nothing_is_written_outside_an_action() -> None:
    with pytest.raises(OutsideAction), transaction.atomic():
        call("ledger_close", new_id(), None, 1)
