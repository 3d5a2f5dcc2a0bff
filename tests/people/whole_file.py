"""Somebody with a whole file, known to the jobs role: numbers, kin, categories, consent, account, card, todo."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.utils import timezone

from linli.accounts.models import Role
from linli.people import actions, rights
from linli.people.actions import cards
from linli.people.models import Person, PriorityTag
from linli.records import actions as records
from linli.records.models import Kind
from linli.tasks.actions import open_task
from tests.conftest import Standing
from tests.factories import people as factory
from tests.factories.doors import account_of
from tests.factories.places import County
from tests.factories.records import record
from tests.people.cards import NUMBER, PHONE
from tests.people.test_consent import said
from tests.support import database

Post = Callable[..., Standing]
NAME, NOTE, SPOKEN, HOME = "金丝雀奶奶", "先打电话金丝雀", "金丝雀腿疼", "金丝雀里1号"
CANARIES = (NAME, "金丝雀", PHONE, PHONE[-8:], NUMBER)
ALL = [one.code for one in rights.erasable()]


@pytest.fixture
def jobs() -> Iterator[None]:
    with database.role("linli_jobs", str(connection.settings_dict["NAME"])):
        yield


@pytest.fixture
def lead(jobs: None, county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def her(lead: Standing, county: County) -> Person:
    """Somebody with a whole file: numbers, kin, categories, consent, account, card, todo, records, one with others."""
    by, community = lead.actor, county.communities[0]
    made = actions.register(
        by=by, community=community, name=NAME, preferred_name="金丝雀", documents=[("id_card", NUMBER)],
        phones=[(PHONE, "")], note=NOTE, actual_address=HOME,
        categories=[actions.Mark("low_income", PriorityTag.Basis.RECOGNISED, "青禾县民政局", "金丝雀〔2025〕3号")],
    )  # fmt: skip
    other = factory.person(community, "何奶奶")
    actions.relate(made, other, by=by, kind="spouse")
    actions.consent(made, said(how="paper", evidence="金丝雀盒3"), by=by)
    cards.issue_cards([made], by=by)
    account_of(made, by, phone=PHONE)
    open_task("call_back", f"给{NAME}打电话", timezone.localdate(), by=by, place=made, role="social_worker",
              person=made.pk)  # fmt: skip
    first = record(by, community, persons=[made], narrative=SPOKEN, title="金丝雀家水管", minutes=30)
    records.correct(first, by=by, reason="金丝雀说错了", minutes=40)
    record(by, community, persons=[made, other], narrative="两家都来了", kind=Kind.HOME_VISIT, minutes=20)
    return made
