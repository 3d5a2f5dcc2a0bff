"""Whatever is done in whatever order, the ledger is what plain Python says it is, at each step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from linli.kernel.policy import Refused
from linli.ledger import actions
from linli.ledger.actions import Leg
from linli.ledger.calling import SENTENCES
from linli.ledger.reconciling import differences
from tests.factories.ledger import HERE, JOB, account, reach
from tests.ledger.model import AGAIN, MADE, Book
from tests.ledger.planting import as_the_owner, replaced
from tests.ledger.trial import ASK, Trial, opened, stored, today

CODES = {str(sentence): code for code, sentence in SENTENCES.items()}
ACCOUNTS = 8
A_MILLION = 1_000_000
AT_ONCE = 250  # in one transaction: each row it changed is passed over by the next statement that looks for it
GROWING = ("ledger_account", "ledger_transfer", "ledger_posting", "ledger_lot", "ledger_lotpart", "ledger_hold")


def said(verb: Any, *arguments: Any, **named: Any) -> tuple[str, Any]:
    """Do something through its action and return what came of it as the model says it, and what was returned."""
    try:
        told = verb(*arguments, place=HERE, by=JOB, **named)
    except Refused as refused:
        return CODES[refused.sentence], None
    if isinstance(told, bool):
        return (MADE if told else AGAIN), told
    return (MADE if getattr(told, "fresh", True) else AGAIN), told


class Ledger(RuleBasedStateMachine):
    """The public actions beside the model."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        reach()
        self.day = timezone.localdate()
        self.clock = mock.patch("django.utils.timezone.localdate", lambda *_: self.day)
        self.clock.start()
        self.book = Book(self.day, dict(opened(ACCOUNTS, account)))
        self.names = sorted(self.book.accounts)
        self.ids: dict[int, Any] = {}
        self.numbers: list[int] = []

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def _next(self) -> int:
        self.numbers.append(len(self.numbers) + 1)
        return self.numbers[-1]

    @rule(
        source=st.integers(0, ACCOUNTS - 1), into=st.integers(0, ACCOUNTS - 1), amount=st.integers(1, 60),
        days=st.one_of(st.none(), st.integers(-1, 5)),
    )  # fmt: skip
    def transfer(self, source: int, into: int, amount: int, days: int | None) -> None:
        day = self.day + timedelta(days=days) if days is not None else None
        legs = [(self.names[source], -amount, None), (self.names[into], amount, day)]
        if source != into:
            number = self._next()
            code, done = said(actions.transfer, "test", [Leg(*leg) for leg in legs], key=f"t{number}")
            self.ids[number] = done and done.transfer
            assert code == self.book.post(number, f"t{number}", legs)

    @rule(at=st.integers(0, ACCOUNTS - 1), amount=st.integers(1, 40))
    def reserve(self, at: int, amount: int) -> None:
        number = self._next()
        code, hold = said(actions.reserve, self.names[at], amount, key=f"h{number}")
        assert code == self.book.reserve(number, f"h{number}", self.names[at], amount)
        self.ids[number] = hold

    def _picked(self, kind: dict[int, Any], pick: int) -> int | None:
        known = sorted(kind)
        return known[pick % len(known)] if known else None

    @rule(pick=st.integers(0, 50))
    def release(self, pick: int) -> None:
        if (number := self._picked(self.book.holds, pick)) is not None:
            assert said(actions.release, self.ids[number])[0] == self.book.release(number)

    @rule(pick=st.integers(0, 50), into=st.integers(0, ACCOUNTS - 1), amount=st.integers(1, 41))
    def capture(self, pick: int, into: int, amount: int) -> None:
        if (kept := self._picked(self.book.holds, pick)) is None:
            return
        number, target = self._next(), self.names[into]
        code, done = said(actions.capture, self.ids[kept], target, kind="test", key=f"c{number}", amount=amount)
        assert code == self.book.capture(number, f"c{number}", kept, target, amount)
        self.ids[number] = done and done.transfer

    @rule(pick=st.integers(0, 50))
    def reverse(self, pick: int) -> None:
        if (entry := self._picked(self.book.entries, pick)) is not None and self.ids.get(entry):
            number = self._next()
            code, done = said(actions.reverse, self.ids[entry], key=f"r{number}")
            assert code == self.book.reverse(number, f"r{number}", entry)
            self.ids[number] = done and done.transfer

    @rule(days=st.integers(1, 3))
    def expire(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.book.today = self.day
        target = next(name for name in self.names if self.book.accounts[name].floor is None)
        assert actions.expire(target, place=HERE, by=JOB) == self.book.expire(self._next(), target)

    @rule(at=st.integers(0, ACCOUNTS - 1))
    def close(self, at: int) -> None:
        if self.book.accounts[self.names[at]].floor is not None:
            assert said(actions.close_account, self.names[at])[0] == self.book.close(self.names[at])

    @rule(pick=st.integers(0, 50), again=st.booleans())
    def the_same_key(self, pick: int, again: bool) -> None:
        known = sorted(key for key in self.book.keys if key[0] == "t")
        if known:
            key = known[pick % len(known)]
            _post, legs = self.book.keys[key]
            legs = legs if again else [(name, 2 * amount, day) for name, amount, day in legs]
            number = int(key[1:])
            code, done = said(actions.transfer, "test", [Leg(*leg) for leg in legs], key=key)
            assert code == (AGAIN if again else "LD001")
            assert not again or done.transfer == self.ids[number]

    @invariant()
    def both_sides_are_equal(self) -> None:
        assert stored() == self.book.state()


@pytest.mark.django_db
def test_what_the_actions_do_equals_the_model_at_each_step() -> None:
    told = settings(
        max_examples=25, stateful_step_count=40, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Ledger, settings=told)


@contextmanager
def _in_batches() -> Iterator[None]:
    as_the_owner(ASK)
    try:
        yield
    finally:
        as_the_owner("DROP FUNCTION ledger_trial(jsonb)")


def _run(operations: int, accounts: int, seed: int) -> Trial:
    with transaction.atomic():
        reach()
        made = opened(accounts, account)
    trial = Trial(seed, made, today())
    for turn in range(operations // AT_ONCE):
        trial.batch(AT_ONCE)
        if turn % 200 == 2:
            as_the_owner(*(f"VACUUM ANALYZE {table}" for table in GROWING))
    return trial


@pytest.mark.django_db(transaction=True)
def test_five_thousand_operations_equal_the_model() -> None:
    with _in_batches():
        trial = _run(5_000, 60, seed=1)
    assert trial.number == 5_000
    assert (len(trial.entries), len(trial.holds)) > (100, 100)
    with transaction.atomic():
        reach()
        assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
def test_lots_taken_in_a_wrong_order_are_caught() -> None:
    wrong = replaced("ledger_lots", "DESC, l.expires_on NULLS LAST", "DESC, l.expires_on DESC")
    with _in_batches(), wrong, pytest.raises(AssertionError):
        _run(5_000, 60, seed=1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_million_operations_equal_the_model() -> None:
    with _in_batches():
        trial = _run(A_MILLION, 60, seed=11)
    assert trial.number == A_MILLION
    with transaction.atomic():
        reach()
        assert list(differences()) == []
