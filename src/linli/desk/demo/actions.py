"""The demo's one verb: stories are played, scene by scene, each at its own moment."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from linli.audit import actions as audit
from linli.desk.demo import clock, policies
from linli.desk.demo.cast import Scene
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.places.models import Division


@action
def play(county: Division, scenes: Sequence[Scene], until: datetime, *, by: Actor, over: set[str] | None) -> int:
    """Play scenes in their order, all or none; remember that all was played up to ``until``; return how many.

    ``over`` collects the stories that a visitor of the demo has changed so that they cannot go on as told: their later
    scenes are left out. None: nobody has been there, so that a scene that is refused is raised.
    """
    require(policies.play(by, county))
    played = 0
    for scene in scenes:
        if over is not None and scene.story in over:
            continue
        with clock.at(scene.at):
            played += _played(scene, over)
    audit.record("demo.played", None, by=by, county=county.pk, until=until.isoformat(), scenes=played)
    return played


def _played(scene: Scene, over: set[str] | None) -> int:
    if over is None:
        scene.play()
        return 1
    try:
        with transaction.atomic():
            scene.play()
    except (Refused, ObjectDoesNotExist):
        over.add(scene.story)
        return 0
    return 1
