"""亮点: only those who agreed, without anything that names them; asked anew for each page and paper."""

from collections.abc import Callable
from datetime import date

import pytest

from linli.accounts.models import Role
from linli.insights import actions, exports
from linli.insights.highlights import MOST, highlights
from linli.insights.models import Report
from linli.kernel.period import Period
from linli.people import actions as people_actions
from linli.people.actions import Said
from linli.people.models import Person
from linli.people.purposes import purposes
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def report(county: County, lead: Standing) -> Report:
    return actions.generate(county.towns[0], QUARTER, by=lead.actor)


def agree(lead: Standing, *whose: Person) -> None:
    use = purposes()["publish_story"]
    for one in whose:
        said = Said(use.code, use.digest, list(use.classes), list(use.recipients), "self", "desk")
        people_actions.consent(one, said, by=lead.actor)


def served(lead: Standing, county: County, number: int = 1, community: int = 0) -> Person:
    made = people.person(county.communities[community], "何秀英", sex="2")
    for _visit in range(number):
        record(lead.actor, county.communities[community], persons=[made], minutes=30)
    return made


def test_without_consent_there_is_no_story(county: County, lead: Standing, report: Report) -> None:
    served(lead, county)
    assert highlights(report) == []


def test_with_consent_it_is_told_without_a_name(county: County, lead: Standing, report: Report) -> None:
    agree(lead, served(lead, county, 2))
    assert highlights(report) == ["一位70–79岁的女性居民：走访2次，合计1小时。"]
    assert exports.data_of(report, "")["highlights"] == highlights(report)
    assert exports.as_pdf(report, "http://example.test/").startswith(b"%PDF")
    assert exports.as_word(report, "http://example.test/").startswith(b"PK")


def test_taken_back_it_is_in_no_page_and_no_paper(county: County, lead: Standing, report: Report) -> None:
    elder = served(lead, county)
    agree(lead, elder)
    people_actions.withdraw_consent(elder, "publish_story", by=lead.actor)
    assert highlights(report) == exports.data_of(report, "")["highlights"] == []


def test_what_was_done_elsewhere_or_taken_back_as_a_record_is_not_told(
    county: County, lead: Standing, post: Callable[..., Standing], report: Report
) -> None:
    next_door = post(Role.STATION_LEAD, county.towns[1])
    agree(next_door, served(next_door, county, community=2))
    assert highlights(report) == []


def test_no_more_than_a_handful_the_fullest_first(county: County, lead: Standing, report: Report) -> None:
    agree(lead, *(served(lead, county, number) for number in range(1, MOST + 2)))
    told = highlights(report)
    assert len(told) == MOST
    assert f"走访{MOST + 1}次" in told[0]
