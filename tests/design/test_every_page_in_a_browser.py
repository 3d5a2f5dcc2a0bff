"""Every page that opens without a key is walked by somebody it opens to, in both modes: no barrier, nothing cut off."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.architecture.matrix.routes import routes
from tests.conftest import Standing, see
from tests.design.conftest import DESK, PHONE
from tests.factories import people, places, records
from tests.support.sweep import look

pytestmark = pytest.mark.django_db(transaction=True)
LOOKED_AT = [
    "grid_worker",
    "social_worker",
    "station_lead",
    "county_officer",
    "evaluator",
    "system_admin",
    "audit_admin",
]


def pages_of(role: str) -> list[str]:
    """Return the addresses that open to a role and to no role before it in the list: each page is walked once."""
    before = LOOKED_AT[: LOOKED_AT.index(role)]
    found = []
    for route in routes():
        door = route.door
        if route.arguments or not isinstance(door, frozenset) or role not in door or door & set(before):
            continue
        if route.pattern.startswith("api/") or not route.name.replace("_", "").replace(":", "").isalnum():
            continue
        found.append(reverse(route.name))
    return sorted(set(found))


@pytest.fixture
def walk(
    browser: Browser, live_server: object, sign_in: Callable[[Standing], Client], post: Callable[..., Standing]
) -> Iterator[Callable[..., Page]]:
    """Return a function that signs a role in and gives a page of that sitting."""
    contexts = []
    made = places.county()
    with transaction.atomic():
        see(made.division)
        person = people.person(made.communities[0], "尼玛·扎西")

    def enter(role: str, viewport: tuple[int, int], *, elder: bool) -> Page:
        place = {"grid_worker": made.grids[0], "county_officer": made.division}.get(role, made.towns[0])
        standing = post(role, made.division if role.endswith("_admin") else place)
        if role == "social_worker":
            with transaction.atomic():
                see(made.division)
                records.record(standing.actor, made.communities[0], persons=[person])
        cookie = sign_in(standing).cookies["sessionid"].value
        context = browser.new_context(viewport={"width": viewport[0], "height": viewport[1]}, locale="zh-CN")
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": str(live_server)}])
        page = context.new_page()
        if elder:
            page.goto(f"{live_server}/help/")
            page.click("button[name=elder]")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("viewport", "elder"), [(PHONE, True), (DESK, False)], ids=["phone-elder", "desk-standard"])
@pytest.mark.parametrize("role", LOOKED_AT)
def test_no_page_has_a_barrier(
    walk: Callable[..., Page], live_server: object, role: str, viewport: tuple[int, int], elder: bool
) -> None:
    page = walk(role, viewport, elder=elder)
    found: dict[str, object] = {}
    for address in pages_of(role):
        if faults := look(page, f"{live_server}{address}", elder=elder):
            found[urlsplit(page.url).path if "answers" not in faults else address] = faults
    assert found == {}
