"""The trail of purchased projects in the words of the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROJECTS: dict[str, str | Promise] = {
    "service_project.opened": _("立购买项目"),
    "service_project.amended": _("改购买项目的方案"),
    "service_project.submitted": _("提交购买项目审批"),
    "service_project.approved": _("批准购买项目"),
    "service_project.sent_back": _("退回购买项目"),
    "service_project.reopened": _("收回购买项目重新起草"),
    "service_project.called_off": _("购买项目不办了"),
    "service_project.tendered": _("购买项目开始采购"),
    "service_project.tender_failed": _("购买项目采购没有成"),
    "service_project.awarded": _("购买项目成交"),
    "service_project.signed": _("购买项目签合同"),
    "service_project.contract_filed": _("购买合同备案"),
    "service_project.finished": _("购买项目结项"),
    "service_project.recounted": _("重数购买项目的指标"),
    "service_project.spent": _("记项目支出"),
    "service_project.expense_checked": _("核对项目支出"),
    "service_project.line_change_asked": _("提预算调整"),
    "service_project.line_change_decided": _("定预算调整"),
    "service_project.deployed": _("记项目到岗"),
    "service_project.deployment_ended": _("记项目离岗"),
    "service_project.asked": _("问承接机构"),
    "service_project.answered": _("回购买方"),
}
