"""A session is written once, counted once, and corrected by another that says why."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.people.actions import withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.cases import locked, move
from linli.practice.models import CaseFile, CaseSession, GoalProgress, Way
from linli.practice.queries.plans import lines, versions
from linli.records.models import Beneficiary, ServiceRecord
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County


@pytest.fixture
def case(worker: Standing, client_: Person, supervisor: Standing) -> CaseFile:
    return plans.working(client_, worker.actor, supervisor.actor)


def opened(case: CaseFile, days: int) -> CaseFile:
    """Have the case opened some days ago, so that sessions of those days are possible."""
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=days))
    return case


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"note": " "}, "note", "谈了什么"),
        ({"note": "长" * 20_001}, "note", "最多20000个字"),
        ({"minutes": None}, "minutes", "多少分钟"),
        ({"minutes": 0}, "minutes", "1 到 720"),
        ({"form": "dream"}, "form", "怎么谈的"),
        ({"homework_done": "maybe"}, "homework_done", "上次的约定"),
        ({"happened_on": timezone.localdate() + timedelta(days=1)}, "happened_on", "还没到这个时间"),
        ({"happened_on": timezone.localdate() - timedelta(days=1)}, "happened_on", "会谈不能更早"),
        ({"next_on": timezone.localdate() - timedelta(days=1)}, "next_on", "今天或以后"),
        ({"progress": {new_id(): plans.Went(1)}}, "progress", "计划改过了"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    facts: dict[str, object], field: str, sentence: str, case: CaseFile, worker: Standing
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        plans.session(case, worker.actor, **facts)
    assert (refused.value.field, CaseSession.objects.count(), ServiceRecord.objects.count()) == (field, 0, 0)


def test_an_hour_that_has_not_come_is_refused(case: CaseFile, worker: Standing) -> None:
    soon = timezone.localtime() + timedelta(minutes=5)
    if soon.date() != timezone.localdate():
        soon = timezone.localtime().replace(hour=23, minute=59)
    with pytest.raises(Refused, match="还没到这个时间"):
        plans.session(case, worker.actor, started=soon.time(), happened_on=soon.date())


def test_a_case_that_was_not_taken_on_has_no_sessions(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    practice.agree(client_, worker.actor)
    with pytest.raises(Refused, match="还没有接案"):
        plans.session(made, worker.actor)


def test_after_the_end_nothing_is_written(case: CaseFile, worker: Standing) -> None:
    with acting():
        move(locked(case), "close", worker.actor)
    with pytest.raises(Refused, match="已经结束"):
        plans.session(case, worker.actor)


def test_while_it_is_suspended_nobody_meets(case: CaseFile, worker: Standing) -> None:
    with acting():
        move(locked(case), "suspend", worker.actor)
    with pytest.raises(Refused, match="暂停着"):
        plans.session(case, worker.actor)


def test_consent_taken_back_stops_the_writing(case: CaseFile, worker: Standing, client_: Person) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        plans.session(case, worker.actor)


def test_the_supervisor_writes_no_sessions(case: CaseFile, supervisor: Standing) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        plans.session(case, supervisor.actor)


def test_somebody_of_another_house_was_not_there(case: CaseFile, worker: Standing, county: County) -> None:
    with pytest.raises(Refused, match="从名单里选"):
        plans.session(case, worker.actor, persons=[people.person(county.communities[0], "别人")])


def test_one_session_is_one_record_that_tells_no_word_of_it(case: CaseFile, worker: Standing) -> None:
    made = plans.session(case, worker.actor, progress=plans.went(case), homework="每天打一次招呼")
    record = ServiceRecord.objects.get()
    assert (record.pk, record.kind, record.method, record.minutes, record.head_count, record.protected) == (
        made.record_id, "case_session", "case", 50, 1, True,
    )  # fmt: skip
    assert (record.undertaking_id, record.source, record.source_id) == (
        case.undertaking_id, "practice.session", str(made.pk),
    )  # fmt: skip
    assert (record.title, record.narrative) == ("", "")
    assert (made.number, made.note, made.homework) == (1, plans.NOTE, "每天打一次招呼")
    assert GoalProgress.objects.get().way == Way.BETTER
    assert plans.NOTE.encode() not in bytes(made.note_sealed or b"")
    assert [event.verb for event in Event.objects.filter(subject=made.pk)] == ["session.held"]


def test_the_telephone_follows_up(case: CaseFile, worker: Standing) -> None:
    assert plans.session(case, worker.actor, form="phone").record.kind == "follow_up"


def test_the_family_is_counted_with_her(county: County, worker: Standing, supervisor: Standing) -> None:
    house = people.household(county.dwellings[0])
    her, granny = (people.person(county.communities[0], name, household=house) for name in ("小蒋", "奶奶"))
    made = plans.session(plans.working(her, worker.actor, supervisor.actor), worker.actor, persons=[granny])
    assert (made.record.head_count, made.present) == (2, [granny.pk])
    assert set(Beneficiary.objects.values_list("person", flat=True)) == {her.pk, granny.pk}


def test_sent_twice_it_is_written_once(case: CaseFile, worker: Standing) -> None:
    key = new_id()
    assert plans.session(case, worker.actor, key=key).pk == plans.session(case, worker.actor, key=key).pk
    assert (CaseSession.objects.count(), ServiceRecord.objects.count()) == (1, 1)


def test_nothing_half_is_stored(case: CaseFile, worker: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.practice.actions import sessions

    def fall(*told: object) -> None:
        raise RuntimeError("the line was cut")

    monkeypatch.setattr(sessions, "_fill", fall)
    with pytest.raises(RuntimeError), transaction.atomic():
        plans.session(case, worker.actor)
    assert ServiceRecord.objects.count() == 0


def test_the_next_day_becomes_a_todo_in_place_of_this_one(case: CaseFile, worker: Standing) -> None:
    assert Task.objects.filter(kind="case_session", done_at=None).count() == 1
    day = timezone.localdate() + timedelta(days=7)
    plans.session(case, worker.actor, next_on=day)
    todo = Task.objects.get(kind="case_session", done_at=None)
    assert (todo.title, todo.due_on, todo.owner_id, todo.person) == (
        f"{case.number} 会谈（第2次）", day, worker.post.pk, None,
    )  # fmt: skip


def test_the_same_hour_is_told_and_may_be_meant(
    case: CaseFile, worker: Standing, county: County, supervisor: Standing
) -> None:
    opened(case, 2)
    yesterday = timezone.localdate() - timedelta(days=1)
    plans.session(case, worker.actor, happened_on=yesterday, started=time(9, 0), minutes=60)
    other = plans.working(people.person(county.communities[0], "另一位"), worker.actor, supervisor.actor)
    opened(other, 2)
    plans.session(other, worker.actor, happened_on=yesterday, started=time(10, 0))
    with pytest.raises(Refused, match="您在09:00还有另一次会谈") as refused:
        plans.session(other, worker.actor, happened_on=yesterday, started=time(9, 59))
    assert refused.value.field == "sure"
    assert plans.session(other, worker.actor, happened_on=yesterday, started=time(9, 59), sure=True).number == 2


def test_a_colleague_who_wrote_it_already_is_told(
    case: CaseFile, worker: Standing, county: County, post: Callable[..., Standing]
) -> None:
    opened(case, 2)
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    practice.join(case, colleague.actor)
    yesterday = timezone.localdate() - timedelta(days=1)
    plans.session(case, worker.actor, happened_on=yesterday, started=time(9, 0))
    with pytest.raises(Refused, match="已经有一次会谈"):
        plans.session(case, colleague.actor, happened_on=yesterday, started=time(9, 30))


def test_a_correction_says_why_and_the_first_stays_readable(case: CaseFile, worker: Standing) -> None:
    first = plans.session(case, worker.actor, progress=plans.went(case))
    told = plans.told(note="写错了人", minutes=30, progress=plans.went(case, Way.SAME))
    with pytest.raises(Refused, match="为什么更正"):
        actions.correct_session(first, told, by=worker.actor, reason=" ")
    second = actions.correct_session(first, told, by=worker.actor, reason="记错了时长")
    assert (second.number, second.record.minutes, second.record.corrects_id) == (1, 30, first.record_id)
    assert [record.minutes for record in ServiceRecord.objects.standing()] == [30]
    assert CaseSession.objects.get(pk=first.pk).note == plans.NOTE
    plan = versions(case)[0]
    assert [list(line.ways) for line in lines(plan)] == [[0]]


def test_two_who_correct_the_same_do_not_write_over_each_other(case: CaseFile, worker: Standing) -> None:
    first = plans.session(case, worker.actor)
    second = actions.correct_session(first, plans.told(note="一"), by=worker.actor, reason="改")
    with pytest.raises(actions.Rewritten) as met:
        actions.correct_session(first, plans.told(note="二"), by=worker.actor, reason="改")
    assert (met.value.newest.pk, CaseSession.objects.count()) == (second.pk, 2)


def test_the_database_keeps_sessions_as_they_were(case: CaseFile, worker: Standing) -> None:
    made = plans.session(case, worker.actor, progress=plans.went(case))
    for change in (
        lambda: CaseSession.objects.filter(pk=made.pk).update(number=9),
        lambda: made.progress.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic(), acting():
            change()


def test_a_goal_draws_its_line_three_times(case: CaseFile, worker: Standing) -> None:
    opened(case, 9)
    for day, way in ((3, Way.WORSE), (2, Way.SAME), (1, Way.BETTER), (0, Way.BETTER)):
        on = timezone.localdate() - timedelta(days=day)
        plans.session(case, worker.actor, happened_on=on, progress=plans.went(case, way))
    (line,) = lines(versions(case)[0])
    assert line.heights == [0, -1, -1, 0, 1]
    assert line.blocks == "▄▁▁▄▇"
    assert line.points == "3.0,12.0 26.5,21.0 50.0,21.0 73.5,12.0 97.0,3.0"
    assert (line.words, line.last) == ("共4次：有进步2次、持平1次、退步1次", "有进步")


def test_a_record_written_after_a_day_is_late() -> None:
    from linli.practice.queries.sessions import is_late

    ended = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    record = ServiceRecord(started_at=ended - timedelta(hours=1), minutes=60, happened_on=ended.date())
    record.recorded_at = ended + timedelta(hours=24)
    assert not is_late(record, 24)
    record.recorded_at += timedelta(minutes=1)
    assert is_late(record, 24)
