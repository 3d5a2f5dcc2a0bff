"""The application filter is forgotten in the practice room: the database shows a case to its team and nobody beside."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.practice.models import AidApplication, CaseFile, CaseWorker
from tests.architecture.matrix import wall, world
from tests.architecture.matrix.practice import CASE_PAGES
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.matrix.unfiltered import without_filter
from tests.factories import practice as factory

BESIDE = (
    Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.GRID_WORKER, Role.EVALUATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN, Role.PURCHASER, Role.PROVIDER_LEAD,
)  # fmt: skip
DESKS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.COUNTY_OFFICER)
# Where the product goes past the teams, each with why; a file that is not told here may not.
PAST = {
    "practice/actions/aid.py": "a desk of aid is in no team; its verb holds the case and shows nothing of it",
    "practice/queries/aid.py": "the name of whom an application is for, as far as it is due",
    "practice/actions/road.py": "cases of somebody who leaves are not overlooked: who may not open them is refused",
    "practice/queries/caseload.py": "numbers by worker, and no case",
    "practice/following.py": "who recorded may have left the team: a session stands, a look goes with its record",
    "insights/answers.py": "numbers of answers, few of them hidden, and no case",
}
AID = {"practice_aidapplication", "practice_aidstep", "practice_aidenclosure", "practice_caseattachment"}


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def tables() -> list[str]:
    return [model._meta.db_table for model in wall.of_cases()]


def without_team(cursor: object) -> set[str]:
    """Return the tables of cases whose policy does not ask for the team, for reading or for writing."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE p.polname = c.relname || '_in_scope' AND c.relname = ANY(%s)"
        " AND pg_get_expr(polqual, polrelid) LIKE '%%practice_open_cases%%'"
        " AND pg_get_expr(polwithcheck, polrelid) LIKE '%%practice_open_cases%%'",
        [tables()],
    )
    return set(tables()) - {name for (name,) in cursor.fetchall()}  # type: ignore[attr-defined]


def rows(reach: Scope) -> dict[str, int]:
    """Return how many rows each table of cases shows within a reach, those that show any."""
    enter(reach)
    with connection.cursor() as cursor:
        each = (f"SELECT '{table}', count(*) FROM {table}" for table in tables())
        cursor.execute(" UNION ALL ".join(each))
        return {table: count for table, count in cursor.fetchall() if count}


def pages() -> list[Route]:
    return [route for route in routes() if route.name in CASE_PAGES]


def test_every_table_of_a_case_asks_for_the_team() -> None:
    assert len(tables()) > 30


def test_the_ways_past_the_teams_are_named() -> None:
    files = settings.PACKAGE.rglob("*.py")
    found = {str(file.relative_to(settings.PACKAGE)) for file in files if "scope.by_place" in file.read_text()}
    assert found == set(PAST)


@pytest.mark.django_db
def test_none_is_left_to_the_place_alone() -> None:
    with connection.cursor() as cursor:
        assert without_team(cursor) == set()


def test_nobody_beside_the_team_has_a_row(built: world.World) -> None:
    """A colleague of the same town, a supervisor of others, administrators; a desk of aid has the application alone."""
    wall.objects(built)
    there = rows(built.actors[Role.SOCIAL_WORKER].scope.by_place)
    assert len(there) > 20
    assert {role: rows(built.actors[role].scope) for role in BESIDE} == dict.fromkeys(BESIDE, {})
    assert {role: set(rows(built.actors[role].scope)) for role in DESKS} == dict.fromkeys(DESKS, AID)
    assert rows(built.here.worker.scope) == there
    assert rows(built.actors[Role.STATION_LEAD].scope) == there


def test_a_desk_has_no_application_that_has_not_reached_it(built: world.World) -> None:
    wall.objects(built)
    with acting():
        AidApplication.objects.update(reached=1)
    found = {role: set(rows(built.actors[role].scope)) for role in DESKS}
    assert found == {Role.COMMUNITY_WORKER: AID, Role.STREET_OFFICER: AID, Role.COUNTY_OFFICER: set()}


def test_who_left_has_none_from_that_moment(built: world.World) -> None:
    made, actor = wall.objects(built), built.actors[Role.SOCIAL_WORKER]
    row = factory.join(CaseFile.objects.get(pk=made["case"]["pk"]), actor)
    assert rows(actor.scope)
    enter(actor.scope.by_place)
    with acting():
        CaseWorker.objects.filter(pk=row.pk).update(ended_at=timezone.now() - timedelta(minutes=1))
    assert rows(actor.scope) == {}


def test_broken_glass_reads_and_the_database_lets_it_write_nothing(built: world.World) -> None:
    made, actor = wall.objects(built), built.actors[Role.SOCIAL_WORKER]
    case = CaseFile.objects.get(pk=made["case"]["pk"])
    factory.break_glass(case, actor)
    assert rows(actor.scope)["practice_casefile"] == 1
    _cannot_write(actor, case)


def test_nobody_puts_herself_into_a_team(built: world.World) -> None:
    made, actor = wall.objects(built), built.actors[Role.SOCIAL_WORKER]
    case = CaseFile.objects.get(pk=made["case"]["pk"])
    enter(actor.scope)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        factory.join(case, actor)


def _cannot_write(actor: Actor, case: CaseFile) -> None:
    enter(actor.scope)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), acting():
        CaseFile.objects.filter(pk=case.pk).update(risk="high")


def test_with_the_filter_forgotten_no_page_of_a_case_opens(built: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    with wall.planting() as planted:
        made = wall.objects(built)
    without_filter(monkeypatch)
    for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR):
        shown = wall.walk(built, built.clients[role], role, pages(), made)
        assert wall.met(shown, planted, role) == []


def test_with_the_floor_gone_too_the_same_walk_catches_it(built: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    with wall.planting() as planted:
        made = wall.objects(built)
    without_filter(monkeypatch)
    tell = scope._tell
    monkeypatch.setattr(scope, "_tell", lambda values: tell([*values[:4], "", *values[5:]]))
    page = [route for route in pages() if route.name == "case"]
    shown = wall.walk(built, built.clients[Role.SOCIAL_WORKER], Role.SOCIAL_WORKER, page, made)
    assert "colleague at case: CaseFile.problem" in wall.met(shown, planted, "colleague")
