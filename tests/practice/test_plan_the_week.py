"""A week is planned on Monday and looked back on on Friday; it is hers and her supervisor's."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import WorkWeek
from linli.practice.queries.supervision import monday_of
from linli.tasks.actions import open_task
from tests.conftest import Standing
from tests.factories import practice
from tests.factories.places import County

SignIn = Callable[[Standing], Client]


def monday() -> date:
    return monday_of(timezone.localdate())


def test_a_week_begins_on_monday(worker: Standing, county: County) -> None:
    with pytest.raises(Refused, match="一周从周一开始"):
        actions.plan_week(monday() + timedelta(days=1), "x", "", by=worker.actor)
    with pytest.raises(IntegrityError, match="week_begins_on_monday"), transaction.atomic(), acting():
        WorkWeek.objects.create(
            post=worker.post, user_id=worker.user.pk, monday=monday() + timedelta(days=1),
            county_id=county.division.pk,
        )  # fmt: skip


def test_an_empty_plan_and_a_week_to_come_are_refused(worker: Standing) -> None:
    with pytest.raises(Refused, match="这周要做什么"):
        actions.plan_week(monday(), " ", "", by=worker.actor)
    with pytest.raises(Refused, match="还没到"):
        actions.review_week(monday() + timedelta(days=7), "x", "", by=worker.actor)


def test_written_again_it_is_the_same_week(worker: Standing) -> None:
    first = actions.plan_week(monday(), "看三户", "想听听怎么结案", by=worker.actor)
    actions.review_week(monday(), "看了两户", "早点约", by=worker.actor)
    again = actions.plan_week(monday(), "看两户", "", by=worker.actor)
    kept = WorkWeek.objects.get()
    assert (first.pk, again.pk) == (kept.pk, kept.pk)
    assert (kept.plan, kept.wish, kept.went, kept.learned) == ("看两户", "", "看了两户", "早点约")


def test_it_is_hers_and_her_supervisors(worker: Standing, supervisor: Standing, lead: Standing) -> None:
    actions.plan_week(monday(), "看三户", "", by=worker.actor)

    def readers() -> list[bool]:
        return [WorkWeek.objects.visible_to(one.actor).exists() for one in (worker, supervisor, lead)]

    assert readers() == [True, False, False]
    actions.supervise(worker.post, supervisor.post, by=lead.actor)
    assert readers() == [True, True, False]


def test_the_page_begins_with_what_is_known_and_names_nobody(
    worker: Standing, supervisor: Standing, lead: Standing, client_: Person, sign_in: SignIn
) -> None:
    actions.supervise(worker.post, supervisor.post, by=lead.actor)
    case = practice.case(client_, worker.actor)
    open_task("call", "给高某打电话", timezone.localdate(), by=worker.actor, place=case, owner=worker.post,
              person=client_.pk)  # fmt: skip
    open_task("paper", "交月报", timezone.localdate(), by=worker.actor, place=case, owner=worker.post)
    client = sign_in(worker)
    page = client.get("/w/supervision/week/").content.decode()
    assert "交月报" in page
    assert "高某" not in page
    client.post("/w/supervision/week/", {"part": "plan", "plan": "看三户", "wish": "怎么结案"})
    client.post("/w/supervision/week/", {"part": "review", "went": "看了两户", "learned": ""})
    kept = WorkWeek.objects.get()
    assert (kept.plan, kept.wish, kept.went) == ("看三户", "怎么结案", "看了两户")
    assert client.post("/w/supervision/week/", {"part": "plan", "plan": ""}).status_code == 422
    assert "怎么结案" in sign_in(supervisor).get("/w/supervision/week/").content.decode()


def test_a_day_that_cannot_be_read_is_this_week(worker: Standing, sign_in: SignIn) -> None:
    for said in ("", "9999-99-99", "0001-01-01"):
        assert sign_in(worker).get("/w/supervision/week/", {"week": said}).status_code == 200
