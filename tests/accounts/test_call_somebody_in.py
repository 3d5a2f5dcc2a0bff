"""Somebody from outside is called in as an evaluator: by whoever buys, to a day, in a post of her own."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.accounts import actions
from linli.accounts.models import Post, Role, User
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from tests.factories.places import County


@pytest.fixture
def ours(county: County) -> Organisation:
    """An organisation that evaluates."""
    with acting():
        return Organisation.objects.create(name="示范评估机构", kind="social", county_id=county.division.pk)


def test_nobody_but_who_buys_calls_somebody_in(county: County, ours: Organisation, post: Any) -> None:
    until = timezone.localdate() + timedelta(days=13)
    for role in (Role.SOCIAL_WORKER, Role.STREET_OFFICER, Role.EVALUATOR, Role.SECURITY_ADMIN):
        with pytest.raises(Refused, match="由购买方来请"):
            actions.call_in("示范评估员", "13900009911", ours, until, by=post(role, county.towns[0]).actor)
    assert not User.objects.filter(name="示范评估员").exists()


@pytest.mark.parametrize("days", [-1, 93])
def test_a_call_ends_and_not_far_off(county: County, ours: Organisation, post: Any, days: int) -> None:
    buyer = post(Role.PURCHASER, county.division).actor
    until = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Refused, match="最长 92 天"):
        actions.call_in("示范评估员", "13900009911", ours, until, by=buyer)


def test_nobody_is_called_from_an_organisation_that_is_closed(county: County, ours: Organisation, post: Any) -> None:
    ours.closed_on = timezone.localdate()
    with pytest.raises(Refused, match="已经停用"):
        actions.call_in(
            "示范评估员", "13900009911", ours, timezone.localdate(), by=post(Role.PURCHASER, county.division).actor
        )


def test_a_call_is_an_evaluators_post_without_a_place_and_ends_with_its_day(
    county: County, ours: Organisation, post: Any
) -> None:
    buyer, today = post(Role.PURCHASER, county.division).actor, timezone.localdate()
    first = actions.call_in("示范评估员", "13900009911", ours, today, by=buyer)
    second = actions.call_in("示范评估员", "13900009911", ours, today, by=buyer)
    assert first.user_id == second.user_id
    assert first.pk != second.pk
    assert (first.role, first.place, first.organisation, first.ends_on) == (Role.EVALUATOR, None, ours, today)
    assert actor_of(first.user, first).scope.areas == ()
    assert Post.objects.in_force(today + timedelta(days=1)).filter(user=first.user).count() == 0


def test_only_who_was_called_in_is_sent_away(county: County, ours: Organisation, post: Any) -> None:
    buyer, worker = post(Role.PURCHASER, county.division).actor, post(Role.SOCIAL_WORKER, county.towns[0]).post
    with pytest.raises(Refused, match="不是请来的"):
        actions.send_away(worker, by=buyer)
    with pytest.raises(Refused, match="不是请来的"):
        actions.send_away(post(Role.EVALUATOR, county.division).post, by=buyer)
    called = actions.call_in("示范评估员", "13900009911", ours, timezone.localdate(), by=buyer)
    with pytest.raises(Refused, match="由购买方来请"):
        actions.send_away(called, by=post(Role.STREET_OFFICER, county.towns[0]).actor)
    assert actions.send_away(called, by=buyer).ended_at is not None
