"""今天 and the round: whom to visit, in walking order, and what can be done at each door; few questions for many."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import acting
from linli.outreach import actions as outreach
from linli.outreach.models import VisitAssignment, VisitAttempt
from linli.people import actions as people_actions
from linli.people.models import Household, Person, PriorityTag
from linli.places.models import Building, Dwelling, Stairwell
from linli.records.models import ServiceRecord
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import LONG_AGO, elder

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
DOORS = 672


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


def page(client: Client, address: str = "/w/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def grid_of(county: County, doors: int) -> None:
    """Fill the first grid with households of one elder each, in buildings of 24 doors that stand somewhere."""
    place, grid = county.communities[0], county.grids[0]
    areas: dict[str, Any] = {
        "county_id": county.division.pk, "town_id": place.town_id, "community_id": place.pk, "grid_id": grid.pk,
    }  # fmt: skip
    estate = county.dwellings[0].stairwell.building.estate
    count = -(-doors // 24)
    buildings = [
        Building(
            estate=estate, name=f"{n + 10}栋", position=n, latitude=33.1 + n % 6 / 1000, longitude=107.3 + n // 6 / 1000
        )
        for n in range(count)
    ]
    stairwells = [Stairwell(building=one, name="1单元") for one in buildings]
    dwellings = [
        Dwelling(stairwell=stairwells[n // 24], name=f"{n % 24 + 101}", address=f"{n}门", **areas) for n in range(doors)
    ]
    homes = [Household(name=f"{n}家", dwelling=one, address=one.address, **areas) for n, one in enumerate(dwellings)]
    elders = [Person(name=f"老人{n}", sort_key=f"{n}", household=one, **areas) for n, one in enumerate(homes)]
    tags = [
        PriorityTag(person=one, category="elder_alone", basis="observed", starts_on=LONG_AGO, **areas) for one in elders
    ]
    with acting():
        for rows in (buildings, stairwells, dwellings, homes, elders, tags):
            type(rows[0]).objects.bulk_create(rows)  # type: ignore[attr-defined]


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/visits/").status_code == 302


def test_an_officer_has_no_round(county: County, post: Post, sign_in: SignIn) -> None:
    client = sign_in(post(Role.STREET_OFFICER, county.towns[0]))
    assert client.get("/w/visits/").status_code == 404
    assert 'id="visits"' not in page(client)


def test_somebody_due_stands_on_today_with_her_door_and_what_can_be_done(
    county: County, walker: Standing, sign_in: SignIn
) -> None:
    person = elder(county)
    people_actions.add_telephone(person, by=walker.actor, number="19900000001", label="")
    shown = page(sign_in(walker))
    assert "王奶奶" in shown and "示范家苑3栋2单元501" in shown and "还没走访过" in shown
    assert f"person={person.pk}" in shown and f"/w/visits/{person.pk}/call/" in shown and "没人在，留了卡片" in shown
    assert f"/w/visits/{person.pk}/unchanged/" not in shown  # nothing to compare with
    assert "19900000001" not in shown
    see(county.division)
    assert Look.objects.get(kind="today").persons == [person.pk]


def test_nothing_new_is_one_tap_from_today(county: County, walker: Standing, sign_in: SignIn) -> None:
    person = elder(county)
    last = timezone.localdate() - timedelta(days=9)
    record(walker.actor, county.grids[0], persons=[person], happened_on=last)
    client = sign_in(walker)
    assert "无变化 15分" in page(client)
    answer = client.post(f"/w/visits/{person.pk}/unchanged/", {"next": "today"}, follow=True)
    shown = answer.content.decode()
    assert f"自 {last} 起无变化" in shown and 'id="visits"' not in shown
    see(county.division)
    assert ServiceRecord.objects.filter(happened_on=timezone.localdate()).count() == 1


def test_nothing_new_without_an_earlier_visit_is_refused_with_a_sentence(
    county: County, walker: Standing, sign_in: SignIn
) -> None:
    answer = sign_in(walker).post(f"/w/visits/{elder(county).pk}/unchanged/", follow=True)
    assert "没有可比的" in answer.content.decode()


def test_an_empty_door_is_two_taps_and_stays_on_the_list_for_another_day(
    county: County, walker: Standing, sign_in: SignIn
) -> None:
    person, client = elder(county), sign_in(walker)
    client.post(f"/w/visits/{person.pk}/tried/", {"outcome": "away", "card": "1", "next": "visits"})
    assert "没见到" in page(client, "/w/visits/")
    see(county.division)
    assert VisitAttempt.objects.get().card_left


def test_a_call_shows_the_number_when_asked_and_keeps_the_look(
    county: County, walker: Standing, sign_in: SignIn
) -> None:
    person = elder(county)
    people_actions.add_telephone(person, by=walker.actor, number="19900000001", label="女儿")
    client, address = sign_in(walker), f"/w/visits/{person.pk}/call/"
    assert "19900000001" not in page(client, address)
    shown = client.post(address).content.decode()
    assert 'href="tel:+8619900000001"' in shown and "女儿" in shown
    see(county.division)
    assert Look.objects.get(kind="person.number").purpose == "电话探访"


def test_the_round_is_paged(county: County, walker: Standing, sign_in: SignIn) -> None:
    grid_of(county, 45)
    client = sign_in(walker)
    first, last = page(client, "/w/visits/"), page(client, "/w/visits/?from=40")
    assert "第 1–20 位，共 45 位" in first and "?from=20" in first
    assert "第 41–45 位，共 45 位" in last and "?from=20" in last and "公里" in last
    assert "第 1–20 位" in page(client, "/w/visits/?from=" + "9" * 30)


@pytest.mark.parametrize("address", ["/w/", "/w/visits/"])
def test_a_page_asks_at_most_ten_questions_for_672_doors(
    county: County, walker: Standing, sign_in: SignIn, address: str
) -> None:
    grid_of(county, DOORS)
    client = sign_in(walker)
    page(client, address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = page(client, address)
    assert f"{DOORS} 位" in shown
    told = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(told) <= 10, "\n".join(sql[:150] for sql in told)


@pytest.fixture
def child(county: County) -> Person:
    """A child whose file is shut, behind a door that stands on a map, with a telephone."""
    made = elder(county, name="金丝雀", category="orphan")
    with acting():
        Person.objects.filter(pk=made.pk).update(birth_date=timezone.localdate() - timedelta(days=4000))
        Dwelling.objects.filter(pk=county.dwellings[0].pk).update(latitude=33.1, longitude=107.3)
    return made


def test_a_child_whose_file_is_shut_stands_there_without_a_name_or_a_door(
    child: Person, walker: Standing, sign_in: SignIn
) -> None:
    for address in ("/w/", "/w/visits/"):
        shown = page(sign_in(walker), address)
        assert f'href="/w/people/{child.pk}/"' in shown and "金某" in shown and "申请打开档案" in shown
        assert "金丝雀" not in shown and "示范家苑" not in shown and "geo:" not in shown
        assert f"person={child.pk}" not in shown and f"/w/visits/{child.pk}/" not in shown


def test_whoever_the_visit_was_given_to_is_told_the_door_and_no_name(
    county: County, post: Post, child: Person, walker: Standing, sign_in: SignIn
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    outreach.assign_visits(child, walker.post, by=lead.actor)
    shown = page(sign_in(walker))
    assert "示范家苑3栋2单元501" in shown and "geo:33.1" in shown and "金某" in shown
    assert "金丝雀" not in shown and f"/w/visits/{child.pk}/" not in shown
    outreach.assign_visits(child, lead.post, by=lead.actor, on=timezone.localdate() + timedelta(days=1))
    assert "示范家苑" in page(sign_in(walker))  # hers to the end of today
    with acting():
        VisitAssignment.objects.filter(ends_on=timezone.localdate()).update(
            starts_on=LONG_AGO, ends_on=timezone.localdate() - timedelta(days=1)
        )
    assert str(child.pk) in page(sign_in(walker)) and "示范家苑" not in page(sign_in(walker))


def test_with_an_approval_the_stop_is_whole(
    county: County, post: Post, child: Person, walker: Standing, sign_in: SignIn
) -> None:
    lead, today = post(Role.STATION_LEAD, county.towns[0]), timezone.localdate()
    people_actions.note_check(walker.post, by=lead.actor, queried_on=today, clear=True, reference="8号")
    people_actions.assign(child, walker.post, by=lead.actor, until=today + timedelta(days=30))
    shown = page(sign_in(walker))
    assert "金丝雀" in shown and "示范家苑3栋2单元501" in shown and "申请打开档案" not in shown
