"""Whoever buys stands in a place, whoever leads an agency in it alone; both have todos of their own."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts import actions
from linli.accounts.landing import landing
from linli.accounts.models import Post, Role, User
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.tasks.actions import finish_task, open_task
from linli.tasks.models import Task
from tests.factories import accounts


@pytest.fixture
def ours(county: Any) -> Organisation:
    with acting():
        return Organisation.objects.create(kind="agency", name="示范社工机构", county_id=county.division.pk)


@pytest.fixture
def resident(db: None) -> User:
    return accounts.user("新来的")


def test_neither_is_posted_where_the_other_stands(county: Any, post: Any, ours: Organisation, resident: User) -> None:
    admin = post(Role.SYSTEM_ADMIN, county.division).actor
    with pytest.raises(Refused, match="要安排在一家机构里"):
        actions.appoint(resident, Role.PROVIDER_LEAD, county.towns[0], by=admin)
    with pytest.raises(Refused, match="不能安排在机构里"):
        actions.appoint(resident, Role.PURCHASER, organisation=ours, by=admin)
    lead = actions.appoint(resident, Role.PROVIDER_LEAD, organisation=ours, by=admin)
    assert (actor_of(resident, lead).scope.organisation, actor_of(resident, lead).scope.areas) == (ours.pk, ())
    buyer = actions.appoint(resident, Role.PURCHASER, county.towns[0], by=admin)
    assert actor_of(resident, buyer).scope.areas == (county.towns[0].pk,)


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.PURCHASER])
def test_the_database_keeps_them_apart(county: Any, ours: Organisation, resident: User, role: str) -> None:
    where = {"place": county.towns[0]} if role == Role.PROVIDER_LEAD else {"organisation": ours}
    with pytest.raises(IntegrityError, match="stands_in"), transaction.atomic(), acting():
        Post.objects.create(user=resident, role=role, starts_on=date(2024, 1, 1), **where)


def test_a_todo_reaches_a_post_that_has_no_place_and_no_other(county: Any, post: Any, ours: Organisation) -> None:
    buyer = post(Role.PURCHASER, county.division)
    lead, colleague = (post(Role.PROVIDER_LEAD, organisation=ours) for _ in range(2))
    spot = county.dwellings[0]
    task = open_task(
        "ask", "十月没有活动记录，怎么回事", timezone.localdate(), by=buyer.actor, place=spot, owner=lead.post
    )
    enter(colleague.actor.scope)
    assert not Task.objects.filter(pk=task.pk).exists()
    enter(lead.actor.scope)
    assert list(Task.objects.visible_to(lead.actor)) == [task]
    assert finish_task(task, by=lead.actor).done_at is not None


@pytest.mark.parametrize("role", [Role.PURCHASER, Role.PROVIDER_LEAD, Role.BID_JUDGE, Role.INTERVIEWER])
def test_each_lands_on_a_page_that_opens(
    county: Any, post: Any, ours: Organisation, sign_in: Any, client: Client, role: str
) -> None:
    held = post(role, organisation=ours) if role == Role.PROVIDER_LEAD else post(role, county.division)
    assert sign_in(held).get(landing(role)).status_code == 200
