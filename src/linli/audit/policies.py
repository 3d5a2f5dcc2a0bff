"""Rules of the trail."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal


def seal(by: Actor) -> Refusal:
    """Nobody seals by hand: who could choose the moment could choose what is in it."""
    return None if by.channel == Channel.JOB else _("留痕由系统封存，不能手工封存。")
