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
