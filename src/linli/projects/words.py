"""Text as it is kept, and the project held while something is done with it."""

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.projects.models import ServiceProject


def text(said: str, limit: int, field: str, *, ask: str = "") -> str:
    """Return tidied text; raise ``Refused`` naming ``field`` when it is over ``limit`` long, or missing when asked."""
    told = tidy(said)
    if not told and ask:
        raise Refused(ask, field)
    if len(told) > limit:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": limit, "count": len(told)}, field)
    return told


def held(project: ServiceProject) -> ServiceProject:
    """Return a project as it is now, held until the act is done."""
    rows = ServiceProject.objects.select_for_update(of=("self",)).select_related("place", "place__county")
    return rows.get(pk=project.pk)
