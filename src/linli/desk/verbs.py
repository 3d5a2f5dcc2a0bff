"""The trail in the words of the screen: each verb and each kind of look has its Chinese name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "person.registered": _("登记居民"),
    "person.amended": _("修改居民资料"),
    "person.document_added": _("加证件"),
    "person.telephone_added": _("加电话"),
    "person.telephone_removed": _("去掉电话"),
    "person.tagged": _("标类别"),
    "person.untagged": _("结束类别"),
    "document.collided": _("登记了别处已有的证件号"),
    "household.opened": _("建立家庭"),
    "household.joined": _("住到一户"),
    "household.left": _("搬出一户"),
    "people.list": _("居民名单"),
    "person.view": _("居民页"),
    "person.edit": _("修改页"),
    "person.family": _("家庭页"),
    "person.records": _("服务记录"),
    "person.looks": _("谁看过"),
    "person.number": _("完整号码"),
    "person.numbers": _("电话和证件"),
    "person.category": _("类别"),
    "person.household": _("住到哪一户"),
    "household": _("家庭页"),
    "account": _("岗位与账号名单"),
    "account.opened": _("开账号"),
    "account.signed_in": _("登录"),
    "account.password_set": _("设密码"),
    "account.factor_added": _("设第二道验证"),
    "account.factor_removed": _("停用第二道验证"),
    "account.sessions_ended": _("让别的设备退出"),
    "account.locked": _("停用账号"),
    "account.unlocked": _("恢复账号"),
    "account.login_reset": _("重置登录"),
    "code.asked": _("要登录验证码"),
    "code.used": _("用登录验证码"),
    "code.missed": _("登录验证码没对上"),
    "post.filled": _("安排岗位"),
    "post.ended": _("结束岗位"),
    "record.made": _("记一笔"),
    "record.corrected": _("更正服务记录"),
    "record.withdrawn": _("作废服务记录"),
    "undertaking.opened": _("开个案、小组或社区项目"),
    "import.uploaded": _("上传导入表"),
    "import.matched": _("导入：对列"),
    "import.checked": _("导入：检查"),
    "import.chosen": _("导入：选择用哪边的"),
    "import.asked": _("导入：交给后台"),
    "import.taken_in": _("导入"),
    "import.abandoned": _("导入：没有导入"),
    "import.undone": _("撤销导入"),
    "import.cleared": _("清除导入的内容"),
    "import.preview": _("导入前核对"),
    "person.taken_back": _("收回误导入的居民"),
}


def label_of(verb: str) -> str:
    """Return the Chinese name of a verb or a kind of look; an unknown one is shown as it is."""
    return str(VERBS.get(verb, verb))
