"""No page names a child whose file is shut to somebody without an approval, but the door of the file itself."""

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import acting
from linli.people.models import PriorityTag
from tests.architecture.matrix import world
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.test_no_look_no_page import ask, body
from tests.factories.people import areas

ROLES = (Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STREET_OFFICER, Role.COUNTY_OFFICER)
# Pages that name the child and nothing else of her, each with its reason.
NAMED = {
    "person_locked": "the door of the file: name and age band, and how to ask",
    "glass_break": "the door of an emergency",
    "glass_review": "whoever answers for the review reads whose file was opened",
    "call": "whoever was given a message to deliver knows whom to ring; the number stays shut",
    "lead": "a lead is screened by whoever has it in hand",
    "crisis": "a crisis is written down before anything is asked",
    "right": "whoever answers her requests reads who asks",
    "mandatory_report": "harm is reported at once, with or without an approval",
}


@pytest.fixture
def built(db: None) -> world.World:
    made = world.build()
    child = made.here.person
    with acting():
        child.birth_date = timezone.localdate().replace(year=timezone.localdate().year - 12, day=1)
        child.save(update_fields=["birth_date"])
        PriorityTag.objects.create(
            person=child, category="orphan", basis="observed", starts_on=timezone.localdate(),
            **areas(made.here.community),
        )  # fmt: skip
    return made


def asked(route: Route, role: str) -> tuple[str, ...]:
    return (
        ("", "?q=金丝雀")
        if route.name in ("people", "kin_new", "person_same") and role in (route.door or ())
        else ("",)
    )


def test_no_other_page_names_her(built: world.World) -> None:
    name = built.here.name.encode()
    leaks = [
        f"{role} {route.name}"
        for route in routes()
        if not isinstance(route.door, str)
        and route.name not in NAMED
        and (not route.arguments or route.name in OBJECTS)
        for role in ROLES
        if role in (route.door or ())
        for query in asked(route, role)
        if name in body(ask(built, role, route, query))
    ]
    assert not leaks, "\n".join(leaks)


def test_the_head_of_the_station_is_not_kept_out(built: world.World) -> None:
    page = next(route for route in routes() if route.name == "person")
    assert built.here.name.encode() in body(ask(built, Role.STATION_LEAD, page))
