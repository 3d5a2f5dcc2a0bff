"""A todo has somebody to do it and a day; whoever does it says when it is done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.places.models import Dwelling
from linli.tasks import actions, queries
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


def give(by: Standing, spot: Dwelling, title: str = "再来看看", days: int = 0, **to: Any) -> Task:
    to = to or {"owner": by.post}
    return actions.open_task("visit", title, timezone.localdate() + timedelta(days=days), by=by.actor, place=spot, **to)


def test_a_todo_for_nobody_is_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="由谁来办"):
        give(worker, county.dwellings[0], owner=None)


def test_the_database_wants_somebody_too(county: County) -> None:
    with pytest.raises(IntegrityError, match="task_has_an_owner"), acting(), transaction.atomic():
        Task.objects.create(kind="visit", title="x", due_on=timezone.localdate(), county_id=county.division.pk)


def test_a_todo_says_what_to_do(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="写一句要做什么"):
        give(worker, county.dwellings[0], title=" \u200b ")


def test_nobody_gives_todos_in_anothers_area(county: County, post: Post, worker: Standing) -> None:
    colleague = post(Role.SOCIAL_WORKER, county.communities[2])
    with pytest.raises(Refused, match="不在您负责的范围"):
        give(worker, county.dwellings[-1], owner=colleague.post)


def test_a_resident_gives_none(county: County, post: Post) -> None:
    with pytest.raises(Refused, match="由工作人员来做"):
        give(post(Role.RESIDENT, county.communities[0]), county.dwellings[0])


def test_a_colleague_does_not_tick_it_off(county: County, post: Post, worker: Standing) -> None:
    task = give(worker, county.dwellings[0])
    with pytest.raises(Refused, match="由别人在办"):
        actions.finish_task(task, by=post(Role.SOCIAL_WORKER, county.communities[0]).actor)


def test_done_is_done_once_and_leaves_its_event(county: County, worker: Standing) -> None:
    task = give(worker, county.dwellings[0])
    actions.finish_task(task, by=worker.actor, outcome="去过了")
    with pytest.raises(Refused, match="已经办完了"):
        actions.finish_task(task, by=worker.actor)
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (worker.user.pk, "去过了")
    assert list(Event.objects.values_list("verb", flat=True)) == ["task.opened", "task.finished"]


def test_what_is_left_to_a_role_is_done_by_whoever_holds_it_there(county: County, post: Post, worker: Standing) -> None:
    task = give(worker, county.dwellings[0], owner=None, role=Role.STATION_LEAD)
    here, there = post(Role.STATION_LEAD, county.towns[0]), post(Role.STATION_LEAD, county.towns[1])
    assert not Task.objects.visible_to(there.actor).exists()
    assert list(Task.objects.visible_to(here.actor)) == [task]
    actions.finish_task(task, by=here.actor)


def test_the_list_is_grouped_by_what_presses(county: County, post: Post, worker: Standing) -> None:
    spot = county.dwellings[0]
    late, now, later = (give(worker, spot, days=days) for days in (-3, 0, 30))
    lead = post(Role.STATION_LEAD, county.towns[0])
    given = give(worker, spot, owner=lead.post)
    found = queries.todos(worker.actor, timezone.localdate())
    assert (found.today, found.later, found.waiting, found.count) == ([late, now], [later], [given], 3)
    assert queries.todos(lead.actor, timezone.localdate()).today == [given]


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/tasks/").status_code == 302


def test_another_role_meets_nothing(county: County, post: Post, sign_in: SignIn) -> None:
    assert sign_in(post(Role.AUDIT_ADMIN, county.division)).get("/w/tasks/").status_code == 404


def test_it_is_done_in_place_on_the_page(county: County, worker: Standing, sign_in: SignIn) -> None:
    task = give(worker, county.dwellings[0], title="<b>3栋502</b> 再来")
    page = sign_in(worker)
    assert "&lt;b&gt;3栋502&lt;/b&gt; 再来" in page.get("/w/tasks/").content.decode()
    answer = page.post(f"/w/tasks/{task.pk}/done/", follow=True)
    assert "办好了：" in answer.content.decode()
    see(county.division)
    assert Task.objects.get().done_at is not None


def test_a_strangers_todo_is_not_there(county: County, post: Post, worker: Standing, sign_in: SignIn) -> None:
    task = give(worker, county.dwellings[0])
    other = post(Role.SOCIAL_WORKER, county.communities[2])
    assert sign_in(other).post(f"/w/tasks/{task.pk}/done/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database_however_long(
    county: County, worker: Standing, sign_in: SignIn, rows: int, django_assert_num_queries: Any
) -> None:
    for _number in range(rows):
        give(worker, county.dwellings[0])
    page = sign_in(worker)
    page.get("/w/tasks/")
    with django_assert_num_queries(7):
        page.get("/w/tasks/")


def test_a_post_in_an_organisation_alone_has_its_own_todos_and_no_place_to_share(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    with acting():
        agency = Organisation.objects.create(kind="agency", name="示范社工服务中心", county_id=county.division.pk)
    theirs = post(Role.SOCIAL_WORKER, None, organisation=agency)
    give(worker, county.dwellings[0], owner=None, role=Role.SOCIAL_WORKER, title="这里的社工来办")
    assert not Task.objects.visible_to(theirs.actor).exists()
    client = sign_in(theirs)
    for address in ("/w/", "/w/tasks/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "这里的社工来办" not in answer.content.decode()
