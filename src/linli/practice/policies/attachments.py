"""Who attaches photographs to a case and takes them out again: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import AidEnclosure, CaseAttachment, CaseFile
from linli.practice.models.aid import Desk
from linli.practice.policies.cases import works

WITHOUT = (Desk.RETURNED, Desk.REFUSED)  # an application that stands on nothing any more


def attach(by: Actor, case: CaseFile) -> Refusal:
    """The team attaches, as it writes everything else in a case."""
    return works(by, case)


def take_out_attachment(by: Actor, attachment: CaseAttachment) -> Refusal:
    """The team takes out what was attached wrongly, once; not what an application for aid stands on."""
    if (refusal := works(by, attachment.case, without_consent=True)) is not None:
        return refusal
    if attachment.taken_out_at is not None:
        return _("这一张已经拿掉了。")
    enclosed = AidEnclosure.objects.filter(attachment=attachment, ended_at=None)
    if enclosed.exclude(application__state__in=WITHOUT).exists():
        return _("这一张附在救助申请里，不能拿掉。附错了，请先请那一级把申请退回来。")
    return None
