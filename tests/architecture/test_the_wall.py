"""What is in a case is its team's: whoever else walks every door meets none of it, whatever her post."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel import scope
from linli.kernel.policy import acting
from linli.practice.models import CaseFile, CaseWorker
from tests.architecture.matrix import sending, wall, world
from tests.architecture.matrix.cases import PROXY
from tests.architecture.matrix.practice import CASE_PAGES
from tests.architecture.matrix.routes import routes
from tests.factories import practice as factory
from tests.support.login import sign_in

OUTSIDE = (
    Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.STREET_OFFICER,
    Role.COUNTY_OFFICER, Role.EVALUATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN,
    Role.PURCHASER, Role.PROVIDER_LEAD, Role.RESIDENT, PROXY,
)  # fmt: skip


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def test_nobody_outside_the_team_meets_a_word_of_a_case(built: world.World) -> None:
    """A colleague of the same town, a supervisor of other cases, every post above and beside, a neighbour.

    Who gives, leads a team of volunteers or keeps a hut has no post in the station: she is a resident, or a worker of
    the community. Each looks at every door, then sends a full form at every door that takes a case or its client.
    """
    with wall.planting() as planted:
        made = wall.objects(built)
    found, body, doors = [], sending.body(), routes()
    for role in OUTSIDE:
        told, client = Role.RESIDENT.value if role == PROXY else role, built.clients[role]
        found += wall.met(wall.walk(built, client, told, doors, made), planted, role)
        shown, wrote = sending.send(built, client, told, doors, made, body)
        found += wall.met(shown, planted, f"{role}") + sending.wrongly(wrote, role)
    assert not found, "\n".join(found)


def test_the_team_meets_them(built: world.World) -> None:
    """The control: the same walk, by a member, shows that what was planted stands on the pages."""
    with wall.planting() as planted:
        made = wall.objects(built)
    client, role = sign_in(built.clients[Role.SOCIAL_WORKER].__class__(), built.here.worker), Role.SOCIAL_WORKER
    doors = [route for route in routes() if route.name in CASE_PAGES]
    found = wall.met(wall.walk(built, client, role, doors, made), planted, role)
    assert {one.rpartition(": ")[2] for one in found} >= {"CaseFile.problem"}
    assert len(planted) > 0
    _shown, wrote = sending.send(built, client, role, doors, made, sending.body())
    found = sending.wrongly(wrote, "member")
    assert "member at case_transfer: wrote practice_casetransfer" in found
    assert "member at case_transfer: wrote audit_event" in found


def test_who_left_the_team_meets_none(built: world.World) -> None:
    with wall.planting() as planted:
        made = wall.objects(built)
    actor = built.actors[Role.SOCIAL_WORKER]
    for case in CaseFile.objects.all():
        row = factory.join(case, actor)
        with acting():
            CaseWorker.objects.filter(pk=row.pk).update(ended_at=timezone.now() - timedelta(minutes=1))
    client, doors = built.clients[Role.SOCIAL_WORKER], [route for route in routes() if route.name in CASE_PAGES]
    assert wall.met(wall.walk(built, client, Role.SOCIAL_WORKER, doors, made), planted, "former") == []
    shown, wrote = sending.send(built, client, Role.SOCIAL_WORKER, doors, made, sending.body())
    assert wall.met(shown, planted, "former") + sending.wrongly(wrote, "former") == []


def test_a_wall_with_a_hole_is_caught(built: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole goes through the filter and through the database: behind one of them the other stands."""
    with wall.planting() as planted:
        made = wall.objects(built)
    queryset = type(CaseFile.objects.all())
    monkeypatch.setattr(queryset, "visible_to", lambda rows, actor: rows.filter(actor.scope.q()))
    tell = scope._tell
    monkeypatch.setattr(scope, "_tell", lambda values: tell([*values[:4], "", *values[5:]]))
    doors = [route for route in routes() if route.name == "case"]
    client = built.clients[Role.SOCIAL_WORKER]
    found = wall.met(wall.walk(built, client, Role.SOCIAL_WORKER, doors, made), planted, "colleague")
    assert "colleague at case: CaseFile.problem" in found


def test_every_exception_says_to_whom_and_why() -> None:
    names = {f"{model.__name__}.{name}" for model in wall.of_cases() for name in wall.texts(model)}
    assert set(wall.DUE) <= names
    assert all(reason for told in wall.DUE.values() for reason in told.values())


def test_broken_glass_reads_a_childs_case_and_writes_nothing(built: world.World) -> None:
    """Read-only, for an hour: the page opens, the pages that write do not."""
    with wall.planting() as planted:
        made = wall.objects(built)
    actor = built.actors[Role.SOCIAL_WORKER]
    factory.break_glass(CaseFile.objects.get(pk=made["case"]["pk"]), actor)
    client, doors = built.clients[Role.SOCIAL_WORKER], [route for route in routes() if route.name in CASE_PAGES]
    shown = wall.walk(built, client, Role.SOCIAL_WORKER, doors, made)
    met = {one.split(" at ")[1].split(":")[0] for one in wall.met(shown, planted, "glass")}
    assert met == {"case", "case_sessions"}
    told, wrote = sending.send(built, client, Role.SOCIAL_WORKER, doors, made, sending.body())
    assert wall.met(told, planted, "glass") + sending.wrongly(wrote, "glass") == []
    later = replace(actor, user=built.actors[Role.GRID_WORKER].user)
    assert not CaseFile.objects.visible_to(later).exists()
