"""Who may fill a county with people who do not exist."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.policies import is_console
from linli.desk.demo import CODE as DEMO
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.models import Person
from linli.places.models import Division


def fill(by: Actor, county: Division) -> Refusal:
    """Only a command, only a county of invented code (99…), only while nobody is registered there."""
    if not is_console(by):
        return _("生成数据只能用命令。")
    if not county.code.startswith("99") or county.code == DEMO:
        return _("只能往 99 开头的虚构区县里生成数据。")
    if Person.objects.filter(county_id=county.pk).exists():
        return _("这个县已经有居民了。换一个区县代码，或换一个数据库(LINLI_DB_NAME)。")
    return None
