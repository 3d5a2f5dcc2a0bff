"""Every door × verb × role × reach, read from the router: nobody sees or does what is not hers.

The quick suite meets every pair of (route, role, verb, reach); ``make test-full`` meets them all.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.urls import clear_url_caches, path, reverse

from linli import urls as product
from linli.accounts.doors import staff
from linli.accounts.landing import landing
from linli.accounts.models import Role
from tests.architecture.matrix import cases, world
from tests.architecture.matrix.asking import ask, deviations, walkers
from tests.architecture.matrix.cases import Case
from tests.architecture.matrix.doors import AFTER_ANOTHER, MAY_BE_ABSENT, TELLS_THE_NUMBER, WITHOUT_PLACE
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.matrix.verdict import HIDDEN, breach, readable, welcomes


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def without_object(found: list[Route]) -> list[str]:
    return [route.name for route in found if route.arguments and route.name not in OBJECTS]


def silent(found: list[Route]) -> list[str]:
    return [route.name for route in found if route.door is None]


def opens(built: world.World, route: Route) -> bool:
    """Tell whether there is anybody who comes in by this door, with any of the two verbs of a browser."""
    return any(
        welcomes(verb, ask(built, Case(route, role, verb, "inside"))[0])
        for role in walkers(route)
        for verb in ("GET", "POST")
    )


def met(built: world.World, found: list[Route], names: Iterable[str], reach: str) -> dict[str, set[int]]:
    """Return what those whom a door names get there, asking and sending, for doors that are excepted from the rule."""
    told = {route.name: route for route in found}
    return {
        name: {
            ask(built, Case(told[name], role, verb, reach))[0].status_code
            for role in walkers(told[name])
            for verb in ("GET", "POST")
        }
        if name in told and not isinstance(told[name].door, str)
        else set()
        for name in names
    }


def stale(built: world.World, found: list[Route], absent: Iterable[str], nowhere: Iterable[str]) -> list[str]:
    """Return the exceptions that no longer differ from the rule, or name no door that the rule binds."""
    here, there = met(built, found, absent, "inside"), met(built, found, nowhere, "outside")
    return [f"{name} is never absent" for name, codes in here.items() if 404 not in codes] + [
        f"{name} belongs to a place" for name, codes in there.items() if not codes - HIDDEN
    ]


def test_every_route_with_arguments_has_an_object() -> None:
    assert without_object(routes()) == []


def test_every_door_says_to_whom_it_opens() -> None:
    assert silent(routes()) == []


def test_every_door_opens_to_somebody(built: world.World) -> None:
    assert {route.name for route in routes() if not opens(built, route)} == set(AFTER_ANOTHER)


def test_every_exception_still_differs_from_the_rule(built: world.World) -> None:
    assert stale(built, routes(), MAY_BE_ABSENT, WITHOUT_PLACE) == []


def test_doors_that_tell_the_number_tell_it_and_no_other(built: world.World) -> None:
    by_name = {route.name: route for route in routes()}
    for name, (verb, *facts) in TELLS_THE_NUMBER.items():
        told = [ask(built, Case(by_name[name], role, verb, "inside")) for role in walkers(by_name[name])]
        for number in (getattr(built.here, fact) for fact in facts):
            assert any(number.encode() in readable(answer) for answer, _verdict in told), name
        assert not [verdict for _answer, verdict in told if verdict], name


def test_an_exception_that_no_longer_applies_is_caught(built: world.World) -> None:
    said = stale(built, routes(), ["record", "no_such_door"], ["record", "set_password"])
    assert said == [
        "record is never absent",
        "no_such_door is never absent",
        "record belongs to a place",
        "set_password belongs to a place",
    ]


def closed(built: world.World, lands: Callable[[str], str]) -> list[str]:
    """Return the roles whose first page after signing in does not open to them."""
    return [
        role
        for role, client in built.clients.items()
        if role not in (cases.STRANGER, cases.PROXY) and client.get(lands(role)).status_code != 200
    ]


def test_everybody_lands_on_a_page_that_opens(built: world.World) -> None:
    assert closed(built, landing) == []
    assert Role.SUPERVISOR in closed(built, lambda role: reverse("today"))


def test_no_deviation_in_any_pair(built: world.World) -> None:
    found = list(cases.pairwise(routes()))
    wrong = deviations(built, iter(found))
    assert len(found) > 500
    assert not wrong, "\n".join(wrong)


PARTS = 3  # each with sittings of its own: all roles in one turn would outlast them on a slow machine


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_no_deviation_at_all(built: world.World, part: int) -> None:
    asked = [case for case in cases.every(routes()) if case.role in cases.ROLES[part::PARTS]]
    assert len({case.role for case in asked}) in (len(cases.ROLES) // PARTS, len(cases.ROLES) // PARTS + 1)
    wrong = deviations(built, iter(asked))
    assert not wrong, "\n".join(wrong)


def anybody(request: Any, pk: Any) -> HttpResponse:
    """A door that was forgotten: it says nothing and keeps nobody out."""
    return HttpResponse("rows")


def nobody(request: Any, pk: Any) -> HttpResponse:
    """A door that is broken: nobody ever comes in, and every refusal test passes."""
    raise Http404


urlpatterns = [
    *product.urlpatterns,
    path("planted/open/<uuid:pk>/", staff("social_worker")(anybody), name="planted_open"),
    path("planted/shut/<uuid:pk>/", staff("social_worker")(nobody), name="planted_shut"),
    path("planted/silent/<uuid:pk>/", anybody, name="planted_silent"),
]


def test_planted_doors_are_caught_on_the_road_all_others_go(
    built: world.World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    planted = [route for route in routes() if route.name.startswith("planted_")]
    assert without_object(planted) == ["planted_open", "planted_shut", "planted_silent"]
    assert silent(planted) == ["planted_silent"]
    for route in planted:
        monkeypatch.setitem(OBJECTS, route.name, OBJECTS["record"])
    wide, shut, _ = planted
    wrong = deviations(built, cases.every([wide, shut]))
    assert "social_worker GET planted_open outside: 200 for an object out of reach" in wrong
    assert "social_worker GET planted_shut inside: 404 for an object within reach" in wrong
    assert (opens(built, wide), opens(built, shut)) == (True, False)


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
        ("social_worker", "inside", 404, b"", True),
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
