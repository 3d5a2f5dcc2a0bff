"""Long text of a case as it is kept."""

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.kernel.text import tidy


def text(said: str, limit: int, field: str) -> str:
    """Return tidied text with its breaks; raise :class:`Refused` naming ``field`` when it is over ``limit`` long."""
    told = tidy(said)
    if len(told) > limit:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": limit, "count": len(told)}, field)
    return told
