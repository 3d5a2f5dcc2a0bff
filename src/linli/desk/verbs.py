"""The trail in the words of the screen: each verb and each kind of look has its Chinese name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "record.made": _("记一笔"),
    "record.corrected": _("更正服务记录"),
    "record.withdrawn": _("作废服务记录"),
    "undertaking.opened": _("开个案、小组或社区项目"),
}


def label_of(verb: str) -> str:
    """Return the Chinese name of a verb or a kind of look; an unknown one is shown as it is."""
    return str(VERBS.get(verb, verb))
