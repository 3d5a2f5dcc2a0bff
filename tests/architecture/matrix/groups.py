"""What stands behind the doors of groups: a group whose team names whoever asks, with a session and a member."""

from typing import Any

from linli.kernel.actor import Actor
from linli.practice import actions
from linli.practice.models import Group
from linli.practice.policies import CASEWORKERS
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import groups as factory

PAGES = (
    "group", "group_plan", "group_step", "group_end", "group_team", "group_members", "group_session_new",
)  # fmt: skip
SESSIONS = ("group_session", "group_session_plan", "group_session_code", "group_session_poster")


def group_of(world: World, area: Area, by: Actor | None) -> Group:
    """Return the group of the area's person; inside her reach whoever asks is in its team."""
    group = Group.objects.filter(groupmembers__person=area.person, stage="forming").first()
    if group is None:
        group = factory.begun(area.community, area.worker, area.person)
        actions.open_code(group.groupsessions.get(), by=area.worker)
    if by and by.post and area is world.here and by.role in CASEWORKERS:
        factory.lead(group, by)
    return group


def _group(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": group_of(world, area, by).pk}


def _session(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": group_of(world, area, by).groupsessions.get().pk}


def _member(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.member(group_of(world, area, by), area.person).pk}


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(PAGES, _group),
    **dict.fromkeys(SESSIONS, _session),
    "group_member": _member,
}
