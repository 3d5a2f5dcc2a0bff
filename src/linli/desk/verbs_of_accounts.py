"""The trail in the words of the screen: what is entered in the ledger, what is published."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEDGER: dict[str, str | Promise] = {
    "ledger.opened": _("开户"),
    "ledger.closed": _("销户"),
    "ledger.transferred": _("记一笔账"),
    "ledger.issued": _("成批发放"),
    "ledger.reserved": _("预留"),
    "ledger.captured": _("动用预留"),
    "ledger.released": _("放开预留"),
    "ledger.reversed": _("冲正"),
    "ledger.expired": _("到期收回"),
    "ledger.taken_over": _("两个账户并成一个"),
}

NOTICES: dict[str, str | Promise] = {
    "notice.published": _("发公示"),
    "notice.withdrawn": _("撤回公示"),
    "notice.taken_down": _("撤下公示里的姓名"),
    "objection.made": _("收到异议"),
    "objection.answered": _("答复异议"),
    "objection.contact_shown": _("看提异议的是谁"),
}
