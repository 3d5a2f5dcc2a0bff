"""登台: an activity of the community stands in the case, for a goal; the list of guests tells nothing of the case."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.people import actions as people_actions
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CarePlan, CaseFile, Guest, TakingPart
from linli.practice.queries.plans import goals_of
from linli.tasks import links
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import activities, plans, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def case(worker: Standing, client_: Person, supervisor: Standing) -> CaseFile:
    return plans.working(client_, worker.actor, supervisor.actor)


def line() -> UUID:
    return goals_of(CarePlan.objects.get())[0].line


def test_only_the_team_says_so(case: CaseFile, county: County, worker: Standing, post: Post) -> None:
    stage = activities.activity(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.take_part(case, stage, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    assert not Guest.objects.exists()


def test_an_activity_elsewhere_and_a_goal_of_no_plan_are_refused(
    case: CaseFile, county: County, worker: Standing, post: Post
) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.take_part(case, activities.activity(county.communities[2], other.actor), by=worker.actor)
    stage = activities.activity(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="计划改过了"):
        actions.take_part(case, stage, by=worker.actor, line=new_id())
    assert not TakingPart.objects.exists()


def test_of_an_activity_that_is_written_down_only_its_guests_took_part(
    case: CaseFile, county: County, worker: Standing
) -> None:
    over = activities.hold(activities.activity(county.communities[0], worker.actor), worker.actor)
    with pytest.raises(Refused, match="已经记完了"):
        actions.take_part(case, over, by=worker.actor)


def test_after_consent_was_taken_back_nothing_is_joined(case: CaseFile, county: County, worker: Standing) -> None:
    stage = activities.activity(county.communities[0], worker.actor)
    people_actions.withdraw_consent(case.client, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.take_part(case, stage, by=worker.actor)


def test_one_tap_joins_the_stage_to_a_goal(case: CaseFile, county: County, worker: Standing, sign_in: SignIn) -> None:
    stage = activities.activity(county.communities[0], worker.actor)
    activities.activity(county.communities[0], worker.actor, planned_on=timezone.localdate() - timedelta(days=90))
    client, address = sign_in(worker), f"/w/cases/{case.pk}/activities/"
    body = client.get(address).content.decode()
    assert (body.count("重阳敬老</span></button>"), "每周和奶奶聊一次" in body) == (2, True)
    client.post(address, {"take": f"{stage.pk}:{line()}"})
    row = TakingPart.objects.get()
    assert (row.activity, row.line, Guest.objects.get().person, Guest.objects.get().how) == (
        stage, line(), case.client, "roll",
    )  # fmt: skip


def test_said_again_it_is_about_another_goal_and_each_write_leaves_one_event(
    case: CaseFile, county: County, worker: Standing
) -> None:
    stage = activities.activity(county.communities[0], worker.actor)
    actions.take_part(case, stage, by=worker.actor, line=line())
    before = set(Event.objects.values_list("pk", flat=True))
    actions.take_part(case, stage, by=worker.actor, line=line())
    assert Event.objects.count() == len(before)  # nothing is written
    actions.take_part(case, stage, by=worker.actor)
    assert [row.verb for row in Event.objects.exclude(pk__in=before)] == ["case.took_part_for"]
    assert (TakingPart.objects.get().line, Guest.objects.count()) == (None, 1)


def test_a_button_that_names_nothing_is_said_kindly(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    page = sign_in(worker).post(f"/w/cases/{case.pk}/activities/", {"take": "x:"})
    assert (page.status_code, "请点一场活动" in page.content.decode()) == (422, True)


@pytest.fixture
def ward(county: County, worker: Standing, lead: Standing) -> tuple[CaseFile, Person]:
    """A child's case, taken on, and her guardian."""
    child, granny = practice.ward(county, worker, lead)
    made = practice.case(child, worker.actor)
    practice.agree(child, worker.actor)
    actions.approve(made.team.get(), by=lead.actor)
    return actions.accept(made, by=worker.actor), granny


def test_whoever_brings_a_child_up_is_rung_up_by_a_todo_that_names_no_case(
    ward: tuple[CaseFile, Person], county: County, worker: Standing
) -> None:
    case, granny = ward
    actions.take_part(case, activities.activity(county.communities[0], worker.actor), by=worker.actor, tell=True)
    todo = Task.objects.get(kind="call", done_at=None)
    assert (todo.person, todo.owner, case.number in todo.title, str(case.client.name) in todo.title) == (
        granny.pk, worker.post, False, False,
    )  # fmt: skip
    assert links.address(todo) == f"/w/calls/{todo.pk}/"


def test_whoever_is_suspected_is_not_rung_up(
    ward: tuple[CaseFile, Person], county: County, worker: Standing, lead: Standing
) -> None:
    case, granny = ward
    people_actions.mark_harm(case.client, granny, by=lead.actor, reason="邻居听到打骂")
    stage = activities.activity(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="还没有能打电话告诉的监护人"):
        actions.take_part(case, stage, by=worker.actor, tell=True)
    assert not TakingPart.objects.exists()
    actions.take_part(case, stage, by=worker.actor)
    assert not Task.objects.filter(kind="call").exists()
