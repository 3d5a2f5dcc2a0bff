"""电话告知: a message that a person delivers: the words first, no ringing at night, and an outcome in one tap."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.people import actions as people_actions
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.visits import elder

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
WORDS = "明早义剪改到10点"
DAY, NIGHT = (datetime(2026, 11, 20, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai")) for hour in (10, 21))


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


@pytest.fixture
def task(county: County, walker: Standing) -> Task:
    person = elder(county)
    people_actions.add_telephone(person, by=walker.actor, number="19900000055", label="本人")
    told = {"by": walker.actor, "place": person, "owner": walker.post, "person": person.pk}
    return tasks.open_task("tell_by_phone", WORDS, timezone.localdate(), **told)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    from linli.desk import calls

    return lambda moment: monkeypatch.setattr(calls.timezone, "now", lambda: moment)


def test_another_worker_has_no_such_call(county: County, task: Task, post: Post, sign_in: SignIn) -> None:
    assert sign_in(post(Role.GRID_WORKER, county.grids[2])).get(f"/w/calls/{task.pk}/").status_code == 404


def test_the_todo_leads_to_the_words(walker: Standing, task: Task, sign_in: SignIn) -> None:
    client = sign_in(walker)
    assert f"/w/calls/{task.pk}/" in client.get("/w/tasks/").content.decode()
    page = client.get(f"/w/calls/{task.pk}/").content.decode()
    assert WORDS in page and "19900000055" not in page


def test_the_number_is_shown_by_day_and_leaves_a_look(
    county: County, walker: Standing, task: Task, sign_in: SignIn, at: Callable[[datetime], None]
) -> None:
    client = sign_in(walker)
    at(DAY)
    assert 'href="tel:+8619900000055"' in client.post(f"/w/calls/{task.pk}/", {"ring": "1"}).content.decode()
    see(county.division)
    assert Look.objects.filter(kind="person.number", purpose="电话告知").count() == 1


def test_at_night_nobody_is_rung_and_no_number_is_shown(
    county: County, walker: Standing, task: Task, sign_in: SignIn, at: Callable[[datetime], None]
) -> None:
    client = sign_in(walker)
    at(NIGHT)
    page = client.post(f"/w/calls/{task.pk}/", {"ring": "1"}).content.decode()
    assert "11月21日 8:00 以后再打" in page and "19900000055" not in page
    see(county.division)
    assert not Look.objects.filter(kind="person.number").exists()


def test_told_ends_it(county: County, walker: Standing, task: Task, sign_in: SignIn) -> None:
    sign_in(walker).post(f"/w/calls/{task.pk}/", {"outcome": "told"})
    see(county.division)
    assert Task.objects.get().outcome == "已告知本人"


def test_no_answer_is_tried_again_tomorrow(county: County, walker: Standing, task: Task, sign_in: SignIn) -> None:
    sign_in(walker).post(f"/w/calls/{task.pk}/", {"outcome": "no_answer"})
    see(county.division)
    again = Task.objects.get(done_at=None)
    assert (again.title, again.owner, again.due_on) == (WORDS, walker.post, timezone.localdate() + timedelta(days=1))
    assert Task.objects.get(pk=task.pk).outcome == "没人接"


def test_an_outcome_of_ones_own_changes_nothing(county: County, walker: Standing, task: Task, sign_in: SignIn) -> None:
    sign_in(walker).post(f"/w/calls/{task.pk}/", {"outcome": "flew"})
    see(county.division)
    assert Task.objects.get().done_at is None
