"""What stands behind the doors of the practice room: a case whose team names whoever asks."""

from typing import Any

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.practice.models import CaseFile, CaseWorker
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import practice as factory

CASE_PAGES = ("case", "case_decide", "case_team")
READERS = {Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.SUPERVISOR}


def case_of(world: World, area: Area, by: Actor | None) -> CaseFile:
    """Return the open case of the area's person; inside her reach whoever asks is in its team."""
    case = CaseFile.objects.filter(client=area.person).standing().first()
    case = case or factory.case(area.person, area.worker)
    if by and by.post and area is world.here and by.role in READERS:
        factory.join(case, by)
    return case


def _case(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": case_of(world, area, by).pk}


def _member(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    row = CaseWorker.objects.filter(case=case, ended_at=None).order_by("starts_at").first()
    assert row is not None
    return {"pk": row.pk}


OBJECTS: dict[str, Finder] = {
    "case_new": lambda world, area, by: {"pk": area.person.pk},
    **dict.fromkeys(CASE_PAGES, _case),
    "case_approve": _member,
}
