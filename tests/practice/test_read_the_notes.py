"""A supervisor ticks ordinary notes together, leaving out what she likes; what is not ordinary opens by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.practice import actions
from linli.practice.models import CaseFile, CaseSession, NoteReading
from linli.practice.queries.margins import unread
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


def note(county: County, name: str, worker: Standing, supervisor: Standing, **facts: object) -> CaseSession:
    """Return a session of somebody, in a case that was then changed to what ``facts`` say."""
    client = people.person(county.communities[0], name)
    case = practice.case(client, worker.actor, accepted=True)
    practice.join(case, supervisor.actor)
    held = plans.session(case, worker.actor)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(**facts)
    return CaseSession.objects.select_related("record", "case__client").get(pk=held.pk)


@pytest.fixture
def ordinary(county: County, worker: Standing, supervisor: Standing) -> CaseSession:
    return note(county, "甲", worker, supervisor)


def test_a_supervisor_of_another_team_reads_nothing(county: County, post: Post, ordinary: CaseSession) -> None:
    other = post(Role.SUPERVISOR, county.towns[0])
    for verb in (lambda: actions.read_note(ordinary, by=other.actor),
                 lambda: actions.read_notes([ordinary], by=other.actor)):  # fmt: skip
        with pytest.raises(Refused, match="由这个个案的督导来看"):
            verb()
    assert not unread(other.actor).exists()


def test_nobody_clears_her_own_note(worker: Standing, lead: Standing, ordinary: CaseSession) -> None:
    for one in (worker, lead):
        with pytest.raises(Refused, match="由这个个案的督导来看"):
            actions.read_notes([ordinary], by=one.actor)


def test_somebody_who_became_supervisor_does_not_clear_what_she_wrote(
    county: County, post: Post, worker: Standing, ordinary: CaseSession
) -> None:
    both = post(Role.SUPERVISOR, county.towns[0], holder=worker.user)
    practice.join(ordinary.case, both.actor)
    with pytest.raises(Refused, match="自己写的记录"):
        actions.read_note(ordinary, by=both.actor)
    assert not unread(both.actor).exists()


@pytest.mark.parametrize("facts", [{"hidden": True}, {"natures": ["violence"]}, {"natures": ["hiv"]}, {"risk": "high"}])
def test_what_is_not_ordinary_is_never_ticked_with_others(
    facts: dict[str, object], county: County, worker: Standing, supervisor: Standing, ordinary: CaseSession
) -> None:
    apart = note(county, "乙", worker, supervisor, **facts)
    with pytest.raises(Refused, match="一份一份打开看"):
        actions.read_notes([ordinary, apart], by=supervisor.actor)
    assert not NoteReading.objects.exists()
    told = {row.pk: row.together for row in unread(supervisor.actor)}  # type: ignore[attr-defined]
    assert told == {ordinary.pk: True, apart.pk: False}
    assert not actions.read_note(apart, by=supervisor.actor).together


def test_a_childs_note_is_never_ticked_with_others(
    county: County, worker: Standing, supervisor: Standing, ordinary: CaseSession
) -> None:
    born = timezone.localdate() - timedelta(days=15 * 365)
    with acting():
        type(ordinary.case.client).objects.filter(pk=ordinary.case.client_id).update(birth_date=born)
    assert [row.together for row in unread(supervisor.actor)] == [False]  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="一份一份打开看"):
        actions.read_notes([ordinary], by=supervisor.actor)


def test_nothing_ticked_is_nothing_read(supervisor: Standing) -> None:
    with pytest.raises(Refused, match="一份也没有勾"):
        actions.read_notes([], by=supervisor.actor)


def test_the_routine_ones_are_cleared_with_one_button_and_one_can_be_left_out(
    county: County, worker: Standing, supervisor: Standing, ordinary: CaseSession, sign_in: SignIn
) -> None:
    second, third = (note(county, name, worker, supervisor) for name in ("乙", "丙"))
    apart = note(county, "丁", worker, supervisor, hidden=True)
    client = sign_in(supervisor)
    assert "等您看的记录 4 份" in client.get("/w/supervision/").content.decode()
    page = client.get("/w/supervision/notes/").content.decode()
    assert page.count('name="note"') == 3 and page.count("checked") == 3
    assert f"/w/cases/sessions/{apart.pk}/" in page
    assert set(Look.objects.get(kind="supervision.notes").persons) == {
        one.case.client_id for one in (ordinary, second, third)
    }
    sent = {"note": [str(ordinary.pk), str(second.pk), str(apart.pk), "x"]}
    assert "一份一份打开看" in client.post("/w/supervision/notes/", sent, follow=True).content.decode()
    sent["note"] = [str(ordinary.pk), str(second.pk)]
    assert "看过了 2 份" in client.post("/w/supervision/notes/", sent, follow=True).content.decode()
    assert set(unread(supervisor.actor).values_list("pk", flat=True)) == {third.pk, apart.pk}
    assert Event.objects.filter(verb="session.read").count() == 2
    assert "看过" in client.post(f"/w/cases/sessions/{apart.pk}/read/", follow=True).content.decode()
    assert set(unread(supervisor.actor).values_list("pk", flat=True)) == {third.pk}


def test_read_twice_it_is_one_reading(supervisor: Standing, ordinary: CaseSession) -> None:
    first = actions.read_note(ordinary, by=supervisor.actor)
    assert actions.read_notes([ordinary], by=supervisor.actor) == [first]


def test_the_list_asks_as_many_questions_at_one_note_as_at_three(
    county: County, worker: Standing, supervisor: Standing, ordinary: CaseSession
) -> None:
    with CaptureQueriesContext(connection) as one:
        assert len(unread(supervisor.actor)) == 1
    for name in ("乙", "丙"):
        note(county, name, worker, supervisor)
    with CaptureQueriesContext(connection) as three:
        assert len([str(row.case.client) for row in unread(supervisor.actor)]) == 3
    assert len(one) == len(three) == 1
