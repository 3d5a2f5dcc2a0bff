"""A supervisor writes down what was talked over and agreed; hours add up by supervisor, worker and quarter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import Refused, acting
from linli.people import locks
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions import Meeting, Todo
from linli.practice.models import SupervisionRecord, SupervisionSeat
from linli.practice.queries.supervision import hours
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import practice
from tests.factories.places import County

SignIn = Callable[[Standing], Client]
WORDS = "说了说边界：不替她做决定"


def told(*posts: Standing, **facts: Any) -> Meeting:
    base: dict[str, Any] = {"kind": "individual", "held_on": timezone.localdate(), "minutes": 60, "talked": WORDS}
    return Meeting(**(base | {"posts": [one.post for one in posts]} | facts))


@pytest.fixture
def given(worker: Standing, supervisor: Standing, lead: Standing) -> None:
    actions.supervise(worker.post, supervisor.post, by=lead.actor)


@pytest.fixture
def second(county: County, post: Callable[..., Standing], supervisor: Standing, lead: Standing) -> Standing:
    made = post(Role.SOCIAL_WORKER, county.towns[0])
    actions.supervise(made.post, supervisor.post, by=lead.actor)
    return made


def test_a_worker_does_not_write_down_her_own_supervision(worker: Standing, lead: Standing) -> None:
    for one in (worker, lead):
        with pytest.raises(Refused, match="由督导来写"):
            actions.record_supervision(told(worker), by=one.actor)


def test_a_supervisor_of_others_is_refused(given: None, worker: Standing, county: County, post: Any) -> None:
    other = post(Role.SUPERVISOR, county.towns[0])
    with pytest.raises(Refused, match="不是您督导的社工"):
        actions.record_supervision(told(worker), by=other.actor)


def test_nobody_supervises_herself_in_a_meeting(supervisor: Standing) -> None:
    with pytest.raises(Refused, match="不能自己督导自己"):
        actions.record_supervision(told(supervisor), by=supervisor.actor)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"minutes": 4}, "minutes", "5 到 480"),
        ({"held_on": date(2999, 1, 1)}, "held_on", "还没到这一天"),
        ({"held_on": date(2001, 1, 1)}, "held_on", "一年多以前"),
        ({"talked": " "}, "talked", "谈了什么"),
        ({"kind": "chat"}, "kind", "哪一种"),
        ({"kind": "group"}, "posts", "至少两位"),
        ({"themes": ["gossip"]}, "themes", "列出来的"),
    ],
)
def test_what_does_not_hang_together_is_refused_at_its_field(
    facts: dict[str, Any], field: str, sentence: str, given: None, worker: Standing, supervisor: Standing
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        actions.record_supervision(told(worker, **facts), by=supervisor.actor)
    assert refused.value.field == field
    assert not SupervisionRecord.objects.exists()


def test_what_was_agreed_is_a_todo_without_a_word_of_it(given: None, worker: Standing, supervisor: Standing) -> None:
    day = timezone.localdate() + timedelta(days=7)
    made = actions.record_supervision(
        told(worker, agreed="先去看一次高某", todos=[Todo(worker.post, day)]), by=supervisor.actor
    )
    todo = Task.objects.get(subject=made.pk)
    assert (todo.owner_id, todo.due_on, todo.kind) == (worker.post.pk, day, "supervision_todo")
    assert "高某" not in todo.title
    assert (made.talked, made.agreed, made.seats.get().post_id) == (WORDS, "先去看一次高某", worker.post.pk)


def test_a_case_is_discussed_by_its_team_alone(
    given: None, worker: Standing, second: Standing, supervisor: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor)
    practice.join(case, supervisor.actor)
    with pytest.raises(Refused, match="不在这个个案的团队里"):
        actions.record_supervision(told(worker, second, kind="conference", case=case), by=supervisor.actor)
    made = actions.record_supervision(told(worker, kind="conference", case=case), by=supervisor.actor)
    assert made.case_id == case.pk
    with pytest.raises(IntegrityError, match="only_a_conference_names_a_case"), transaction.atomic(), acting():
        SupervisionRecord.objects.create(
            kind="group", held_on=made.held_on, minutes=60, supervisor=supervisor.post, case=case,
            supervisor_user=supervisor.user.pk, recorded_at=timezone.now(), county_id=case.county_id,
        )  # fmt: skip


def test_a_case_of_another_team_is_not_discussed(
    given: None, worker: Standing, supervisor: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="由这个个案的督导来记"):
        actions.record_supervision(told(worker, kind="conference", case=case), by=supervisor.actor)


def test_a_restricted_client_is_not_discussed(
    given: None, worker: Standing, supervisor: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor)
    practice.join(case, supervisor.actor)
    with acting():
        Person.objects.filter(pk=client_.pk).update(restricted_at=timezone.now())
    case.client.refresh_from_db(fields=["restricted_at"])
    with pytest.raises(Refused, match=str(locks.RESTRICTED)):
        actions.record_supervision(told(worker, kind="conference", case=case), by=supervisor.actor)


def test_hours_add_up_by_quarter_and_a_meeting_taken_back_counts_no_more(
    given: None, worker: Standing, second: Standing, supervisor: Standing, lead: Standing
) -> None:
    today = timezone.localdate()
    actions.record_supervision(told(worker, minutes=50), by=supervisor.actor)
    actions.record_supervision(told(worker, second, kind="group", minutes=90), by=supervisor.actor)
    wrong = actions.record_supervision(told(worker, minutes=300), by=supervisor.actor)
    with pytest.raises(Refused, match="由谁收回"):
        actions.take_back_supervision(wrong, by=worker.actor)
    actions.take_back_supervision(wrong, by=supervisor.actor)
    since = today - timedelta(days=366)
    assert sorted((row.meetings, row.minutes) for row in hours(lead.actor, since)) == [(1, 90), (2, 140)]
    assert [(row.minutes, row.hours) for row in hours(worker.actor, since)] == [(140, 2.3)]
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    assert {row.quarter for row in hours(supervisor.actor, since)} == {quarter}
    assert SupervisionSeat.objects.count() == 4


def test_what_was_said_is_theirs_and_the_head_of_the_station_counts_hours(
    given: None, worker: Standing, second: Standing, supervisor: Standing, lead: Standing, sign_in: SignIn
) -> None:
    made = actions.record_supervision(told(worker), by=supervisor.actor)
    address = f"/w/supervision/records/{made.pk}/"
    for reader in (worker, supervisor):
        assert WORDS in sign_in(reader).get(address).content.decode()
    for stranger in (second, lead):
        assert sign_in(stranger).get(address).status_code == 404
    assert "1.0" in sign_in(lead).get("/w/supervision/records/").content.decode()


def test_the_page_writes_a_conference_and_reading_it_is_a_look(
    given: None, worker: Standing, supervisor: Standing, client_: Person, sign_in: SignIn
) -> None:
    case = practice.case(client_, worker.actor)
    practice.join(case, supervisor.actor)
    client = sign_in(supervisor)
    assert case.number in client.get(f"/w/supervision/records/new/?case={case.pk}").content.decode()
    sent = {
        "kind": "conference", "posts": [str(worker.post.pk)], "case": str(case.pk), "minutes": "60", "talked": WORDS,
        "held_on": timezone.localdate().isoformat(), "themes": ["case"],
    }  # fmt: skip
    bad = client.post("/w/supervision/records/new/", sent | {"minutes": "9999"})
    assert (bad.status_code, SupervisionRecord.objects.count()) == (422, 0)
    page = client.post("/w/supervision/records/new/", sent, follow=True).content.decode()
    assert WORDS in page and "个案怎么做" in page
    look = Look.objects.get(kind="supervision.view")
    assert (look.persons, look.purpose) == ([client_.pk], f"case:{case.pk}")
