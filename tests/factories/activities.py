"""Community work for tests, planned and held as a worker does it."""

from typing import Any

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.places.models import Division
from linli.practice import actions
from linli.practice.models import Activity


def activity(community: Division, by: Actor, **told: Any) -> Activity:
    """Plan an activity of today, of a project of its own."""
    project = actions.open_project("邻里一家亲", community, by=by)
    facts = {"kind": "event", "name": "重阳敬老", "planned_on": timezone.localdate(), **told}
    return actions.plan_activity(project, by=by, **facts)


def hold(made: Activity, by: Actor, **told: Any) -> Activity:
    """Write an activity of today down, thirty people by bands."""
    facts = {"held_on": timezone.localdate(), "minutes": 90, "bands": {"adult": 10, "elder": 20}, **told}
    return actions.hold_activity(made, by=by, **facts)
