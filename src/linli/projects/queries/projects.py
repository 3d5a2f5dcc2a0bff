"""Projects in reach: lists, one of them, what happened to it."""

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.projects.models import ProjectMove, ServiceProject, State

ORDER = ("-opened_at", "-id")


def projects(actor: Actor, state: str = "") -> QuerySet[ServiceProject]:
    """Return the projects in reach, of one state or of all; page them by ``ORDER``."""
    rows = ServiceProject.objects.visible_to(actor).select_related("place", "organisation")
    return rows.filter(state=state) if state in State.values else rows


def running(actor: Actor) -> QuerySet[ServiceProject]:
    """Return the running projects in reach with their figures."""
    return projects(actor, State.RUNNING).select_related("place__county", "organisation", "figure")


def moves(project: ServiceProject) -> list[ProjectMove]:
    """Return what happened to a project, newest first."""
    return list(project.projectmoves.order_by("-at", "-pk")[:50])
