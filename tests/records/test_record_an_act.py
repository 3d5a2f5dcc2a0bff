"""A worker writes an act down, once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.directory.models import Organisation
from linli.kernel.actor import Channel
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.people.models import Person, PriorityTag
from linli.records import actions as records
from linli.records.models import Beneficiary, Kind, Method, RecordWorker, ServiceRecord, TallyMark
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.EVALUATOR, Role.AUDIT_ADMIN])
def test_offices_do_not_record(county: County, post: Post, role: str) -> None:
    with pytest.raises(Refused, match="由一线工作人员来做"):
        record(post(role, county.division).actor, county.communities[0])
    assert not ServiceRecord.objects.exists()


def test_a_place_outside_ones_area_is_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="不在您负责的范围"):
        record(worker.actor, county.communities[2])


def test_a_post_in_an_organisation_alone_reads_and_does_not_record(county: County, post: Post) -> None:
    with acting():
        agency = Organisation.objects.create(kind="agency", name="示范社工服务中心", county_id=county.division.pk)
    with pytest.raises(Refused, match="不在您负责的范围"):
        record(post(Role.SOCIAL_WORKER, None, organisation=agency).actor, county.communities[0])


def test_a_case_from_outside_ones_area_is_refused(county: County, post: Post, worker: Standing) -> None:
    there = post(Role.SOCIAL_WORKER, county.towns[1])
    case = records.undertake(
        "case",
        "别处的个案",
        county.communities[2],
        by=there.actor,
        source="test",
        source_id="1",
        opened_on=date(2026, 1, 1),
    )
    with pytest.raises(Refused, match="不在您负责的范围"):
        record(worker.actor, county.communities[0], kind=Kind.CASE_SESSION, undertaking=case)


def test_a_session_of_a_case_does_not_belong_to_a_group(county: County, worker: Standing) -> None:
    group = records.undertake(
        "group", "剪纸小组", county.communities[0], by=worker.actor, source="test", source_id="2",
        opened_on=date(2026, 1, 1),
    )  # fmt: skip
    with pytest.raises(Refused, match="会谈和跟进属于个案"):
        record(worker.actor, county.communities[0], kind=Kind.CASE_SESSION, undertaking=group)


def test_a_person_from_outside_ones_area_is_refused(county: County, worker: Standing) -> None:
    stranger = people.person(county.communities[2])
    with pytest.raises(Refused, match="不在您负责的范围"):
        record(worker.actor, county.communities[0], persons=[stranger])


def test_tomorrow_cannot_be_recorded(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="日期还没到"):
        record(worker.actor, county.communities[0], happened_on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31)])
def test_a_day_before_there_was_any_station_cannot_be_recorded(county: County, worker: Standing, day: date) -> None:
    with pytest.raises(Refused, match="日期太早了，请写 2000 年以后"):
        record(worker.actor, county.communities[0], happened_on=day)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_minutes_fit_a_day(county: County, worker: Standing, minutes: int) -> None:
    with pytest.raises(Refused, match="1 到 1440"):
        record(worker.actor, county.communities[0], minutes=minutes)


def test_heads_are_not_fewer_than_the_named(county: County, worker: Standing) -> None:
    named = [people.person(county.communities[0], name) for name in ("甲", "乙")]
    with pytest.raises(Refused, match="不能少于写了名字的人数"):
        record(worker.actor, county.communities[0], persons=named, head_count=1)


def test_servers_are_not_fewer_than_the_named(county: County, post: Post, worker: Standing) -> None:
    colleague = post(Role.SOCIAL_WORKER, county.communities[0])
    with pytest.raises(Refused, match="不能少于写了名字的工作人员") as refused:
        record(worker.actor, county.communities[0], servers=[worker.post, colleague.post], server_count=1)
    assert refused.value.field == "server_count"


def test_a_session_belongs_to_a_case(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="属于哪个个案或小组"):
        record(worker.actor, county.communities[0], kind=Kind.CASE_SESSION)


def test_a_grid_worker_leaves_case_work_to_the_social_worker(county: County, post: Post) -> None:
    walker = post(Role.GRID_WORKER, county.grids[0])
    with pytest.raises(Refused, match="由社工来记"):
        record(walker.actor, county.grids[0], kind=Kind.FOLLOW_UP)


def test_a_town_is_too_wide_a_place(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="请选到社区"):
        record(worker.actor, county.towns[0])


def test_a_visit_is_one_row_with_its_people_its_worker_its_mark_and_its_event(county: County, worker: Standing) -> None:
    home = county.communities[0]
    person = people.person(home)
    made = record(worker.actor, home, persons=[person, person], narrative="爷爷咳嗽一周，没去看。")

    assert (made.kind, made.method, made.minutes, made.service_minutes) == (Kind.HOME_VISIT, Method.VISIT, 30, 30)
    assert (made.head_count, made.server_count) == (1, 1)
    assert (made.acted_by, made.acted_post_id, made.channel) == (worker.user.pk, worker.post.pk, Channel.WEB)
    assert (made.county_id, made.town_id, made.community_id) == (county.division.pk, county.towns[0].pk, home.pk)
    assert ServiceRecord.objects.get().narrative == "爷爷咳嗽一周，没去看。"
    assert "咳嗽".encode() not in bytes(made.narrative_sealed)
    assert RecordWorker.objects.get().post == worker.post
    assert Beneficiary.objects.get().person == person
    assert TallyMark.objects.get().month == date(2024, 5, 1)
    assert Event.objects.get(verb="record.made").subject == made.pk


def test_hours_count_everybody_who_served(county: County, worker: Standing) -> None:
    made = record(worker.actor, county.communities[0], kind=Kind.EVENT, minutes=90, server_count=4, head_count=35)
    assert (made.service_minutes, made.server_count, made.head_count) == (360, 4, 35)


def test_minutes_not_told_stay_a_gap_and_are_not_guessed(county: County, worker: Standing) -> None:
    made = record(worker.actor, county.communities[0], minutes=None)
    assert (made.minutes, made.service_minutes) == (None, 0)


def test_beneficiaries_stay_as_they_were_on_the_day(county: County, worker: Standing) -> None:
    home = county.communities[0]
    person = people.person(home, birth_date=date(1950, 5, 7), sex="2")
    with acting():
        PriorityTag.objects.create(
            person=person, category="low_income", basis="observed", starts_on=date(2024, 1, 1), **people.areas(home)
        )
    record(worker.actor, home, persons=[person], happened_on=date(2024, 5, 6))
    with acting():
        Person.objects.filter(pk=person.pk).update(sex="1", birth_date=date(1990, 1, 1), town_id=county.towns[1].pk)
        PriorityTag.objects.all().delete()

    kept = Beneficiary.objects.get()
    assert (kept.age_band, kept.sex, kept.categories) == ("70-79", "2", ["low_income"])
    assert (kept.home_town_id, kept.home_community_id) == (county.towns[0].pk, home.pk)


def test_the_same_key_again_gives_the_first_record(county: County, worker: Standing) -> None:
    key = new_id()
    first = record(worker.actor, county.communities[0], key=key)
    again = record(worker.actor, county.communities[0], key=key, minutes=60)
    assert (again.pk, again.minutes) == (first.pk, 30)
    assert ServiceRecord.objects.count() == Event.objects.count() == 1


def test_one_act_is_not_recorded_by_two_rooms(county: County, worker: Standing) -> None:
    record(worker.actor, county.communities[0], source="outreach.visit", source_id="7")
    with pytest.raises(Refused, match="已经记过了"):
        record(worker.actor, county.communities[0], source="outreach.visit", source_id="7")
    assert ServiceRecord.objects.count() == 1


def test_the_database_itself_keeps_one_act_in_one_row(county: County, worker: Standing) -> None:
    made = record(worker.actor, county.communities[0])
    made.pk, made.key = new_id(), new_id()
    with pytest.raises(IntegrityError, match="one_act_is_recorded_once"), acting(), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_servicerecord SET minutes = 5",
        "UPDATE records_servicerecord SET superseded_at = NULL, minutes = NULL",
        "DELETE FROM records_servicerecord",
        "UPDATE records_beneficiary SET age_band = '0-5'",
        "DELETE FROM records_beneficiary",
        "UPDATE records_recordworker SET minutes = 1",
    ],
)
def test_a_record_is_never_changed(county: County, worker: Standing, sql: str) -> None:
    record(worker.actor, county.communities[0], persons=[people.person(county.communities[0])])
    refused = pytest.raises((IntegrityError, InternalError), match="never changed")
    with refused, acting(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
