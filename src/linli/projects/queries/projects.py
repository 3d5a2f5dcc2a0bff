"""Projects in reach: lists, one of them, what happened to it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.kernel.actor import Actor
from linli.projects.models import BOUND, ProjectMove, ServiceProject, State

ORDER = ("-opened_at", "-id")
MOST = 200


def projects(actor: Actor, state: str = "") -> QuerySet[ServiceProject]:
    """Return the projects in reach, of one state or of all; page them by ``ORDER``."""
    rows = ServiceProject.objects.visible_to(actor).select_related("place__county", "organisation")
    return rows.filter(state=state) if state in State.values else rows


def running(actor: Actor) -> QuerySet[ServiceProject]:
    """Return the running projects in reach with their figures."""
    return projects(actor, State.RUNNING).select_related("figure")


def moves(project: ServiceProject) -> list[ProjectMove]:
    """Return what happened to a project, newest first."""
    return list(project.projectmoves.order_by("-at", "-pk")[:50])


def out() -> Q:
    """Return the filter for projects that were ever put out to tender or awarded: everybody may read of them."""
    states = sorted(state.value for state in BOUND)
    return Q(state__in=states) | Q(Exists(ProjectMove.objects.filter(project=OuterRef("pk"), to__in=states)))


def is_out(project: ServiceProject) -> bool:
    """Tell whether everybody may read of a project; asks only where it is not told by its state."""
    return project.is_bound or ServiceProject.objects.filter(out(), pk=project.pk).exists()


def to_finance(by: Actor) -> list[tuple[UUID, str]]:
    """Return the projects in reach that money can be set aside for: all that may still be paid, the newest first."""
    rows = ServiceProject.objects.visible_to(by).exclude(state__in=(State.ENDED, State.CALLED_OFF))
    return [
        (pk, f"{number} {name}")
        for pk, number, name in rows.order_by("-opened_at").values_list("pk", "number", "name")[:MOST]
    ]
