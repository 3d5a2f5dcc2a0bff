"""A record is corrected, or taken out, by a new entry that says why."""

from collections.abc import Callable
from datetime import date

import pytest

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.records import actions
from linli.records.models import Beneficiary, Kind, ServiceRecord, TallyMark
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def made(county: County, worker: Standing) -> ServiceRecord:
    home = county.communities[0]
    return record(worker.actor, home, persons=[people.person(home)], narrative="说的话")


def test_a_correction_says_why(worker: Standing, made: ServiceRecord) -> None:
    for nothing in ("  ", "\u200b", ""):
        with pytest.raises(Refused, match="为什么更正"):
            actions.correct(made, by=worker.actor, reason=nothing, minutes=45)


def test_a_colleague_does_not_correct_it(county: County, post: Post, made: ServiceRecord) -> None:
    with pytest.raises(Refused, match="由记录人或站长"):
        actions.correct(made, by=post(Role.SOCIAL_WORKER, county.communities[0]).actor, reason="算错了", minutes=45)


def test_a_lead_of_elsewhere_does_not_correct_it(county: County, post: Post, made: ServiceRecord) -> None:
    with pytest.raises(Refused, match="由记录人或站长"):
        actions.correct(made, by=post(Role.STATION_LEAD, county.towns[1]).actor, reason="算错了", minutes=45)


def test_a_correction_keeps_the_facts_in_order(worker: Standing, made: ServiceRecord) -> None:
    with pytest.raises(Refused, match="1 到 1440"):
        actions.correct(made, by=worker.actor, reason="算错了", minutes=0)
    made.refresh_from_db()
    assert made.superseded_at is None


@pytest.mark.parametrize(
    ("field", "told", "sentence"),
    [
        ("head_count", 1, "服务人次不能少于写了名字的人数。"),
        ("head_count", 0, "服务人次不能少于写了名字的人数。"),
        ("server_count", 1, "服务人员数不能少于写了名字的工作人员。"),
    ],
)
def test_a_correction_does_not_count_fewer_than_are_named(
    county: County, post: Post, worker: Standing, field: str, told: int, sentence: str
) -> None:
    home, colleague = county.communities[0], post(Role.SOCIAL_WORKER, county.communities[0])
    two = record(
        worker.actor, home, persons=[people.person(home), people.person(home)], servers=[worker.post, colleague.post]
    )
    with pytest.raises(Refused) as refused:
        actions.correct(two, by=worker.actor, reason="核对签到表", **{field: told})
    assert (refused.value.field, refused.value.sentence) == (field, sentence)
    two.refresh_from_db()
    assert (two.superseded_at, two.head_count, two.server_count) == (None, 2, 2)


def test_who_was_served_stays_as_she_was_when_only_the_minutes_were_wrong(
    worker: Standing, made: ServiceRecord
) -> None:
    before = made.beneficiaries.get()
    with acting():
        Person.objects.filter(pk=before.person_id).update(birth_date=date(2020, 1, 1))
    new = actions.correct(made, by=worker.actor, reason="少算了路上", minutes=45)
    assert new.beneficiaries.get().age_band == before.age_band != ""
    moved = actions.correct(new, by=worker.actor, reason="日子记错了", happened_on=date(2026, 1, 5))
    assert moved.beneficiaries.get().age_band != before.age_band


def test_a_correction_replaces_the_old_entry_and_carries_the_rest_over(worker: Standing, made: ServiceRecord) -> None:
    new = actions.correct(made, by=worker.actor, reason="少算了路上", minutes=45)
    made.refresh_from_db()

    assert made.superseded_at == new.recorded_at
    assert (made.minutes, new.minutes, new.service_minutes) == (30, 45, 45)
    assert (new.corrects, new.reason, new.narrative) == (made, "少算了路上", "说的话")
    assert (new.source, new.source_id) == (made.source, made.source_id)
    assert list(ServiceRecord.objects.standing()) == [new]
    assert list(Beneficiary.objects.filter(record=new).values_list("person", flat=True)) == list(
        Beneficiary.objects.filter(record=made).values_list("person", flat=True)
    )
    assert Event.objects.get(verb="record.corrected").facts == {"corrects": str(made.pk)}


def test_a_correction_of_the_day_marks_both_months(worker: Standing, made: ServiceRecord) -> None:
    actions.correct(made, by=worker.actor, reason="日子记错了", happened_on=date(2024, 4, 30))
    assert sorted(set(TallyMark.objects.values_list("month", flat=True))) == [date(2024, 4, 1), date(2024, 5, 1)]


def test_the_head_of_the_station_corrects_and_the_work_stays_the_workers(
    county: County, post: Post, worker: Standing, made: ServiceRecord
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    new = actions.correct(made, by=lead.actor, reason="核对签到表", head_count=3)
    assert [row.post for row in new.workers.all()] == [worker.post]
    assert new.acted_by == lead.user.pk


def test_what_was_corrected_is_not_corrected_again(worker: Standing, made: ServiceRecord) -> None:
    actions.correct(made, by=worker.actor, reason="一", minutes=45)
    with pytest.raises(Refused, match="打开最新的一条"):
        actions.correct(made, by=worker.actor, reason="二", minutes=60)


def test_a_withdrawn_record_counts_no_more_and_stays_readable(worker: Standing, made: ServiceRecord) -> None:
    out = actions.withdraw(made, by=worker.actor, reason="记重了")
    assert not ServiceRecord.objects.standing().exists()
    assert ServiceRecord.objects.count() == 2
    assert (out.withdrawn, out.reason) == (True, "记重了")
    with pytest.raises(Refused, match="打开最新的一条"):
        actions.withdraw(out, by=worker.actor, reason="再来")
    assert Event.objects.filter(verb="record.withdrawn").count() == 1


def test_an_undertaking_is_opened_once_for_its_source(county: County, worker: Standing) -> None:
    told = {"by": worker.actor, "source": "station", "source_id": "GA-1", "opened_on": date(2024, 1, 1)}
    first = actions.undertake("case", "小蒋(化名)", county.communities[0], **told)
    assert actions.undertake("case", "又一次", county.communities[0], **told) == first
    session = record(worker.actor, county.communities[0], kind=Kind.CASE_SESSION, undertaking=first)
    assert session.undertaking == first


def test_an_undertaking_is_opened_by_social_workers_of_the_place(county: County, post: Post, worker: Standing) -> None:
    told = {"source": "station", "source_id": "GA-1", "opened_on": date(2024, 1, 1)}
    with pytest.raises(Refused, match="由社工来开"):
        actions.undertake("case", "甲", county.communities[0], by=post(Role.GRID_WORKER, county.grids[0]).actor, **told)
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.undertake("case", "甲", county.communities[1], by=worker.actor, **told)
