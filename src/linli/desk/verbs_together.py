"""The trail of community work in the words of the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOGETHER: dict[str, str | Promise] = {
    "project.opened": _("开社区项目"),
    "project.ended": _("结束社区项目"),
    "activity.planned": _("安排社区活动"),
    "activity.amended": _("改社区活动的安排"),
    "activity.called_off": _("社区活动不办了"),
    "activity.corrected": _("更正社区活动"),
    "activity.budgeted": _("记活动预算"),
    "activity.welcomed": _("活动点名"),
    "activity.code_opened": _("出活动签到码"),
    "activity.signed_in": _("活动扫码签到"),
    "activity.held": _("记社区活动"),
    "activity.promised": _("记院坝会上答应的事"),
    "activity.fetched": _("孩子接走了"),
    "activity.view": _("社区活动页"),
    "activity.guests": _("找到场的人"),
}
