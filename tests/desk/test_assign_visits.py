"""走访分工: who leads the work gives visits to workers, many at once, and sees whose they are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import acting
from linli.outreach.models import VisitAssignment
from linli.people import actions as people
from linli.people.models import Person
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.visits import elder

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
PAGE = "/w/visits/assign/"


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


def shown(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def give(client: Client, to: Standing | None, *persons: Person, **more: str) -> str:
    told = {"ids": [str(one.pk) for one in persons], "post": str(to.post.pk) if to else "", **more}
    return client.post(PAGE, told, follow=True).content.decode()


def owners() -> dict[str, object]:
    rows = VisitAssignment.objects.filter(ends_on=None).select_related("person")
    return {one.person.name: one.post_id for one in rows}


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.SOCIAL_WORKER, Role.COUNTY_OFFICER])
def test_who_does_not_lead_the_work_has_no_such_page(county: County, post: Post, sign_in: SignIn, role: str) -> None:
    place = {Role.GRID_WORKER: county.grids[0], Role.SOCIAL_WORKER: county.towns[0]}.get(role, county.division)
    assert sign_in(post(role, place)).get(PAGE).status_code == 404


def test_nobody_of_elsewhere_is_listed_or_given_away(
    county: County, post: Post, sign_in: SignIn, walker: Standing
) -> None:
    person = elder(county)
    client = sign_in(post(Role.COMMUNITY_WORKER, county.communities[-1]))
    assert str(person.pk) not in shown(client)
    assert "请先选中" in give(client, walker, person)
    see(county.division)
    assert not VisitAssignment.objects.exists()


def test_a_worker_of_elsewhere_cannot_be_chosen(county: County, post: Post, sign_in: SignIn, lead: Standing) -> None:
    person, stranger = elder(county), post(Role.GRID_WORKER, county.grids[-1])
    client = sign_in(lead)
    assert str(stranger.post.pk) not in shown(client)
    assert "请先选中" in give(client, stranger, person)
    see(county.division)
    assert not VisitAssignment.objects.exists()


def test_nothing_picked_says_so(county: County, sign_in: SignIn, lead: Standing, walker: Standing) -> None:
    assert "请先选中" in give(sign_in(lead), walker)
    assert "请先选中" in sign_in(lead).post(PAGE, {"ids": ["x"], "post": "y"}, follow=True).content.decode()


def test_many_are_given_at_once_and_each_leaves_its_event(
    county: County, sign_in: SignIn, lead: Standing, walker: Standing
) -> None:
    first, second = elder(county), elder(county, name="李爷爷")
    client = sign_in(lead)
    assert "2 位居民的走访分给了" in give(client, walker, first, second)
    see(county.division)
    assert set(owners().values()) == {walker.post.pk} and len(owners()) == 2
    assert Event.objects.filter(verb="visit.assigned").count() == 2
    assert "没有分" not in shown(client, f"?whose={walker.post.pk}").split("<tbody>")[1].split("</tbody>")[0]
    assert Look.objects.filter(kind="visit.assigning").exists()


def test_somebody_given_away_today_stays_until_tomorrow_and_the_rest_is_done(
    county: County, post: Post, sign_in: SignIn, lead: Standing, walker: Standing
) -> None:
    first, second = elder(county), elder(county, name="李爷爷")
    other, client = post(Role.GRID_WORKER, county.grids[0]), sign_in(lead)
    give(client, walker, first)
    told = give(client, other, first, second)
    assert "1 位居民的走访分给了" in told and "1 位没有分" in told and "明天起再改" in told
    with acting():
        VisitAssignment.objects.update(starts_on=timezone.localdate() - timedelta(days=9))
    assert "2 位居民" in give(client, walker, first, second)


def test_a_household_goes_together_when_asked(
    county: County, sign_in: SignIn, lead: Standing, walker: Standing
) -> None:
    him, her = elder(county), elder(county, name="李爷爷")
    home = people.open_household(by=lead.actor, community=county.communities[0], address="东关路5号")
    for one in (him, her):
        people.join_household(one, home, by=lead.actor)
    client = sign_in(lead)
    give(client, walker, him)
    see(county.division)
    assert len(owners()) == 1
    give(client, walker, him, homes="1")
    see(county.division)
    assert len(owners()) == 2


def test_those_who_are_nobodys_are_found(county: County, sign_in: SignIn, lead: Standing, walker: Standing) -> None:
    first, second = elder(county), elder(county, name="李爷爷")
    client = sign_in(lead)
    give(client, walker, first)
    page = shown(client, "?whose=none")
    assert str(second.pk) in page and str(first.pk) not in page


def test_the_list_is_paged_and_costs_the_same_for_many(county: County, sign_in: SignIn, lead: Standing) -> None:
    elder(county)
    client, counts = sign_in(lead), []
    for _round in range(2):
        shown(client)
        with CaptureQueriesContext(connection) as caught:
            page = shown(client)
        counts.append(len(caught))
        for number in range(55):
            elder(county, name=f"老人{number}")
    assert counts[0] == counts[1] <= 14
    assert "after=" in page and page.count('name="ids"') == 50
