"""Long text of a case as it is kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.kernel.policy import Refused
from linli.kernel.text import tidy

# Asked by a page and by the verb behind it, in the same words.
NO_TEXT = lazy("写一写想做到什么，用服务对象听得懂的话。")
NO_MEASURE = lazy("这个目标还看不出有没有做到。写一样数得清的，比如“一周出门几次”。")
NO_END = lazy("写做到哪一天，要在今天以后。")
NO_NOTE = lazy("写一写谈了什么，几句也行。")
NO_MINUTES = lazy("写谈了多少分钟，1 到 720 之间。")
NO_CHANGE = lazy("写一写这段时间有什么变化。")
NO_WORD = lazy("写一句批注。")
NO_WHAT = lazy("请写一句要改什么。")
NO_WHY = lazy("请写一句为什么。")
NO_REASON = lazy("请写一句为什么更正。")


def text(said: str, limit: int, field: str) -> str:
    """Return tidied text with its breaks; raise :class:`Refused` naming ``field`` when it is over ``limit`` long."""
    told = tidy(said)
    if len(told) > limit:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": limit, "count": len(told)}, field)
    return told
