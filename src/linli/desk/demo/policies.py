"""Who may have the demo's stories played."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.policies import is_console
from linli.desk.demo import CODE
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Division


def play(by: Actor, county: Division) -> Refusal:
    """Only a command, only in the fictional county: what is played is written on days that are over."""
    if not is_console(by) or county.code != CODE:
        return _("示范数据只能用命令装进示范县。")
    return None
