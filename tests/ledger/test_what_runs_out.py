"""到期: what comes in by lots is used from the oldest, keeps its day when it moves, and goes back when that is over."""

from datetime import date, timedelta

import pytest

from linli.kernel.policy import Refused
from linli.ledger import actions, queries
from linli.ledger.queries import Standing
from linli.ledger.reconciling import differences
from tests.factories.ledger import HERE, JOB, account, issuer, move, reach

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


class Clock:
    """The day of the test; moved by hand."""

    day = DAY

    def on(self, days: int) -> date:
        """Move on and return the new day."""
        self.day = self.day + timedelta(days=days)
        return self.day


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the calendar stand at 1 March 2026 until the test moves it."""
    reach()
    held = Clock()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: held.day)
    return held


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def given(*lots: tuple[int, date | None]) -> object:
    """Open an account and give it these lots, in this order."""
    her, out = account(lots=True), issuer()
    for amount, day in lots:
        move(out, her, amount, expires_on=day)
    return her


def test_the_oldest_goes_first_and_what_never_runs_out_last() -> None:
    her = given((10, None), (10, after(90)), (10, after(30)))
    move(her, account(), 15)
    assert queries.running_out(her) == [(after(90), 5), (None, 10)]


def test_a_day_that_is_over_is_not_given() -> None:
    with pytest.raises(Refused, match="到期的日子已经过了"):
        given((10, DAY - timedelta(days=1)))


def test_on_its_last_day_it_can_be_used_and_the_day_after_it_cannot(clock: Clock) -> None:
    her, him = given((10, after(30))), account()
    clock.on(30)
    move(her, him, 4)
    clock.on(1)
    with pytest.raises(Refused, match="余额不够"):
        move(her, him, 1)
    with pytest.raises(Refused, match="余额不够"):
        actions.reserve(her, 1, key="h", place=HERE, by=JOB)


def test_what_has_run_out_goes_back_once(clock: Clock) -> None:
    her, his, out = given((10, after(30)), (7, after(60))), given((5, after(31))), issuer()
    clock.on(31)
    assert actions.expire(out, place=HERE, by=JOB) == 1
    assert actions.expire(out, place=HERE, by=JOB) == 0
    assert (queries.balance(her), queries.balance(his), queries.balance(out)) == (7, 5, 10)
    clock.on(1)
    assert actions.expire(out, place=HERE, by=JOB) == 1
    assert list(differences()) == []


def test_what_is_kept_back_does_not_run_out_before_it_is_let_go(clock: Clock) -> None:
    her, shop, out = given((10, after(30))), account(), issuer()
    hold = actions.reserve(her, 6, key="h", place=HERE, by=JOB)
    other = actions.reserve(her, 3, key="i", place=HERE, by=JOB)
    clock.on(31)
    assert actions.expire(out, place=HERE, by=JOB) == 1
    assert queries.standing(her) == Standing(9, 9)
    actions.capture(hold, shop, kind="redeem", key="c", place=HERE, by=JOB)
    actions.release(other, place=HERE, by=JOB)
    assert actions.expire(out, place=HERE, by=JOB) == 1
    assert (queries.balance(her), queries.balance(shop)) == (0, 6)


def test_what_is_passed_on_lives_no_longer_for_it() -> None:
    her, neighbour = given((10, after(30)), (10, after(60))), account(lots=True)
    move(her, neighbour, 15)
    assert queries.running_out(neighbour) == [(after(30), 10), (after(60), 5)]


def test_what_comes_back_comes_with_its_days(clock: Clock) -> None:
    her, shop = given((10, after(30)), (10, after(60))), account()
    done = move(her, shop, 15)
    actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    assert queries.running_out(her) == [(after(30), 10), (after(60), 10)]
    assert list(differences()) == []


def test_a_grant_taken_back_takes_its_own_lot_first() -> None:
    her, out = given((10, after(30))), issuer()
    done = move(out, her, 8, expires_on=after(90))
    actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    assert queries.running_out(her) == [(after(30), 10)]


def test_two_files_of_one_person_become_one_with_all_their_days(clock: Clock) -> None:
    old, new = given((10, after(1)), (10, None)), given((5, after(90)))
    clock.on(2)
    done = actions.take_over(old, new, key="merge", place=HERE, by=JOB)
    assert done is not None
    assert queries.running_out(new) == [(after(1), 10), (after(90), 5), (None, 10)]
    assert queries.standing(old) == Standing(0, 0)
    with pytest.raises(Refused, match="已经销户"):
        move(issuer(), old, 1)
