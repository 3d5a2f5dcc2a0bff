"""What stands behind the doors of groups and community work: a group whose team names whoever asks; a class."""

from datetime import time
from typing import Any

from django.utils import timezone

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.people import locks
from linli.practice import actions
from linli.practice.models import Group, Guest
from linli.practice.policies import CASEWORKERS
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import activities, together
from tests.factories import groups as factory
from tests.factories.people import person

PAGES = (
    "group", "group_plan", "group_plan_save", "group_step", "group_end", "group_team", "group_members",
    "group_session_new", "group_programme",
)  # fmt: skip
SESSIONS = ("group_session", "group_session_save", "group_session_plan", "group_session_code", "group_session_poster")

ACTIVITIES = (
    "activity", "activity_budget", "activity_guests", "activity_code", "activity_poster", "activity_promise_new",
    "activity_amend", "activity_correct",
)  # fmt: skip


def group_of(world: World, area: Area, by: Actor | None) -> Group:
    """Return the group of the area's person; inside her reach whoever asks is in its team."""
    group = Group.objects.filter(groupmembers__person=area.person, stage="forming").first()
    if group is None:
        shut = locks.shut([area.person], area.worker, writing=True)  # then another child is there
        somebody = person(area.community, "示范孩子") if shut else area.person
        group = factory.begun(area.community, area.worker, somebody)
        actions.open_code(group.groupsessions.get(), by=area.worker)
    if by and by.post and area is world.here and by.role in CASEWORKERS:
        factory.lead(group, by)
    return group


def _group(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": group_of(world, area, by).pk}


def _session(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": group_of(world, area, by).groupsessions.get().pk}


def _member(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    row = group_of(world, area, by).groupmembers.first()
    assert row is not None
    return {"pk": row.pk}


def activity_of(world: World, area: Area) -> Guest:
    """Return the area's person as she waits to be fetched from a class."""
    guest = Guest.objects.filter(person=area.person, fetched_at=None).first()
    if guest is None:
        lesson = activities.activity(area.community, area.worker, kind="after_school", closes_at=time(18, 0))
        shut = locks.shut([area.person], area.worker, writing=True)  # then another child is there
        guest = actions.welcome(lesson, person(area.community, "示范孩子") if shut else area.person, by=area.worker)
        actions.hang_code(lesson, by=area.worker)
    return guest


def _promise(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    meeting = activities.activity(area.community, area.worker, kind="courtyard", name="路灯")
    held = Post.objects.get(pk__in=[area.worker.post])
    return {"pk": actions.promise(meeting, by=area.worker, what="修路灯", post=held, due_on=timezone.localdate()).pk}


def _sheet(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": together.returned(group_of(world, area, by), by).pk}


def _papers(of: str, find: Finder) -> dict[str, Finder]:
    """Return the doors of the papers of a group or an activity."""
    form = {"code": f"{of}_plan"}
    return {
        f"{of}_papers": find,
        f"{of}_form": lambda world, area, by: {**find(world, area, by), **form},
        f"{of}_paper": lambda world, area, by: {**find(world, area, by), **form, "kind": "pdf"},
    }


def _activity(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": activity_of(world, area).activity_id}


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(PAGES, _group),
    **_papers("group", _group),
    **_papers("activity", _activity),
    "work_picture": _sheet,
    **dict.fromkeys(SESSIONS, _session),
    "group_member": _member,
    **dict.fromkeys(ACTIVITIES, _activity),
    "activity_fetch": lambda world, area, by: {"pk": activity_of(world, area).pk},
    "activity_promise": _promise,
    **dict.fromkeys(
        ("community_project", "community_project_programme"),
        lambda world, area, by: {"pk": activity_of(world, area).activity.project_id},
    ),
}
