"""The same doors, by whose object it is: a neighbour's, the parent's, another agency's, a former worker's."""

import pytest
from django.db import transaction

from linli.accounts.sight import actor_of
from linli.kernel.policy import acting
from tests.architecture.matrix import relations, world
from tests.architecture.matrix.routes import VERBS, routes

WHO = {
    ("sibling", "community_worker"), ("sibling", "social_worker"), ("parent", "grid_worker"),
    ("child", "station_lead"), ("child", "street_officer"), ("agency", "social_worker"),
    ("post ended", "social_worker"), ("post ended", "station_lead"), ("account shut", "social_worker"),
    ("account shut", "station_lead"),
}  # fmt: skip


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def deviations(built: world.World, verbs: tuple[str, ...], turns: int) -> list[str]:
    """Ask at every door in every relation, with ``turns`` of the verbs, another one at each door."""
    found = relations.relations(built)
    assert {(one.name, one.role) for one in found} == WHO
    asked = [
        (one, route, verbs[(place + turn) % len(verbs)])
        for number, one in enumerate(found)
        for place, route in enumerate(relations.doors(routes(), one), number)
        for turn in range(turns)
    ]
    assert len(asked) > 300 * turns
    return [told for one, route, verb in asked if (told := relations.wrong(built, one, route, verb))]


def test_whose_object_it_is_decides_at_every_door(built: world.World) -> None:
    wrong = deviations(built, ("GET", "POST"), 1)
    assert not wrong, "\n".join(wrong)


@pytest.mark.full
def test_whose_object_it_is_decides_at_every_door_with_every_verb(built: world.World) -> None:
    wrong = deviations(built, VERBS, len(VERBS))
    assert not wrong, "\n".join(wrong)


def test_a_former_worker_whose_post_did_not_end_is_caught(built: world.World) -> None:
    one = next(one for one in relations.relations(built) if one.name == "post ended")
    one.end = lambda: None
    page = next(route for route in routes() if route.name == "person")
    assert "shows" in relations.wrong(built, one, page, "GET")


def test_a_neighbour_who_sees_the_whole_town_is_caught(built: world.World) -> None:
    one = next(one for one in relations.relations(built) if one.name == "sibling")
    wide = relations.Relation("sibling", one.role, actor_of(*relations.held(one.role, built.here.town)), one.area)
    page = next(route for route in routes() if route.name == "person")
    assert "shows" in relations.wrong(built, wide, page, "GET")


def test_a_change_is_noticed(built: world.World) -> None:
    county = built.here.county.division.pk
    before = relations.state(county)
    with acting(), transaction.atomic():
        built.here.person.note = "改了"
        built.here.person.save(update_fields=["note"])
    assert relations.state(county) != before
