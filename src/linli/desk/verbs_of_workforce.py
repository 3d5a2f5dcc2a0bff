"""The trail in the words of the screen: verbs and looks of the workforce room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORKFORCE: dict[str, str | Promise] = {
    "worker.joined": _("登记到人才库"),
    "worker.claimed": _("认领名册里的登记"),
    "worker.amended": _("改人才库的登记"),
    "worker.left": _("退出人才库"),
    "worker.enrolled": _("导入社工名册"),
    "worker.taken_out": _("撤销导入的社工"),
    "worker.number_shown": _("显示社工的手机号"),
    "credential.added": _("报一本证书"),
    "credential.verified": _("核对证书"),
    "credential.sent_back": _("退回证书"),
    "growth.noted": _("记一次学习"),
    "growth.confirmed": _("核对学习记录"),
    "growth.sent_back": _("退回学习记录"),
    "workers": _("人才库名单"),
    "worker.view": _("社工在人才库的页"),
    "worker.own": _("本人看自己的登记"),
    "worker.number": _("社工的手机号"),
    "credentials.waiting": _("等核对的证书"),
    "credential.view": _("一本证书"),
    "credential.scan": _("证书照片"),
    "learning.waiting": _("等核对的学习记录"),
}
