"""冲正 and 销户: nothing is changed or removed; a mistake is undone by another entry, an empty account is closed."""

import pytest

from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.ledger import actions, queries
from linli.ledger.models import Posting, Transfer
from linli.ledger.reconciling import differences
from tests.factories.ledger import HERE, JOB, account, funded, issuer, move, reach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here() -> None:
    reach()


def test_an_entry_is_undone_by_another_that_names_it() -> None:
    her, him = funded(100), account()
    done = move(her, him, 30)
    back = actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    assert (queries.balance(her), queries.balance(him)) == (100, 0)
    made = Transfer.objects.get(pk=back.transfer)
    assert (made.reverses_id, made.kind, made.legs) == (done.transfer, "test", 2)
    assert Event.objects.get(verb="ledger.reversed").facts == {"reverses": str(done.transfer)}
    assert actions.reverse(done.transfer, key="r", place=HERE, by=JOB).transfer == back.transfer


def test_it_is_undone_once_and_a_reversal_is_not_undone() -> None:
    her, him = funded(100), account()
    done = move(her, him, 30)
    back = actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    for entry in (done.transfer, back.transfer, her):
        with pytest.raises(Refused, match="已经冲正过"):
            actions.reverse(entry, key=f"again {entry}", place=HERE, by=JOB)


def test_what_it_brought_and_was_spent_cannot_be_taken_back() -> None:
    her, him = funded(100), account()
    done = move(her, him, 30)
    move(him, account(), 1)
    with pytest.raises(Refused, match="余额不够"):
        actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    assert queries.balance(him) == 29


def test_of_a_monthly_issue_one_persons_part_is_taken_back() -> None:
    out, people = issuer(), [account() for _ in range(3)]
    (done,) = actions.issue("monthly", out, dict.fromkeys(people, 10), key="m", place=HERE, by=JOB)
    actions.reverse(done.transfer, key="r", place=HERE, by=JOB, accounts=[people[0]])
    assert [queries.balance(one) for one in (*people, out)] == [0, 10, 10, -20]
    for accounts in ([people[0]], [people[1], people[0]], None, [out], [people[1], out]):
        with pytest.raises(Refused, match="不能冲正"):
            actions.reverse(done.transfer, key="s", place=HERE, by=JOB, accounts=accounts)
    actions.reverse(done.transfer, key="t", place=HERE, by=JOB, accounts=people[1:])
    assert [queries.balance(one) for one in (*people, out)] == [0, 0, 0, 0]
    assert Posting.objects.filter(reverses__isnull=False).count() == 3
    assert list(differences()) == []


def test_an_account_is_closed_at_nothing_and_without_holds() -> None:
    her, him = funded(10), account()
    with pytest.raises(Refused, match="不能销户"):
        actions.close_account(her, place=HERE, by=JOB)
    hold = actions.reserve(her, 10, key="h", place=HERE, by=JOB)
    actions.capture(hold, him, kind="test", key="c", place=HERE, by=JOB)
    assert actions.close_account(her, place=HERE, by=JOB)
    assert not actions.close_account(her, place=HERE, by=JOB)
    with pytest.raises(Refused, match="已经销户"):
        move(him, her, 1)
    assert Event.objects.filter(verb="ledger.closed").count() == 1


def test_who_issued_is_closed_when_everything_came_back() -> None:
    out, her = issuer(), account()
    done = move(out, her, 10)
    with pytest.raises(Refused, match="不能销户"):
        actions.close_account(out, place=HERE, by=JOB)
    actions.reverse(done.transfer, key="r", place=HERE, by=JOB)
    assert actions.close_account(out, place=HERE, by=JOB)
    with pytest.raises(Refused, match="已经销户"):
        move(out, her, 1)


def test_a_closed_account_makes_room_for_another() -> None:
    from linli.kernel.ids import new_id

    holder = new_id()
    first = account(holder=holder)
    actions.close_account(first, place=HERE, by=JOB)
    assert account(holder=holder) != first
