"""What stands behind the doors of the notices: one of the area's town, and an objection to it."""

from typing import Any

from linli.accounts.sight import system_actor
from linli.kernel.actor import Actor
from linli.transparency.actions import Where
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import notices as factory


def _notice(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    place = Where(area.county.division.pk, area.town.pk)
    return {"pk": factory.notice(place, system_actor(), names=("示范某",)).pk}


def _objection(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    made = factory.notice(Where(area.county.division.pk, area.town.pk), system_actor())
    return {"pk": factory.objection(made, name=area.name, contact=area.phone).pk}


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(("notice", "notice_object", "notice_kept", "notice_withdraw"), _notice),
    "objection_answer": _objection,
}
