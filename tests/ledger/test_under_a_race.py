"""Many at once on the same accounts: nothing is spent twice, nothing is lost, one key is one effect."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel.policy import Refused
from linli.ledger import actions, queries
from linli.ledger.models import Transfer
from linli.ledger.reconciling import Difference, differences
from tests.factories.ledger import HERE, JOB, account, issuer, move, reach
from tests.ledger.planting import replaced

pytestmark = pytest.mark.django_db(transaction=True)
HOT, OTHERS, EACH = 40, 4, 500


def at_once(threads: int, work: Callable[[int], Counter[str]]) -> Counter[str]:
    """Let all threads go at the same moment, each with its own connection; return what came of everything."""
    gate = threading.Barrier(threads)

    def run(number: int) -> Counter[str]:
        try:
            gate.wait(60)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(run, range(threads)), Counter())


def book() -> list[UUID]:
    """Open one account that everybody wants, and some others, each with something in it."""
    with transaction.atomic():
        reach()
        out = issuer()
        made = [account(), *(account() for _ in range(OTHERS)), account(floor=-50)]
        for one in made:
            move(out, one, EACH)
    return [*made, out]


def rounds(accounts: list[UUID], count: int) -> Callable[[int], Counter[str]]:
    """Return what one thread does: each time something between the hot account and another, either way round."""

    def work(number: int) -> Counter[str]:
        dice, told = Random(number), Counter[str]()
        for turn in range(count):
            pair = [accounts[0], dice.choice(accounts[1:])]
            dice.shuffle(pair)
            try:
                with transaction.atomic():
                    reach()
                    move(pair[0], pair[1], dice.randrange(1, HOT), f"{number}.{turn}")
                told["made"] += 1
            except Refused as refused:
                told[refused.sentence] += 1
            except DatabaseError as error:
                told[type(error).__name__] += 1
        return told

    return work


def found() -> list[Difference]:
    """Return what differs, and the sum of all balances when it is not nothing."""
    with transaction.atomic():
        reach()
        return list(differences())


def balances(accounts: list[UUID]) -> list[int]:
    with transaction.atomic():
        reach()
        return [queries.balance(one) for one in accounts]


@pytest.mark.parametrize(
    ("threads", "each"), [(8, 50), pytest.param(64, 1_000, marks=pytest.mark.slow)], ids=["8 x 50", "64 x 1000"]
)
def test_the_sum_is_nothing_and_no_account_falls_below_its_floor(threads: int, each: int) -> None:
    accounts = book()
    told = at_once(threads, rounds(accounts, each))
    assert sum(told.values()) == threads * each
    assert set(told) <= {"made", "余额不够，没有记。"}
    assert told["made"] > threads * each // 4
    after = balances(accounts)
    assert sum(after) == 0
    assert all(balance >= floor for balance, floor in zip(after, (*(0,) * (OTHERS + 1), -50), strict=False))
    with transaction.atomic():
        reach()
        assert Transfer.objects.count() == told["made"] + OTHERS + 2
    assert found() == []


def test_without_the_lock_money_is_lost_and_it_is_noticed() -> None:
    accounts = book()
    unlocked = replaced(
        "ledger_post",
        "ORDER BY a.id FOR NO KEY UPDATE) l", "ORDER BY a.id) l",
        "SET balance = a.balance + m.delta",
        "SET balance = (SELECT b.balance FROM public.ledger_account b WHERE b.id = m.account) + m.delta",
    )  # fmt: skip
    with unlocked:
        told = at_once(8, rounds(accounts, 50))
    assert told["made"] > 0
    assert {one.check for one in found()} == {"余额和分录之和"}
    assert sum(balances(accounts)) != 0


@pytest.mark.parametrize("threads", [16, pytest.param(100, marks=pytest.mark.slow)])
def test_one_key_told_by_many_at_once_is_one_effect(threads: int) -> None:
    accounts = book()
    answers: list[actions.Done] = []

    def tell(_number: int) -> Counter[str]:
        with transaction.atomic():
            reach()
            answers.append(move(accounts[1], accounts[2], 7, "the key"))
        return Counter()

    at_once(threads, tell)
    assert len(answers) == threads
    assert len({one.transfer for one in answers}) == 1
    assert [one.fresh for one in answers].count(True) == 1
    assert balances(accounts[1:3]) == [EACH - 7, EACH + 7]


def test_one_hold_is_used_or_let_go_by_one_of_many() -> None:
    accounts = book()
    with transaction.atomic():
        reach()
        hold = actions.reserve(accounts[1], 100, key="h", place=HERE, by=JOB)

    def end(number: int) -> Counter[str]:
        try:
            with transaction.atomic():
                reach()
                if number % 2:
                    actions.capture(hold, accounts[2], kind="test", key=f"c{number}", place=HERE, by=JOB)
                    return Counter({"used": 1})
                return Counter({"let go": int(actions.release(hold, place=HERE, by=JOB))})
        except Refused:
            return Counter({"refused": 1})

    told = at_once(8, end)
    assert told["used"] + told["let go"] == 1
    assert found() == []
