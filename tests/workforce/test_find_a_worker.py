"""The register is searched by those who may, by field and credential; numbers are masked until they are asked for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.audit.models import Look
from linli.kernel.scope import seeing
from linli.workforce import queries
from linli.workforce.models import Worker
from linli.workforce.queries import Wanted
from tests.conftest import Standing, see
from tests.factories import accounts, places
from tests.factories.places import County

PAGE = "/m/talents/"


def names(by: Any, **wanted: Any) -> list[str]:
    with seeing(by.scope):
        return [one.name for one in queries.search(by, Wanted(**wanted)).order_by("sort_key", "id")]


@pytest.mark.parametrize(
    "role", [Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER, Role.EVALUATOR, Role.SYSTEM_ADMIN]
)
def test_who_buys_and_leads_nothing_has_no_such_page(
    county: County, post: Callable[..., Standing], sign_in: Callable[[Standing], Client], role: str
) -> None:
    place = county.towns[0] if role in (Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER) else county.division
    assert sign_in(post(role, place)).get(PAGE).status_code == 404


def test_a_purchaser_of_another_county_finds_nobody(
    county: County, certified: Any, post: Callable[..., Standing]
) -> None:
    certified(county.towns[0])
    other = post(Role.PURCHASER, places.county("990799", "别处县").division)
    assert names(other.actor) == []
    with seeing(other.actor.scope):
        assert not Worker.objects.exists()  # row security, without the filter


def test_the_head_of_an_agency_finds_her_own_people_only(county: County, certified: Any, agency: Any) -> None:
    certified(county.towns[0], "李示范", organisation=agency)
    certified(county.towns[0], "张示范")
    lead = accounts.post(Role.PROVIDER_LEAD, None, organisation=agency)
    by = actor_of(lead.user, lead)
    assert names(by) == ["李示范"]
    with seeing(by.scope):
        assert Worker.objects.count() == 1


def test_found_by_field_language_grade_and_name(county: County, certified: Any, post: Callable[..., Standing]) -> None:
    by = post(Role.PURCHASER, county.division).actor
    certified(county.towns[0], "李示范", "senior", fields=("elders", "mental"), languages=("sign",))
    certified(county.towns[1], "张示范", "assistant", fields=("elders",))
    assert names(by) == ["李示范", "张示范"]
    assert names(by, field="mental") == ["李示范"]
    assert names(by, field="elders") == ["李示范", "张示范"]
    assert names(by, language="sign") == ["李示范"]
    assert names(by, grade="assistant") == ["张示范"]
    assert names(by, q="zhang") == ["张示范"]
    assert names(by, q="示范", field="elders", grade="senior") == ["李示范"]
    assert names(by, field="drugs") == []


def test_a_certificate_that_ran_out_or_waits_finds_nobody(
    county: County, certified: Any, joined: Any, officer: Standing
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    certified(county.towns[0], "李示范", until=yesterday)
    certified(county.towns[0], "张示范", until=timezone.localdate())
    joined(county.towns[0], "王示范")
    assert names(officer.actor, grade="worker") == ["张示范"]


def test_a_number_is_masked_until_it_is_asked_for_and_then_on_the_trail(
    county: County, certified: Any, post: Callable[..., Standing], sign_in: Callable[[Standing], Client]
) -> None:
    worker = certified(county.towns[0])
    number = worker.phone
    buyer = post(Role.PURCHASER, county.division)
    client = sign_in(buyer)
    assert number not in client.get(PAGE).content.decode()
    page = client.get(f"{PAGE}{worker.pk}/").content.decode()
    assert number not in page
    assert number[3:] not in page
    assert number in client.post(f"{PAGE}{worker.pk}/number/").content.decode()
    kinds = Look.objects.filter(persons__contains=[worker.pk], by_user=buyer.user.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["worker.number", "worker.view", "worker.view", "workers"]


def test_a_list_of_three_costs_what_a_list_of_one_costs(
    county: County, certified: Any, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(officer)
    certified(county.towns[0])
    counts = []
    for more in (0, 2):
        for number in range(more):
            certified(county.towns[0], f"示范{number}号")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


def test_workers_and_residents_are_counted_by_place(
    county: County, certified: Any, joined: Any, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    from tests.factories.people import person

    certified(county.towns[0])
    certified(county.towns[0], "张示范", until=timezone.localdate() - timedelta(days=1))
    joined(county.towns[1], "王示范")
    see(county.division)
    for number in range(4):
        person(county.communities[0], f"居民{number}")
    whole, first, second = queries.figures(officer.actor, county.division)
    assert (whole.workers, whole.certified, whole.residents) == (3, 1, 4)
    assert (first.workers, first.certified, first.residents, first.per_ten_thousand) == (2, 1, 4, 2500.0)
    assert (second.workers, second.certified, second.residents, second.per_ten_thousand) == (1, 0, 0, None)
    assert (whole.share, first.share) == (100 / 3, 50.0)
    page = sign_in(officer).get("/m/talents/figures/").content.decode()
    assert "2500.00" in page and "33.3%" in page and "不是人口普查" in page
