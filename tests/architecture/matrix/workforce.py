"""What stands behind the doors of the workforce room."""

from typing import Any

from linli.kernel.actor import Actor
from linli.places.models import ServicePoint
from linli.workforce.models import Worker
from tests.architecture.matrix.world import Area, World
from tests.factories import workforce as factory
from tests.factories.people import areas


def _worker(area: Area, **facts: Any) -> Worker:
    return factory.worker(areas(area.community), **facts)


def _talent(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    agency = by.organisation if by and area is world.here else None
    return {"pk": _worker(area, organisation_id=agency).pk}


def _credential(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.credential(_worker(area)).pk}


def _own(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """A certificate of the asker's own; out of reach, somebody else's."""
    owner = by.user if by and by.user and area is world.here else None
    held = Worker.objects.filter(user=owner).first() if owner else None
    return {"pk": factory.credential(held or _worker(area, user_id=owner)).pk}


def _agency(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    factory.agency(area.agency)
    return {"pk": area.agency.pk}


def _room(area: Area) -> ServicePoint:
    return next(room for room in area.county.rooms if room.community_id == area.community.pk)


OBJECTS = {
    **dict.fromkeys(("network_point", "point_services"), lambda w, area, by: {"pk": _room(area).pk}),
    "network_photo": lambda w, area, by: {"pk": factory.check(_room(area)).pk},
    **dict.fromkeys(
        ("agency", "agency_edit", "agency_check", "agency_paper_new", "agency_rating", "agency_fact"), _agency
    ),
    **dict.fromkeys(("agency_paper", "agency_photo"), lambda w, area, by: {"pk": factory.paper(area.agency).pk}),
    "agency_fact_page": lambda w, area, by: {"pk": factory.fact(area.agency).pk},
    "talent": _talent,
    "talent_number": _talent,
    "credential": _credential,
    "credential_photo": _credential,
    "credential_scan": _own,
}
