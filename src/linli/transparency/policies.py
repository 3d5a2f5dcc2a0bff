"""Who may publish, withdraw, object and answer; the sentence that refuses, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.transparency.models import Answer, Objection, PublicNotice


def publish(by: Actor, place: object) -> Refusal:
    """A notice is published by a post in whose reach it lies, or by a job."""
    if by.channel == Channel.JOB or (by.post is not None and by.scope.holds(place)):
        return None
    return _("这里的公示不归您发，请找这里的镇街或区县。")


def withdraw(by: Actor, notice: PublicNotice) -> Refusal:
    """Who may publish may withdraw, once."""
    return _("这份公示已经撤回了。") if notice.withdrawn_at else publish(by, notice)


def object_to(by: Actor, notice: PublicNotice) -> Refusal:
    """Anybody may object while the notice stands; the server's day decides."""
    if notice.withdrawn_at:
        return _("这份公示已经撤回了，不用再提。")
    if timezone.localdate() > notice.ends_on:
        return _("公示期到 %(day)s 为止，已经过了。还有话说，可以打上面的电话。") % {"day": notice.ends_on}
    return None


def answer(by: Actor, objection: Objection) -> Refusal:
    """An objection is answered once, by a post in whose reach it lies."""
    if Answer.objects.filter(pk=objection.pk).exists():
        return _("这条异议已经答复过了。")
    return publish(by, objection)


def show_contact(by: Actor, objection: Objection) -> Refusal:
    """Who objected is told to whoever answers it, and to nobody else."""
    return publish(by, objection)


def take_down(by: Actor) -> Refusal:
    """Names leave the page by themselves, by nobody's hand."""
    return None if by.channel == Channel.JOB else _("到期的姓名由系统撤下。")
