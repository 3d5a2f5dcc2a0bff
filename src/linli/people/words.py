"""Text of a person's file as it is kept: tidied, on one line, of a length the column takes."""

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.kernel.text import tidy, tidy_name


def line(text: str, limit: int, field: str) -> str:
    """Return tidied text as one line, breaks made blanks; raise :class:`Refused` when it is over ``limit`` long."""
    return _short(" ".join(part.strip() for part in tidy(text).splitlines()), limit, field)


def called(text: str, limit: int, field: str) -> str:
    """Return a person's name as stored; look-alike dots become U+00B7."""
    return _short(tidy_name(text), limit, field)


def _short(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": limit, "count": len(text)}, field)
    return text
