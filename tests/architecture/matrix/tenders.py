"""What stands behind the doors of buying: an opened procedure of the area's town, bid in by the area's agency."""

from typing import Any

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.projects.models import Invitation, Tender
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import projects as bought
from tests.factories import tenders as factory


def _tender(world: World, area: Area, by: Actor | None) -> Tender:
    """Within reach a judge who asks sits in it; somebody else of the area's does otherwise."""
    asks = by is not None and by.role == Role.BID_JUDGE and area is world.here
    judge = Post.objects.get(pk__in=[by.post if asks and by is not None else area.worker.post])
    made = factory.bare(bought.bare(area.town, area.agency), area.agency, judge)
    with acting():
        Invitation.objects.create(tender=made, organisation=area.agency)
    return made


def _of(what: str) -> Finder:
    """Return what finds a row of the area's procedure, made for the question."""

    def find(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
        made = _tender(world, area, by)
        told: dict[str, dict[str, Any]] = {
            "project": {"pk": made.project_id}, "tender": {"pk": made.pk}, "bid": {"pk": made.bids.get().pk},
            "seat": {"pk": made.tenderjudges.get().pk},
        }  # fmt: skip
        return told[what]

    return find


def _contract(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.contract(_tender(world, area, by)).pk, "kind": "signed"}


OBJECTS: dict[str, Finder] = {
    "procurement": _of("project"),
    "contract_paper": _contract,
    "tender": _of("tender"),
    "bid_file": _of("bid"),
    "judging_sheet": _of("seat"),
}
