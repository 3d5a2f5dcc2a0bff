"""Cases worked in the practice room fill a project's indicator; the one below the contract's minimum says why not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from linli.accounts.models import Post, Role, User
from linli.accounts.sight import system_actor
from linli.people.models import Person
from linli.practice import actions as practice_actions
from linli.practice.models import CaseFile
from linli.projects import actions
from linli.projects.models import IndicatorFigure, ServiceProject
from linli.projects.queries.evidence import number_of
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County
from tests.factories.projects import Buying

SIX, THREE = 6, 3


def worked(client: Person, worker: Standing, project: ServiceProject, times: int) -> CaseFile:
    """Open a case under a project, take it on, and meet some times."""
    case = practice.case(client, worker.actor, accepted=True, programme=project.programme)
    for _number in range(times):
        plans.session(case, worker.actor, sure=True)
    return case


def figure(project: ServiceProject) -> tuple[int, int, int]:
    actions.recount(project, by=system_actor())
    told = IndicatorFigure.objects.get(indicator__project=project)
    return told.amount, told.records, told.short


@pytest.mark.django_db
def test_a_case_of_six_sessions_counts_and_one_of_three_says_why_not(
    county: County, running: ServiceProject, who: Buying, post: Callable[..., Standing],
    sign_in: Callable[[Standing], Any],
) -> None:  # fmt: skip
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    long, short = (people.person(county.communities[0], name) for name in ("甲示范", "乙示范"))
    worked(long, worker, running, SIX)
    case = worked(short, worker, running, THREE)
    assert figure(running) == (1, SIX, 1)
    buyer = Standing(User.objects.get(pk__in=[who.buyer.user]), Post.objects.get(pk__in=[who.buyer.post]), who.buyer)
    url = reverse("project_evidence", args=[running.indicators.get().pk])
    page = sign_in(buyer).get(f"{url}?short=1").content.decode()
    assert case.undertaking_id is not None
    assert number_of(case.undertaking_id) in page and "还差3次" in page
    assert case.number not in page and "乙示范" not in page


@pytest.mark.django_db
def test_a_case_that_came_to_the_project_late_counts_from_then_on(
    county: County, running: ServiceProject, post: Callable[..., Standing]
) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    case = practice.case(people.person(county.communities[0], "甲示范"), worker.actor, accepted=True)
    for _number in range(THREE):
        plans.session(case, worker.actor, sure=True)
    assert figure(running) == (0, 0, 0)
    practice_actions.work_under(case, running.programme, by=worker.actor, reason="项目签了")
    assert figure(running) == (0, 0, 0)
    for _number in range(SIX):
        plans.session(case, worker.actor, sure=True)
    assert figure(running) == (1, SIX, 0)
    practice_actions.work_under(case, None, by=worker.actor, reason="不再由项目来做")
    plans.session(case, worker.actor, sure=True)
    assert figure(running) == (1, SIX, 0)
