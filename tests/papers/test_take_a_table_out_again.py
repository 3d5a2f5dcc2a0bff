"""For a day, a table that was taken in is taken out again, but for what was changed since."""

from datetime import timedelta

import pytest

from linli.kernel.policy import Refused
from linli.papers import actions
from linli.papers.models import State
from linli.people.models import Person, Telephone
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.rosters import GOOD, OTHER, brought, roster, row

pytestmark = pytest.mark.django_db


def test_within_a_day_everything_is_taken_out_again(county: County, worker: Standing) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    batch = brought(
        roster(county, row(county, "王示范", GOOD, "13812345678", "新地址"), row(county, "李示范", OTHER)), worker
    )
    actions.choose_all(batch, ["actual_address"], by=worker.actor)
    batch = actions.take_in(batch, by=worker.actor)
    assert (batch.made, batch.changed) == (1, 1)
    batch = actions.undo(batch, by=worker.actor)
    person = Person.objects.get()
    assert (person.actual_address, batch.state, batch.kept) == ("旧地址", State.UNDONE, 0)
    assert not Telephone.objects.exists()
    again = brought(roster(county, row(county, "李示范", OTHER)), worker)
    assert actions.take_in(again, by=worker.actor).made == 1


def test_what_was_changed_since_stays_and_is_named(county: County, worker: Standing) -> None:
    from linli.people import actions as people

    batch = actions.take_in(
        brought(roster(county, row(county, "王示范"), row(county, "李示范")), worker), by=worker.actor
    )
    person = Person.objects.get(name="王示范")
    people.amend(person, by=worker.actor, version=person.version, note="怕狗")
    batch = actions.undo(batch, by=worker.actor)
    assert list(Person.objects.values_list("name", flat=True)) == ["王示范"]
    kept = batch.lines.get(outcome="kept")
    assert (batch.kept, "又有人改过" in kept.made["sentence"]) == (1, True)


def test_after_a_day_nothing_is_undone(county: County, worker: Standing) -> None:
    import time_machine

    batch = actions.take_in(brought(roster(county, row(county)), worker), by=worker.actor)
    assert batch.undo_until is not None
    with time_machine.travel(batch.undo_until + timedelta(seconds=1)), pytest.raises(Refused, match="24 小时"):
        actions.undo(batch, by=worker.actor)
