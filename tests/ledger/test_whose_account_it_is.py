"""Who sees an account and who may have something entered: a post in its reach, its holder, her organisation, a job."""

import pytest
from django.db import connection

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, enter
from linli.ledger import actions, queries
from linli.ledger.actions import Leg, Terms
from linli.ledger.models import Account, Posting, Transfer
from tests.factories.ledger import HERE, JOB, Place, account, issuer, move, reach

pytestmark = pytest.mark.django_db
ABROAD = Place(county_id=2, town_id=22, community_id=222)
NEXT_DOOR = Place(community_id=112)


@pytest.fixture(autouse=True)
def _here() -> None:
    reach()


def worker(*communities: int) -> Actor:
    """Return somebody in a post at some communities, and let the transaction reach what she reaches."""
    scope = Scope(column="community_id", areas=communities, post=new_id())
    enter(scope)
    return Actor(user=new_id(), post=scope.post, role="community_worker", scope=scope)


def resident(holder: object) -> Actor:
    """Return somebody at her own door."""
    scope = Scope(user=new_id(), persons=(holder,))  # type: ignore[arg-type]
    enter(scope)
    return Actor(user=scope.user, role="resident", scope=scope)


def give(source: object, target: object, by: Actor, place: Place = HERE) -> actions.Done:
    legs = [Leg(source, -5), Leg(target, 5)]  # type: ignore[arg-type]
    return actions.transfer("test", legs, key=str(new_id()), place=place, by=by)


def seen(by: Actor) -> tuple[int, int, int]:
    """Return how many accounts, legs and entries an actor sees by the filter, and with the filter forgotten."""
    found = (Account.objects.visible_to(by), Posting.objects.visible_to(by), Transfer.objects.visible_to(by))
    counts = [rows.count() for rows in found]
    unfiltered = [model.objects.count() for model in (Account, Posting, Transfer)]
    assert [one <= other for one, other in zip(counts, unfiltered, strict=True)] == [True] * 3
    return counts[0], counts[1], counts[2]


def test_a_worker_sees_and_enters_what_lies_in_her_reach_and_no_more() -> None:
    out = issuer(place=Place(town_id=None, community_id=None))
    here, next_door, holder = account(), account(place=NEXT_DOOR), new_id()
    hers = account(holder=holder)
    for one in (here, next_door, hers):
        move(out, one, 50)
    by = worker(111)
    assert seen(by)[:2] == (2, 2)
    assert Account.objects.count() == 2
    give(here, next_door, by)
    give(out, here, by)
    for source, place in ((next_door, HERE), (next_door, NEXT_DOOR)):
        with pytest.raises(Refused, match="不在您负责的范围"):
            give(source, here, by, place)
    reach()
    assert [queries.balance(one) for one in (here, next_door, hers)] == [50, 55, 50]


def test_another_countys_source_is_out_of_reach() -> None:
    reach(1, 2)
    abroad, here = issuer(place=ABROAD), account()
    by = worker(111)
    with pytest.raises(Refused, match="不在您负责的范围"):
        give(abroad, here, by)


def test_a_resident_gives_from_her_own_and_sees_only_that() -> None:
    holder, out = new_id(), issuer()
    hers, his = account(holder=holder), account()
    move(out, hers, 50)
    move(out, his, 50)
    by = resident(holder)
    assert seen(by) == (1, 1, 0)
    give(hers, his, by)
    assert [leg.amount for leg in queries.statement(by, hers)] == [-5, 50]
    with pytest.raises(Refused, match="不在您负责的范围"):
        give(his, hers, by)
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.reserve(his, 5, key="h", place=HERE, by=by)
    assert actions.reserve(hers, 5, key="h", place=HERE, by=by)


def test_a_stranger_enters_nothing_and_sees_nothing() -> None:
    hers, his = account(), account()
    move(issuer(), hers, 50)
    enter(Scope())
    stranger = Actor()
    assert seen(stranger) == (0, 0, 0)
    with pytest.raises(Refused, match="不在您负责的范围"):
        give(hers, his, stranger)
    for verb in (actions.close_account, actions.take_over):
        with pytest.raises(Refused):
            verb(hers, *([his] if verb is actions.take_over else []), place=HERE, by=stranger,
                 **({"key": "k"} if verb is actions.take_over else {}))  # type: ignore[operator]  # fmt: skip
    with pytest.raises(Refused):
        actions.open_account("test", new_id(), Terms("point", "test"), place=HERE, by=stranger)
    with pytest.raises(Refused, match="由系统来记"):
        actions.expire(hers, place=HERE, by=stranger)


def test_the_database_asks_again_when_an_action_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    his, hers = account(place=NEXT_DOOR), account()
    move(issuer(), his, 50)
    hold = actions.reserve(his, 5, key="h", place=NEXT_DOOR, by=JOB)
    by = worker(111)
    for name in ("transfer", "reserve", "release", "close_account"):
        monkeypatch.setattr(f"linli.ledger.policies.{name}", lambda *_: None)
    for forgotten in (
        lambda: give(his, hers, by),
        lambda: actions.reserve(his, 5, key="i", place=HERE, by=by),
        lambda: actions.release(hold, place=HERE, by=by),
        lambda: actions.close_account(his, place=HERE, by=by),
    ):
        with pytest.raises(Refused, match="不在您负责的范围内，没有记|有一个账户"):
            forgotten()


def test_an_organisation_sees_its_own_fund() -> None:
    agency = new_id()
    fund, other = account("fen", holder=agency), account("fen")
    move(issuer("fen"), fund, 50)
    scope = Scope(organisation=agency, post=new_id())
    enter(scope)
    by = Actor(user=new_id(), post=scope.post, role="provider_lead", scope=scope, organisation=agency)
    assert seen(by) == (1, 1, 0)
    give(fund, other, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_account")
        assert cursor.fetchone() == (1,)
