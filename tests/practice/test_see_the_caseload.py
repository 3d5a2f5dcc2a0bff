"""Who has how much, weighted by risk: numbers of workers and stations, and no case."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.practice import actions, weights
from linli.practice.models import CaseFile
from linli.practice.queries.caseload import loads, stations
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


def give(county: County, by: Standing, *risks: str, community: int = 0) -> None:
    for number, risk in enumerate(risks):
        case = practice.case(people.person(county.communities[community], f"某{number}{by.user.pk}"[:20]), by.actor)
        with acting():
            CaseFile.objects.filter(pk=case.pk).update(risk=risk)


def test_a_worker_sees_her_own_and_a_supervisor_those_she_supervises(
    county: County, post: Post, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    give(county, worker, "", "high")
    give(county, other, "medium", "medium", "medium")
    assert [(row.cases, row.high, row.weight) for row in loads(lead.actor)] == [(3, 0, 4.5), (2, 1, 3.0)]
    assert [row.cases for row in loads(worker.actor)] == [2]
    assert loads(supervisor.actor) == []
    actions.supervise(worker.post, supervisor.post, by=lead.actor)
    assert [row.cases for row in loads(supervisor.actor)] == [2]


def test_a_county_officer_sees_the_sums_of_every_station_and_no_case(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    there = post(Role.SOCIAL_WORKER, county.towns[1])
    give(county, worker, "high")
    give(county, there, "low", "low", community=2)
    officer = post(Role.COUNTY_OFFICER, county.division)
    told = stations(loads(officer.actor))
    assert {(row.station, row.cases, row.weight) for row in told} == {("示范镇", 1, 2.0), ("柳河街道", 2, 2.0)}
    page = sign_in(officer).get("/m/caseload/").content.decode()
    assert "示范镇" in page and "本地还没有定上限" in page
    assert "GA-" not in page and "某0" not in page


def test_who_is_over_is_said_when_the_county_has_set_a_limit(
    county: County, worker: Standing, lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(county, worker, "high", "high")
    assert weights.weights("national").caseload is None
    assert [row.over for row in loads(lead.actor)] == [False]
    set_ = weights.Weights(None, {"": 1.0, "high": 2.0}, 3.5, 7, ())
    monkeypatch.setattr("linli.practice.queries.caseload.weights", lambda: set_)
    assert [row.over for row in loads(lead.actor)] == [True]


def test_it_is_counted_in_as_many_queries_for_one_worker_as_for_three(
    county: County, post: Post, worker: Standing, lead: Standing
) -> None:
    give(county, worker, "low")
    with CaptureQueriesContext(connection) as one:
        loads(lead.actor)
    for _ in range(2):
        give(county, post(Role.SOCIAL_WORKER, county.towns[0]), "low")
    with CaptureQueriesContext(connection) as three:
        assert len(loads(lead.actor)) == 3
    assert len(one) == len(three) == 5  # two questions; three to look past the teams and back
