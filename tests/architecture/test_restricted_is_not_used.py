"""限制处理: what is kept of somebody is stored and not used. Every door shows at most a surname, to whatever post."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, enter
from linli.people.models import Person, Restriction
from tests.architecture.matrix import world
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.test_no_look_no_page import ask, body
from tests.architecture.test_shut_files_stay_shut import asked
from tests.factories.people import areas

ROLES = (
    Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER,
    Role.COUNTY_OFFICER, Role.EVALUATOR,
)  # fmt: skip
# Pages that may name her all the same, each with its reason.
NAMED = {
    "rights": "whoever answers her requests reads who asks",
    "right": "whoever answers her requests reads who asks",
    "right_copy": "the copy that she asked for, handed to her",
    "crisis": "harm to a child and danger to life are reported at once; no restriction stands in the way",
    "mandatory_report": "a report of harm runs on: a law orders it",
}


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def restrict(person: Person, community: object) -> None:
    now = timezone.now()
    with acting():
        Restriction.objects.create(person=person, since=now, **areas(community))  # type: ignore[arg-type]
        Person.objects.filter(pk=person.pk).update(restricted_at=now)
    person.refresh_from_db(fields=["restricted_at"])


def shown(built: world.World, role: str, route: Route, query: str) -> bytes:
    """Return what a page shows; nothing where the object it is about cannot be made of her any more."""
    try:
        return body(ask(built, role, route, query))
    except Refused:
        return b""


def naming(built: world.World, wanted: Callable[[Route], bool]) -> list[str]:
    """Return every (role, route) whose answer tells of the person: name, number or text."""
    here = built.here
    told = [here.name.encode(), here.narrative.encode(), here.phone.encode(), here.document.encode()]
    return [
        f"{role} {route.name}"
        for route in routes()
        if not isinstance(route.door, str) and (not route.arguments or route.name in OBJECTS) and wanted(route)
        for role in ROLES
        if role in (route.door or ())
        for query in asked(route, role)
        for page in [shown(built, role, route, query)]
        if any(one in page for one in told)
    ]


def test_no_door_but_the_desk_of_requests_tells_of_her(built: world.World) -> None:
    assert len(naming(built, lambda route: route.name in ("person", "people", "record", "household"))) > 15
    enter(Scope(column="county_id", areas=(built.here.county.division.pk,)))
    OBJECTS["interview"](built, built.here, None)  # drawn into a sample before: afterwards nobody draws her
    restrict(built.here.person, built.here.community)
    leaks = naming(built, lambda route: route.name not in NAMED)
    assert not leaks, "\n".join(leaks)


def test_her_page_leads_to_the_one_that_says_so(built: world.World) -> None:
    restrict(built.here.person, built.here.community)
    pages: dict[str, Route] = {route.name: route for route in routes()}
    for role in ROLES[:-1]:
        answer = ask(built, role, pages["person"])
        assert (answer.status_code, answer["Location"]) == (302, f"/w/people/{built.here.person.pk}/restricted/")
        shown = body(ask(built, role, pages["person_restricted"])).decode()
        assert "只保存" in shown
        assert "金某" in shown
