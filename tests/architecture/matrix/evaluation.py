"""What stands behind the doors of evaluations: one of a project of the area's town, the asker's own within reach."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, seeing
from linli.projects.models.evaluation import Evaluation, SampledRecord
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import evaluation as factory
from tests.factories import projects

MINE = (Role.EVALUATOR, Role.PROVIDER_LEAD)


def _of(find: Callable[[Evaluation], UUID]) -> Finder:
    def found(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
        post = by.post if by and by.role in MINE and area is world.here else None
        return {"pk": find(factory.bare(projects.bare(area.town, area.agency), post))}

    return found


def _record(made: Evaluation) -> UUID:
    with seeing(Scope(post=made.post_id)):
        return UUID(str(SampledRecord.objects.filter(evaluation=made).values_list("pk", flat=True)[0]))


def _owed(made: Evaluation) -> UUID:
    return UUID(str(made.rectifications.values_list("pk", flat=True)[0]))


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(
        ("project_evaluate", "project_package"),
        lambda world, area, by: {"pk": projects.bare(area.town, area.agency).pk},
    ),
    **dict.fromkeys(("evaluation", "evaluation_sample", "evaluation_scores"), _of(lambda made: made.pk)),
    "evaluation_record": _of(_record),
    "evaluation_rectification": _of(_owed),
}
