"""居民页: what was done for her, as far as the one who looks may know it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import acting
from linli.people import actions as people
from linli.people.models import Person
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import METHOD_OF, Beneficiary, Kind, RecordWorker, ServiceRecord, Undertaking
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
DAY = date(2026, 10, 17)


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def person(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="王小明", birth_date=date(1951, 1, 1))


@pytest.fixture
def case(county: County, worker: Standing) -> Undertaking:
    return records.undertake(
        by=worker.actor,
        kind=Undertaking.Kind.CASE,
        title="王家个案",
        place=county.communities[0],
        opened_on=DAY,
        source="tests",
        source_id="1",
    )


def served(county: County, worker: Standing, person: Person, **facts: object) -> None:
    told = {"kind": Kind.HOME_VISIT, "narrative": "情绪好，想念女儿", "minutes": 30, "title": "看望"} | facts
    entry = Entry(happened_on=DAY, place=county.communities[0], persons=[person], **told)  # type: ignore[arg-type]
    records.record(entry, by=worker.actor)


def page(client: Client, person: Person, name: str = "person") -> str:
    return client.get(reverse(name, args=[person.pk])).content.decode()


def test_a_colleague_sees_the_visit_but_not_its_text(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    served(county, worker, person)
    body = page(sign_in(post(Role.COMMUNITY_WORKER, county.communities[0])), person)
    assert "走访 看望" in body
    assert "想念女儿" not in body
    assert not Look.objects.filter(kind="record.narrative").exists()


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER])
def test_a_colleague_does_not_learn_of_protected_work(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person, case: Undertaking, role: str
) -> None:
    served(county, worker, person, kind=Kind.CASE_SESSION, title="第一次会谈", undertaking=case, protected=True)
    colleague = post(role, county.communities[0])
    client = sign_in(colleague)
    for name in ("person", "person_records"):
        body = page(client, person, name)
        assert "第一次会谈" not in body
        assert "2026-10-17" not in body


def test_the_county_reads_no_record_with_a_name(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    served(county, worker, person)
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    for name in ("person", "person_records"):
        assert "走访 看望" not in page(client, person, name)


def test_the_team_reads_its_text_and_that_is_noted(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person, case: Undertaking
) -> None:
    served(county, worker, person, kind=Kind.CASE_SESSION, title="第一次会谈", undertaking=case, protected=True)
    for standing in (worker, post(Role.STATION_LEAD, county.towns[0])):
        body = page(sign_in(standing), person)
        assert "会谈 第一次会谈" in body
        assert "想念女儿" in body
        look = Look.objects.get(kind="record.narrative", by_user=standing.user.pk)
        assert (look.persons, look.fields) == ([person.pk], ["narrative"])


def test_a_withdrawn_record_is_gone_from_the_line(
    county: County, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    served(county, worker, person)
    see(county.division)
    records.withdraw(person.served.get().record, by=worker.actor, reason="记错了人")
    assert "走访 看望" not in page(sign_in(worker), person)


def test_the_line_narrows_to_one_kind(county: County, sign_in: SignIn, worker: Standing, person: Person) -> None:
    served(county, worker, person)
    served(county, worker, person, kind=Kind.PHONE_VISIT, title="问平安")
    address = reverse("person_records", args=[person.pk])
    body = sign_in(worker).get(address, {"kind": Kind.PHONE_VISIT}).content.decode()
    assert "问平安" in body
    assert "走访 看望" not in body


def test_the_page_takes_as_many_queries_for_three_records_as_for_one(
    county: County, sign_in: SignIn, worker: Standing, person: Person
) -> None:
    served(county, worker, person)
    client = sign_in(worker)
    counts = []
    for _round in range(2):
        for name in ("person", "person_records", "person_family"):
            page(client, person, name)
            with CaptureQueriesContext(connection) as caught:
                page(client, person, name)
            counts.append(len(caught))
        served(county, worker, person)
        served(county, worker, person)
    assert counts[:3] == counts[3:]
    assert max(counts) <= 14  # with the two marks of the transaction


RECORDS = 10_000


def history(county: County, worker: Standing, person: Person, count: int) -> None:
    """Give a person ``count`` records of one worker, a year and more of them, in bulk."""
    place = county.communities[0]
    areas: dict[str, Any] = {"county_id": county.division.pk, "town_id": place.town_id, "community_id": place.pk}
    facts = {"kind": Kind.HOME_VISIT, "method": METHOD_OF[Kind.HOME_VISIT], "channel": "web", "provenance": "entered"}
    rows = [
        ServiceRecord(
            happened_on=DAY - timedelta(days=n // 30), title=f"第{n}次", source="tests", source_id=f"history{n}",
            acted_post=worker.post, acted_by=worker.user.pk, acted_name="示范员", recorded_at=timezone.now(),
**facts, **areas,
        )
        for n in range(count)
    ]  # fmt: skip
    with acting():
        ServiceRecord.objects.bulk_create(rows, batch_size=2000)
        Beneficiary.objects.bulk_create([Beneficiary(record=row, person=person, **areas) for row in rows], 2000)
        RecordWorker.objects.bulk_create([RecordWorker(record=row, post=worker.post, **areas) for row in rows], 2000)


def asked(client: Client, person: Person, name: str) -> list[str]:
    """Return what a page asks of the database, the session and who asks included, the transaction's marks left out."""
    page(client, person, name)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(name, args=[person.pk])).status_code == 200
    told = [one["sql"] for one in caught]
    return [sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.STATION_LEAD])
def test_each_side_of_the_page_asks_at_most_twelve_questions_for_ten_thousand_records(
    county: County, post: Post, sign_in: SignIn, worker: Standing, person: Person, role: str
) -> None:
    history(county, worker, person, RECORDS)
    served(county, worker, person)
    for number in ("19900000001", "19900000002", "19900000003"):
        people.add_telephone(person, by=worker.actor, number=number, label="")
    for category in ("elder_alone", "disability"):
        people.tag(person, people.Mark(category, reason="走访看到", starts_on=DAY), by=worker.actor)
    other = people.register(by=worker.actor, community=county.communities[0], name="王晓明")
    people.merge(person, other, by=post(Role.STATION_LEAD, county.towns[0]).actor)
    client = sign_in(worker if role == Role.SOCIAL_WORKER else post(role, county.towns[0]))
    for name in ("person", "person_records", "person_family", "person_consents", "person_looks"):
        told = asked(client, person, name)
        assert len(told) <= 12, "\n".join(sql[:150] for sql in told)
    assert "想念女儿" in page(client, person)


def test_a_childs_page_asks_no_more_than_twelve_questions_either(
    county: County, post: Post, sign_in: SignIn, worker: Standing
) -> None:
    child = people.register(
        by=worker.actor,
        community=county.communities[0],
        name="小蒋",
        birth_date=timezone.localdate().replace(day=1) - timedelta(days=4000),
    )
    client = sign_in(worker)
    before = asked(client, child, "person")
    served(county, worker, child)
    assert [len(before), len(asked(client, child, "person"))] == [11, 12]
