"""The trail in the words of the screen: verbs of the giving room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GIVING: dict[str, str | Promise] = {
    "money.source_opened": _("登记资金来源"),
    "money.line_opened": _("登记一笔资金"),
    "money.received": _("登记到账"),
    "money.allotted": _("安排资金"),
    "money.drawn": _("登记付款"),
    "money.put_back": _("资金退回另外安排"),
    "application.opened": _("写向上申请"),
    "application.amended": _("改向上申请"),
    "application.sent": _("报送向上申请"),
    "application.taken_back": _("撤回向上申请"),
    "application.granted": _("申请批了"),
    "application.partly_granted": _("申请批了一部分"),
    "application.refused": _("申请没有批"),
    "application.money_came": _("申请的钱到了"),
    "application.accounted": _("交代申请的钱"),
    "application.rest": _("结清申请的钱"),
    "application.reported": _("把活动报给一家"),
    "application.pays": _("定下活动由谁付"),
    "application.no_longer_pays": _("改活动由谁付"),
}
