"""The list of records: newest first, narrowed by the address, the same cost at one row and at three."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.directory.models import Organisation, Programme
from linli.kernel.period import Period
from linli.kernel.policy import acting
from linli.records import actions, counting, definitions
from linli.records.models import Beneficiary, Kind, MonthlyTally, RecordWorker, ServiceRecord, Undertaking
from linli.records.queries import Filters, listed
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/records/").status_code == 302


def test_what_lies_elsewhere_is_not_listed(county: County, post: Post, worker: Standing, sign_in: SignIn) -> None:
    record(worker.actor, county.communities[0], title="院坝会", kind=Kind.EVENT, head_count=3)
    other = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    assert "院坝会" not in other.get("/w/records/").content.decode()


def test_only_what_counts_is_listed_newest_first(county: County, worker: Standing) -> None:
    old = record(worker.actor, county.communities[0], happened_on=date(2024, 5, 1))
    new = record(worker.actor, county.communities[1], happened_on=date(2024, 5, 9))
    wrong = record(worker.actor, county.communities[0], happened_on=date(2024, 5, 3))
    right = actions.correct(wrong, by=worker.actor, reason="x", minutes=5)
    gone = record(worker.actor, county.communities[0])
    actions.withdraw(gone, by=worker.actor, reason="x")
    assert list(listed(worker.actor, Filters())) == [new, right, old]


def test_every_filter_narrows(county: County, post: Post, worker: Standing) -> None:
    home = county.communities[0]
    with acting():
        purpose = Programme.objects.create(name="一老一小", county_id=county.division.pk, starts_on=date(2022, 1, 1))
    person = people.person(home)
    mark = record(
        worker.actor, home, kind=Kind.EVENT, programme=purpose, service_point=county.rooms[0], minutes=None,
        persons=[person], happened_on=date(2024, 6, 1),
    )  # fmt: skip
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    record(colleague.actor, county.communities[1], happened_on=date(2024, 5, 1))
    for filters in (
        Filters(kind="event"), Filters(method="community"), Filters(programme=purpose.pk), Filters(gap="minutes"),
        Filters(service_point=county.rooms[0].pk), Filters(place=home), Filters(start=date(2024, 5, 2)),
        Filters(mine=True), Filters(person=person.pk), Filters(end=date(2024, 6, 1), kind="event"),
    ):  # fmt: skip
        assert list(listed(worker.actor, filters)) == [mark], filters
    assert not listed(worker.actor, Filters(end=date(2024, 4, 30))).exists()


def test_a_number_of_a_report_opens_exactly_its_records(county: County, worker: Standing, post: Post) -> None:
    for number in range(3):
        record(worker.actor, county.communities[0], kind=Kind.EVENT, head_count=10 + number, minutes=60)
    record(worker.actor, county.communities[0])
    record(worker.actor, county.communities[0], kind=Kind.EVENT, head_count=9, happened_on=date(2024, 7, 1))
    officer = post(Role.COUNTY_OFFICER, county.division)
    quarter = Period(date(2024, 4, 1), date(2024, 6, 30))
    told = definitions.of(county.division)
    for cell in counting.count(county.division, quarter, told.indicators):
        rows = listed(
            officer.actor,
            Filters(indicator=cell.code, place=county.division, start=quarter.start, end=quarter.end),
        )
        assert rows.count() == cell.records, cell.code
    unknown = Filters(indicator="none", place=county.division, start=quarter.start, end=quarter.end)
    assert not listed(officer.actor, unknown).exists()


def test_filters_stand_in_the_address_and_nonsense_narrows_nothing(
    county: County, worker: Standing, sign_in: SignIn
) -> None:
    record(worker.actor, county.communities[0], kind=Kind.EVENT, title="院坝会", head_count=3)
    record(worker.actor, county.communities[0], persons=[people.person(county.communities[0], "王秀英")])
    client = sign_in(worker)
    events = client.get("/w/records/?kind=event").content.decode()
    assert "院坝会" in events and "王秀英" not in events
    nonsense = "/w/records/?kind=x&start=昨天&programme=7&place=%00&person=1&as_of=x&after=%F0%9F"
    assert "王秀英" in client.get(nonsense).content.decode()


def test_names_on_the_list_leave_a_look(county: County, worker: Standing, sign_in: SignIn) -> None:
    person = people.person(county.communities[0], "王秀英")
    record(worker.actor, county.communities[0], persons=[person])
    sign_in(worker).get("/w/records/")
    see(county.division)
    assert Look.objects.get(kind="records").persons == [person.pk]


def test_an_evaluator_sees_no_name_on_the_list(county: County, post: Post, worker: Standing, sign_in: SignIn) -> None:
    record(worker.actor, county.communities[0], persons=[people.person(county.communities[0], "王秀英")])
    page = sign_in(post(Role.EVALUATOR, county.division)).get("/w/records/").content.decode()
    assert "走访" in page and "30 分" in page and "王秀英" not in page


def test_the_list_is_paged_by_key(county: County, worker: Standing, sign_in: SignIn) -> None:
    first_day = date(2024, 1, 1)
    for number in range(52):
        record(worker.actor, county.communities[0], happened_on=first_day + timedelta(days=number))
    client = sign_in(worker)
    first = client.get("/w/records/").content.decode()
    assert "2024-02-21" in first and "2024-01-01" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/w/records/{older}").content.decode()
    assert "2024-01-02" in second and "2024-01-01" in second and "2024-01-03" not in second


def test_an_empty_list_says_what_to_do(worker: Standing, county: County, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert "要不要从一次走访开始" in client.get("/w/records/").content.decode()
    assert "这个条件下没有记录" in client.get("/w/records/?kind=wish").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database_however_long(
    county: County, worker: Standing, sign_in: SignIn, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        born = date(timezone.localdate().year - 10, 1, 1)
        person = people.person(county.communities[0], f"王{number}", birth_date=born)
        record(worker.actor, county.communities[0], persons=[person])
    client = sign_in(worker)
    client.get("/w/records/")
    with django_assert_num_queries(15):
        client.get("/w/records/")


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COMMUNITY_WORKER, Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_under_a_name_protected_work_is_listed_to_its_team_alone(
    county: County, post: Post, worker: Standing, role: str
) -> None:
    home = county.communities[0]
    household = people.household(county.dwellings[0])
    person = people.person(home, "王秀英", household=household)
    kept = record(worker.actor, home, persons=[person], household=household, protected=True)
    of_place = home if role in (Role.SOCIAL_WORKER, Role.COMMUNITY_WORKER) else county.division
    other, lead = post(role, of_place), post(Role.STATION_LEAD, county.towns[0])
    for filters in (Filters(person=person.pk), Filters(household=household.pk)):
        assert not listed(other.actor, filters).exists()
        assert list(listed(worker.actor, filters)) == [kept]
        assert list(listed(lead.actor, filters)) == [kept]
    assert list(listed(other.actor, Filters())) == [kept]


def test_a_list_under_a_name_leaves_a_look_even_when_it_is_empty(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    person = people.person(county.communities[0], "王秀英")
    record(worker.actor, county.communities[0], persons=[person], protected=True)
    colleague = post(Role.SOCIAL_WORKER, county.communities[0])
    page = sign_in(colleague).get(f"/w/records/?person={person.pk}").content.decode()
    assert "2024-05-06" not in page
    see(county.division)
    look = Look.objects.get(kind="records")
    assert (look.persons, look.by_user, look.county_id) == ([person.pk], colleague.user.pk, county.division.pk)


def test_a_post_in_an_organisation_alone_finds_only_what_names_the_organisation(county: County, post: Post) -> None:
    with acting():
        agency = Organisation.objects.create(kind="agency", name="示范社工服务中心", county_id=county.division.pk)
    actor = post(Role.SOCIAL_WORKER, None, organisation=agency).actor
    for model in (RecordWorker, Beneficiary, MonthlyTally, ServiceRecord, Undertaking):
        assert not model.objects.visible_to(actor).exists()
