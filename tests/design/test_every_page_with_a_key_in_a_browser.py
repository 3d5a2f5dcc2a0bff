"""Every page about one thing (a person, a record, a report, an import) is walked in both modes: no barrier."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Browser

from linli.kernel.scope import Scope, enter
from tests.architecture.matrix import world
from tests.architecture.matrix.cases import ROLES
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.design.conftest import DESK, PHONE
from tests.support.sweep import look

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = ("social_worker", "station_lead", "county_officer", "system_admin", "security_admin")


def keyed() -> list[tuple[Route, str]]:
    """Return each route with arguments and the role that walks it."""
    return [
        (route, next(role for role in (*FIRST, *ROLES) if role in route.door))
        for route in routes()
        if route.arguments and isinstance(route.door, frozenset)
    ]


@pytest.fixture
def built() -> world.World:
    with transaction.atomic():
        return world.build()


@pytest.fixture(params=[(PHONE, True), (DESK, False)], ids=["phone-elder", "desk-standard"])
def mode(request: pytest.FixtureRequest) -> tuple[tuple[int, int], bool]:
    return request.param  # type: ignore[no-any-return]


def addresses(built: world.World, role: str) -> Iterator[str]:
    """Yield the addresses that a role walks, each with an object of hers behind it."""
    for route, walker in keyed():
        if walker == role and route.name in OBJECTS:
            with transaction.atomic():
                enter(Scope(column="county_id", areas=(built.here.county.division.pk,)))
                kwargs = OBJECTS[route.name](built, built.here, built.actors[role])
            yield reverse(route.name, kwargs=kwargs)


def test_no_page_about_one_thing_has_a_barrier(
    built: world.World, browser: Browser, live_server: object, mode: tuple[tuple[int, int], bool]
) -> None:
    (width, height), elder = mode
    found: dict[str, object] = {}
    walked = 0
    for role in FIRST:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        cookie = built.clients[role].cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": str(live_server)}])
        page = context.new_page()
        if elder:
            page.goto(f"{live_server}/help/")
            page.click("button[name=elder]")
        for address in addresses(built, role):
            faults = look(page, f"{live_server}{address}", elder=elder)
            walked += faults is not None
            if faults:
                found[address] = faults
        context.close()
    assert walked > 12
    assert found == {}
