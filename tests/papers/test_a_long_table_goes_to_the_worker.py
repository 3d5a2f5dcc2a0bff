"""Long tables are taken in by the worker: all good rows or none, once, whoever clicks and whatever breaks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.papers import actions, tasks
from linli.papers.actions import working
from linli.papers.actions.taking import CLEARED_AFTER
from linli.papers.models import ImportBatch, State
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories import places
from tests.papers.rosters import brought, roster, row
from tests.support.threads import race


def jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return name and arguments of the jobs that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [(name, json.loads(told)) for name, told in cursor.fetchall()]


@pytest.mark.django_db
def test_more_than_five_hundred_rows_are_handed_over_and_the_page_says_so(
    county: places.County, worker: Standing, sign_in: Callable[[Standing], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LARGE", 2)
    batch = brought(roster(county, *[row(county, name) for name in ("甲示范", "乙示范", "丙示范", "")]), worker)
    client = sign_in(worker)
    for _click in range(2):
        assert client.post(reverse("import_take", args=[batch.pk])).status_code == 302
    assert jobs() == [(actions.JOB, {"batch": str(batch.pk), "post": str(worker.post.pk)})]
    page = client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert "正在导入 3 行" in page
    assert "再试一次" not in page
    assert Person.objects.count() == 0
    tasks.carry_on(str(batch.pk), str(worker.post.pk))
    tasks.carry_on(str(batch.pk), str(worker.post.pk))
    assert "新增 3 条" in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert Person.objects.count() == 3


@pytest.mark.django_db
def test_work_that_was_lost_can_be_asked_for_again(
    county: places.County, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = brought(roster(county, row(county)), worker)
    actions.ask(batch, "take_in", by=worker.actor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    actions.ask(batch, "take_in", by=worker.actor)
    assert jobs() == []
    monkeypatch.setattr(working, "STALE", working.STALE * 0)
    actions.ask(batch, "take_in", by=worker.actor)
    actions.ask(batch, "take_in", by=worker.actor)
    assert len(jobs()) == 1


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_nothing_and_says_so(
    county: places.County, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.desk.imports import people

    batch = brought(roster(county, *[row(county, f"居民{number}") for number in range(5)]), worker)
    actions.ask(batch, "take_in", by=worker.actor)
    real = people._registered
    seen: list[int] = []

    def breaking(*told: Any) -> Any:
        seen.append(1)
        if len(seen) == 4:
            raise MemoryError
        return real(*told)

    monkeypatch.setattr(people, "_registered", breaking)
    tasks.carry_on(str(batch.pk), str(worker.post.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.work, Person.objects.count()) == (State.PREVIEWED, "", 0)
    assert "什么都没有导入" in batch.note
    monkeypatch.undo()
    assert actions.take_in(batch, by=worker.actor).made == 5


@pytest.mark.django_db
def test_a_choice_is_not_taken_while_the_worker_is_at_it(county: places.County, worker: Standing) -> None:
    batch = actions.ask(brought(roster(county, row(county)), worker), "take_in", by=worker.actor)
    for verb in (lambda: actions.abandon(batch, by=worker.actor), lambda: actions.choose(batch, {}, by=worker.actor)):
        with pytest.raises(Refused, match="等一会儿"):
            verb()


@pytest.mark.django_db
def test_the_lines_of_a_table_nobody_touched_for_a_week_are_removed(county: places.County, worker: Standing) -> None:
    batch = brought(roster(county, row(county)), worker)
    with pytest.raises(Refused):
        actions.clear(by=worker.actor)
    assert actions.clear(by=system_actor()) == 0
    with time_machine.travel(timezone.now() + CLEARED_AFTER * 2):
        assert actions.clear(by=system_actor()) == 1
    batch.refresh_from_db()
    assert (batch.lines.count(), batch.cleared_at is not None) == (0, True)
    with pytest.raises(Refused, match="已经清除"):
        actions.take_in(batch, by=worker.actor)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_have_one_effect(post: Callable[..., Standing]) -> None:
    from django.db import transaction

    with transaction.atomic():
        county = places.county()
        standing = post("community_worker", county.communities[0])
        with seeing(standing.actor.scope):
            rows = [row(county, f"居民{number}") for number in range(20)]
            batch = brought(roster(county, *rows), standing)
    taken = race(standing.actor.scope, *[lambda: actions.take_in(batch, by=standing.actor)] * 2)
    assert [type(result) for result in taken] == [ImportBatch, ImportBatch]
    with transaction.atomic(), seeing(standing.actor.scope):
        assert Person.objects.count() == 20
