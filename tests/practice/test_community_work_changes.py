"""What was planned for a community changes: another day, called off, corrected with a reason, a project that ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.practice import actions
from linli.practice.models import Activity
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories import activities, people
from tests.factories.places import County

Post = Callable[..., Standing]
TODAY = timezone.localdate()
CORRECTED: dict[str, Any] = {
    "reason": "少数了一桌", "held_on": TODAY, "minutes": 120, "bands": {"elder": 38}, "told": "包了饺子",
}  # fmt: skip


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def activity(county: County, worker: Standing) -> Activity:
    return activities.activity(county.communities[0], worker.actor)


def test_elsewhere_nobody_changes_anything(activity: Activity, county: County, post: Post) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1]).actor
    for verb in (
        lambda: actions.amend_activity(activity, by=other, name="x", planned_on=TODAY),
        lambda: actions.call_off_activity(activity, by=other, why="x"),
        lambda: actions.correct_activity(activity, by=other, **CORRECTED),
        lambda: actions.end_project(activity.project, by=other),
    ):
        with pytest.raises(Refused, match="由本站社工"):
            verb()


def test_what_was_held_is_not_planned_anew_nor_called_off(activity: Activity, worker: Standing) -> None:
    activities.hold(activity, worker.actor)
    with pytest.raises(Refused, match="计划不再改"):
        actions.amend_activity(activity, by=worker.actor, name="x", planned_on=TODAY)
    with pytest.raises(Refused, match="不能再取消"):
        actions.call_off_activity(activity, by=worker.actor, why="x")


def test_what_was_called_off_says_why_and_takes_nobody_in(activity: Activity, worker: Standing, county: County) -> None:
    with pytest.raises(Refused, match="为什么不办"):
        actions.call_off_activity(activity, by=worker.actor, why=" ")
    code = actions.hang_code(activity, by=worker.actor)
    actions.call_off_activity(activity, by=worker.actor, why="下大雨")
    code.refresh_from_db()
    assert code.ended_at is not None
    for verb in (
        lambda: activities.hold(activity, worker.actor),
        lambda: actions.welcome(activity, people.person(county.communities[0], "高某"), by=worker.actor),
        lambda: actions.hang_code(activity, by=worker.actor),
        lambda: actions.budget(activity, by=worker.actor, label="水", planned=1),
        lambda: actions.amend_activity(activity, by=worker.actor, name="x", planned_on=TODAY),
    ):
        with pytest.raises(Refused, match="说好不办了"):
            verb()
    with pytest.raises(IntegrityError, match="called_off_activity_says_why"), transaction.atomic(), acting():
        Activity.objects.update(called_off_why="")


def test_a_correction_wants_a_reason_and_counts_once(activity: Activity, worker: Standing) -> None:
    with pytest.raises(Refused, match="还没有记"):
        actions.correct_activity(activity, by=worker.actor, **CORRECTED)
    activities.hold(activity, worker.actor)
    with pytest.raises(Refused, match="不能少于"):
        actions.correct_activity(activity, by=worker.actor, **{**CORRECTED, "bands": {}})
    with pytest.raises(Refused):
        actions.correct_activity(activity, by=worker.actor, **{**CORRECTED, "reason": ""})
    done = actions.correct_activity(activity, by=worker.actor, **CORRECTED)
    assert (done.elder, done.adult, done.told) == (38, 0, "包了饺子")
    assert list(ServiceRecord.objects.standing().values_list("head_count", "minutes")) == [(38, 120)]


def test_a_project_ends_when_nothing_of_it_is_to_come(
    activity: Activity, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    with pytest.raises(Refused, match="还有1场活动没有办"):
        actions.end_project(activity.project, by=worker.actor)
    actions.call_off_activity(activity, by=worker.actor, why="下大雨")
    client, page = sign_in(worker), reverse("community_project", args=[activity.project_id])
    assert "项目结束了" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    activity.project.refresh_from_db()
    activity.project.undertaking.refresh_from_db()
    assert activity.project.closed_on == activity.project.undertaking.closed_on == TODAY
    with pytest.raises(Refused, match="已经结束"):
        actions.end_project(activity.project, by=worker.actor)


def test_the_pages_say_what_is_wrong_at_its_field(
    activity: Activity, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, page = sign_in(worker), reverse("activity_amend", args=[activity.pk])
    assert client.post(page, {"name": ""}).status_code == 422
    assert client.post(page, {"off": "1", "why": ""}).status_code == 422
    later = TODAY + timedelta(days=3)
    assert client.post(page, {"name": "重阳", "planned_on": later, "spot": "广场"}).status_code == 302
    activity.refresh_from_db()
    assert (activity.name, activity.planned_on, activity.spot) == ("重阳", later, "广场")
    activities.hold(activity, worker.actor)
    page = reverse("activity_correct", args=[activity.pk])
    assert client.get(page).status_code == 200
    told = {"held_on": TODAY, "minutes": 60, "elder": 12, "told": "", "reason": "数错了"}
    assert client.post(page, {**told, "reason": ""}).status_code == 422
    assert client.post(page, told).status_code == 302
    assert "12" in client.get(reverse("activity", args=[activity.pk])).content.decode()
