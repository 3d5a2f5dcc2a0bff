"""危机: a child is in danger and whoever can go has no valid check: another adult goes too, and it is over soon."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()


@pytest.fixture
def colleague(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing, lead: Standing, supervisor: Standing) -> CaseFile:
    girl, _granny = practice.ward(county, worker, lead)
    made = practice.case(girl, worker.actor)
    access.note_check(supervisor.post, by=lead.actor, queried_on=TODAY, clear=True, reference="公函2号")
    actions.assign(made, supervisor.post, "supervisor", by=lead.actor)
    return made


def test_without_a_crisis_without_a_child_and_without_a_name_nobody_goes(
    case: CaseFile, colleague: Standing, lead: Standing, worker: Standing, client_: Person
) -> None:
    with pytest.raises(Refused, match="只有危机正在发生"):
        actions.accompany(case, colleague.post, "王老师", by=lead.actor)
    actions.raise_crisis(case, "alone", by=worker.actor)
    for name in ("", " ", colleague.user.name):
        with pytest.raises(Refused) as refused:
            actions.accompany(case, colleague.post, name, by=lead.actor)
        assert refused.value.field == "second_adult"
    grown = practice.case(client_, worker.actor)
    actions.raise_crisis(grown, "alone", by=worker.actor)
    with pytest.raises(Refused, match="不是孩子"):
        actions.accompany(grown, colleague.post, "王老师", by=lead.actor)


def test_neither_the_team_nor_the_unchecked_herself_approves(
    case: CaseFile, colleague: Standing, lead: Standing, supervisor: Standing, worker: Standing, county: County,
    post: Post,
) -> None:  # fmt: skip
    actions.raise_crisis(case, "alone", by=worker.actor)
    others = post(Role.SUPERVISOR, county.towns[0]), post(Role.STATION_LEAD, county.towns[1])
    for standing in (worker, colleague, *others):
        with pytest.raises(Refused, match="督导或站长来批准"):
            actions.accompany(case, colleague.post, "王老师", by=standing.actor)
    with pytest.raises(Refused, match="不能批准给自己"):
        actions.accompany(case, lead.post, "王老师", by=lead.actor)
    with pytest.raises(Refused, match="直接加进团队"):
        actions.accompany(case, worker.post, "王老师", by=supervisor.actor)
    with pytest.raises(Refused, match="违法犯罪记录查询"):
        actions.assign(case, colleague.post, "colleague", by=lead.actor)


def test_the_supervisor_names_both_and_it_is_over_with_the_next_working_day(
    case: CaseFile, colleague: Standing, supervisor: Standing, worker: Standing, lead: Standing, county: County,
    sign_in: SignIn,
) -> None:  # fmt: skip
    actions.raise_crisis(case, "alone", by=worker.actor)
    door = f"/w/cases/{case.pk}/crisis/beside/"
    assert door in sign_in(supervisor).get(f"/w/cases/{case.pk}/crisis/").content.decode()
    told = {"post": str(colleague.post.pk), "second_adult": "王老师"}
    assert sign_in(supervisor).post(door, {"post": told["post"], "second_adult": ""}).status_code == 422
    assert sign_in(supervisor).post(door, told).status_code == 302
    see(county.division)
    row, last = case.team.get(post=colleague.post), working_days_on(TODAY, 1)
    assert (row.second_adult, row.clearance, row.approved_by, row.approved_until, row.is_shut) == (
        "王老师", None, supervisor.user.pk, last, False,
    )  # fmt: skip
    assert timezone.localdate(row.ended_at) == last
    assert Event.objects.get(verb="case.accompanied").facts["until"] == last.isoformat()
    assert "王老师" not in str(list(Event.objects.values_list("facts", flat=True)))
    assert Task.objects.get(kind="case_beside").owner_id == colleague.post.pk
    assert sign_in(colleague).get(f"/w/cases/{case.pk}/").status_code == 200
    see(county.division)
    with pytest.raises(Refused, match="已经在这个个案的团队里"):
        actions.accompany(case, colleague.post, "王老师", by=supervisor.actor)
    with pytest.raises(Refused, match="到时间就自己退出"):
        actions.release(row, by=lead.actor)
    midnight = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    with time_machine.travel(midnight, tick=False):
        assert not CaseFile.objects.visible_to(colleague.actor).exists()
