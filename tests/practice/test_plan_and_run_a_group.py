"""A group is planned, approved by somebody who does not lead it, meets, and ends with its evaluation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import Group, GroupMove
from linli.practice.models.groups import GROUP_MOVES, Stage
from linli.records.models import Undertaking
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import groups, people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def elder(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.SUPERVISOR])
def test_only_social_workers_plan_a_group(role: str, county: County, post: Post) -> None:
    place = county.communities[0] if role in (Role.GRID_WORKER, Role.COMMUNITY_WORKER) else county.towns[0]
    with pytest.raises(Refused, match="小组由社工来办"):
        groups.group(county.communities[0], post(role, place).actor)


def test_nobody_plans_a_group_elsewhere(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="不在您负责的范围里"):
        groups.group(county.communities[2], worker.actor)


def test_a_plan_is_not_put_forward_before_it_says_what_is_needed(county: County, worker: Standing) -> None:
    made = groups.group(county.communities[0], worker.actor, sessions=0, goals="")
    with pytest.raises(Refused, match="计划还缺：目标、每一节的安排。"):
        actions.submit_group(made, by=worker.actor)


@pytest.mark.parametrize("low,high", [(None, 10), (0, None), (5, 5)])
def test_a_measure_says_its_range(low: int | None, high: int | None, county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="从几分到几分"):
        groups.group(county.communities[0], worker.actor, scale_low=low, scale_high=high)


def test_nobody_approves_her_own_plan(county: County, lead: Standing) -> None:
    made = actions.submit_group(groups.group(county.communities[0], lead.actor), by=lead.actor)
    with pytest.raises(Refused, match="自己带的小组"):
        actions.approve_group(made, by=lead.actor)


def test_a_colleague_approves_nothing_and_a_plan_not_put_forward_is_not_approved(
    county: County, worker: Standing, lead: Standing, post: Post
) -> None:
    made = groups.group(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="由站长或督导来批"):
        actions.approve_group(made, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    with pytest.raises(Refused, match="现在不用批"):
        actions.approve_group(made, by=lead.actor)


def test_without_approval_or_members_nothing_begins(
    county: County, worker: Standing, lead: Standing, elder: Person
) -> None:
    made = groups.group(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="还没有批准"):
        actions.begin_group(made, by=worker.actor)
    actions.submit_group(made, by=worker.actor)
    actions.approve_group(made, by=lead.actor)
    with pytest.raises(Refused, match="还没有组员"):
        actions.begin_group(made, by=worker.actor)
    with pytest.raises(IntegrityError, match="meeting_group_has_an_approved_plan"), transaction.atomic(), acting():
        Group.objects.update(stage="forming")


def test_the_plan_is_a_todo_of_the_station_until_it_is_answered(county: County, worker: Standing, post: Post) -> None:
    made = actions.submit_group(groups.group(county.communities[0], worker.actor), by=worker.actor)
    todo = Task.objects.get(subject=made.pk)
    assert (todo.kind, todo.role, todo.title, todo.done_at) == ("group_plan", "station_lead", "批一份小组计划", None)
    supervisor = post(Role.SUPERVISOR, county.towns[0])
    with pytest.raises(Refused, match="为什么退回"):
        actions.return_group(made, by=supervisor.actor, reason=" ")
    actions.return_group(made, by=supervisor.actor, reason="目标太大，拆成两个")
    made.refresh_from_db()
    todo.refresh_from_db()
    assert (made.submitted_at, made.returned, todo.done_at is None) == (None, "目标太大，拆成两个", False)
    assert actions.submit_group(made, by=worker.actor).returned == ""


def test_what_was_changed_is_put_forward_anew(county: County, worker: Standing, lead: Standing) -> None:
    made = actions.submit_group(groups.group(county.communities[0], worker.actor), by=worker.actor)
    actions.amend_group(made, by=worker.actor, goals="每周出门一次")
    with pytest.raises(Refused, match="现在不用批"):
        actions.approve_group(made, by=lead.actor)


def test_an_approved_plan_stays(county: County, worker: Standing, elder: Person) -> None:
    made = groups.begun(county.communities[0], worker.actor, elder)
    with pytest.raises(Refused, match="已经批准"):
        actions.amend_group(made, by=worker.actor, goals="别的")


def test_a_group_begins_with_its_undertaking_named_after_it(county: County, worker: Standing, elder: Person) -> None:
    made = groups.begun(county.communities[0], worker.actor, elder)
    undertaking = Undertaking.objects.get()
    assert (made.stage, undertaking.kind, undertaking.title) == ("forming", "group", "夕阳红支持小组")
    assert GroupMove.objects.values_list("verb", "came_from", "to").get() == ("begin_group", "preparing", "forming")


def test_every_step_starts_where_the_table_says(county: County, worker: Standing, elder: Person) -> None:
    made = groups.begun(county.communities[0], worker.actor, elder)
    assert made.undertaking is not None
    for verb, (sources, to) in GROUP_MOVES.items():
        for stage in Stage:
            with transaction.atomic(), acting():
                Group.objects.filter(pk=made.pk).update(stage=stage)
            told = {"evaluation": "都到了"} if verb == "end_group" else {}
            if stage in sources:
                assert getattr(actions, verb)(made, by=worker.actor, **told).stage == to
            else:
                with pytest.raises(Refused):
                    getattr(actions, verb)(made, by=worker.actor, **told)


def test_a_group_ends_with_its_evaluation(county: County, worker: Standing, elder: Person) -> None:
    made = groups.begun(county.communities[0], worker.actor, elder)
    with pytest.raises(Refused, match="请写一段评估"):
        actions.end_group(made, by=worker.actor, evaluation=" ")
    done = actions.end_group(made, by=worker.actor, evaluation="孤独感平均降4分")
    assert (done.stage, done.evaluation, Undertaking.objects.get().closed_on) == (
        "ended", "孤独感平均降4分", timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(Refused, match="已经结束"):
        actions.plan_meeting(done, by=worker.actor, theme="再来一节")


def test_somebody_joins_once_and_from_the_own_reach(county: County, worker: Standing, elder: Person) -> None:
    made = groups.group(county.communities[0], worker.actor)
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.add_member(made, people.person(county.communities[2], "别处"), by=worker.actor)
    actions.add_member(made, elder, by=worker.actor)
    with pytest.raises(Refused, match="已经是组员"):
        actions.add_member(made, elder, by=worker.actor)
    actions.drop_member(groups.member(made, elder), by=worker.actor)
    with pytest.raises(Refused, match="已经退出"):
        actions.drop_member(groups.member(made, elder), by=worker.actor)
    assert actions.add_member(made, elder, by=worker.actor).left_on is None


def test_children_take_part_where_each_of_the_team_is_checked(county: County, worker: Standing, lead: Standing) -> None:
    made = groups.group(county.communities[0], worker.actor)
    child = people.person(county.communities[0], "蒋某", birth_date=timezone.localdate() - timedelta(days=12 * 365))
    with pytest.raises(Refused, match="违法犯罪记录查询"):
        actions.add_member(made, child, by=worker.actor)
    access.note_check(worker.post, by=lead.actor, queried_on=timezone.localdate(), clear=True, reference="公函1号")
    actions.add_member(made, child, by=worker.actor)
    with pytest.raises(Refused, match="组里有孩子"):
        actions.join_team(made, lead.post, by=lead.actor)


def test_the_measure_stays_in_its_range_and_shows_the_change(county: County, worker: Standing, elder: Person) -> None:
    made = groups.begun(county.communities[0], worker.actor, elder)
    with pytest.raises(Refused, match="从0分到30分"):
        actions.measure(groups.member(made, elder), by=worker.actor, before=31, after=None)
    half = actions.measure(groups.member(made, elder), by=worker.actor, before=21, after=None)
    assert half.change is None
    assert actions.measure(half, by=worker.actor, before=21, after=14).change == -7


def test_the_new_leader_takes_the_place_of_the_old(
    county: County, worker: Standing, lead: Standing, post: Post
) -> None:
    made = groups.group(county.communities[0], worker.actor)
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused, match="由本站站长来定"):
        actions.join_team(made, other.post, by=worker.actor)
    actions.join_team(made, other.post, by=lead.actor, leads=True)
    assert [(row.post_id, row.leads) for row in made.groupworkers.filter(ended_at=None)] == [(other.post.pk, True)]
    with pytest.raises(Refused, match="由带组的同事来写"):
        actions.submit_group(made, by=worker.actor)


def test_a_colleague_outside_meets_404(county: County, worker: Standing, post: Post, sign_in: SignIn) -> None:
    made = groups.group(county.communities[0], worker.actor)
    outside = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    assert outside.get(f"/w/groups/{made.pk}/").status_code == 404
    assert "夕阳红" not in outside.get("/w/groups/").content.decode()


def test_a_group_tells_nothing_of_a_members_hidden_case(
    county: County, worker: Standing, lead: Standing, post: Post, elder: Person, sign_in: SignIn
) -> None:
    case = practice.case(elder, post(Role.SOCIAL_WORKER, county.towns[0]).actor, natures=["hiv"])
    made = groups.begun(county.communities[0], worker.actor, elder)
    page = sign_in(worker).get(f"/w/groups/{made.pk}/").content.decode()
    assert "高某" in page
    assert (case.number in page, "受保护" in page) == (False, False)


def test_the_road_in_the_browser(
    county: County, worker: Standing, lead: Standing, elder: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    told = {
        "place": county.communities[0].pk,
        "name": "夕阳红",
        "goals": "出门",
        "recruitment": "楼栋",
        "method": "访谈",
    }
    assert client.post("/w/groups/new/", {**told, "name": ""}).status_code == 422
    page = client.post("/w/groups/new/", told)
    made = Group.objects.get()
    assert page["Location"] == f"/w/groups/{made.pk}/"
    client.post(f"/w/groups/{made.pk}/sessions/", {"theme": "认识彼此"})
    client.post(f"/w/groups/{made.pk}/step/", {"step": "submit"})
    assert "高某" in client.get(f"/w/groups/{made.pk}/members/", {"q": "高某"}).content.decode()
    client.post(f"/w/groups/{made.pk}/members/", {"person": elder.pk})
    sign_in(lead).post(f"/w/groups/{made.pk}/step/", {"step": "approve"})
    sign_in(worker).post(f"/w/groups/{made.pk}/step/", {"step": "begin"})
    made.refresh_from_db()
    assert made.stage == "forming"
    assert [event.verb for event in Event.objects.filter(subject=made.pk).order_by("id")] == [
        "group.planned", "group.session_planned", "group.submitted", "group.joined", "group.approved", "group.moved",
    ]  # fmt: skip


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_ask_the_same_however_many_there_are(
    many: int, county: County, worker: Standing, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    members = [people.person(county.communities[0], f"高{n}") for n in range(many)]
    made = [groups.begun(county.communities[0], worker.actor, *members, sessions=many) for _ in range(many)]
    client = sign_in(worker)
    client.get("/w/groups/")
    with django_assert_num_queries(8):
        client.get("/w/groups/")
    with django_assert_num_queries(12):
        client.get(f"/w/groups/{made[0].pk}/")


def test_the_head_is_shown_the_steps_that_the_rules_leave_her(
    county: County, worker: Standing, lead: Standing, elder: Person, sign_in: SignIn
) -> None:
    made, client = groups.group(county.communities[0], worker.actor), sign_in(lead)

    def shown() -> list[bool]:
        page = client.get(f"/w/groups/{made.pk}/").content.decode()
        return [word in page for word in ("批准计划", "定团队")]

    assert shown() == [False, True]
    actions.submit_group(made, by=worker.actor)
    assert shown() == [True, True]
    actions.approve_group(made, by=lead.actor)
    assert shown() == [False, True]
    actions.call_off_group(made, by=worker.actor)
    assert shown() == [False, False]
