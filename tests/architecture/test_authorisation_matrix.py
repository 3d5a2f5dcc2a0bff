"""Every door × verb × role × reach, read from the router: nobody sees or does what is not hers.

The quick suite meets every pair of (route, role, verb, reach); ``make test-full`` meets them all.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.architecture.matrix import cases, world
from tests.architecture.matrix.cases import Case
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.matrix.verdict import breach


class _Undo(Exception):
    pass


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def ask(built: world.World, case: Case) -> tuple[HttpResponse, str]:
    """Send one request and undo what it wrote."""
    logging.disable(logging.ERROR)
    area = built.here if case.reach == "inside" else built.outside(case.role)
    answer: list[HttpResponse] = []
    try:
        with transaction.atomic():
            world.enter(world.Scope(column="county_id", areas=(area.county.division.pk,)))
            find = OBJECTS.get(case.route.name)
            kwargs = find(built, area, built.actors.get(case.role)) if find else {}
            client: Client = built.clients[case.role]
            cookies = client.cookies.output()
            response = client.generic(case.verb, reverse(case.route.name, kwargs=kwargs))
            answer.append(response)
            verdict = breach(case, response, built.canaries(case.role))
            raise _Undo
    except _Undo:
        if client.cookies.output() != cookies:
            built.clients[case.role] = world.again(built, case.role)
        return answer[0], verdict


def deviations(built: world.World, found: Iterator[Case]) -> list[str]:
    return [verdict for case in found for verdict in [ask(built, case)[1]] if verdict]


def test_every_route_with_arguments_has_an_object() -> None:
    missing = [route.name for route in routes() if route.arguments and route.name not in OBJECTS]
    assert not missing, missing


def test_every_door_says_to_whom_it_opens() -> None:
    silent = [route.name for route in routes() if route.door is None]
    assert not silent, silent


def test_no_deviation_in_any_pair(built: world.World) -> None:
    found = list(cases.pairwise(routes()))
    wrong = deviations(built, iter(found))
    assert len(found) > 500
    assert not wrong, "\n".join(wrong)


@pytest.mark.full
def test_no_deviation_at_all(built: world.World) -> None:
    wrong = deviations(built, cases.every(routes()))
    assert not wrong, "\n".join(wrong)


def test_pairs_are_all_met() -> None:
    doors = [Route(f"r{n}", ("pk",), None, "") for n in range(5)]
    met = list(cases.pairwise(doors))
    for one, other in (("role", "verb"), ("role", "reach"), ("verb", "reach")):
        wanted = {
            (a, b)
            for a in {getattr(case, one) for case in cases.every(doors)}
            for b in {getattr(case, other) for case in cases.every(doors)}
        }
        assert {(getattr(case, one), getattr(case, other)) for case in met} == wanted
    assert {(case.route.name, case.verb) for case in met} == {(r.name, v) for r in doors for v in cases.VERBS}


@pytest.mark.parametrize(
    ("role", "reach", "status", "body", "wrong"),
    [
        ("social_worker", "outside", 200, b"", True),
        ("social_worker", "inside", 200, "金丝雀乙".encode(), True),
        ("social_worker", "inside", 500, b"", True),
        ("stranger", "inside", 200, b"", True),
        ("evaluator", "inside", 200, b"", True),
        ("social_worker", "inside", 200, b"", False),
        ("social_worker", "outside", 404, b"", False),
        ("stranger", "inside", 404, b"", False),
    ],
)
def test_a_planted_hole_is_caught(role: str, reach: str, status: int, body: bytes, wrong: bool) -> None:
    def view(request: Any) -> None: ...

    view.door = frozenset({"social_worker"})  # type: ignore[attr-defined]
    case = Case(Route("planted", ("pk",), view, ""), role, "GET", reach)
    assert bool(breach(case, HttpResponse(body, status=status), ("金丝雀乙",))) is wrong
