"""Who may tell, deliver and read; the sentence that refuses, or None."""

from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.notifications.models import Message


def tell(by: Actor, person: UUID) -> Refusal:
    """What is told follows from an act that was allowed: of the person's own side, of somebody in a post, of a job."""
    own = person in by.scope.persons or by.on_behalf_of == person
    return None if own or by.channel == Channel.JOB or by.post is not None else _("这位居民的事由社区来告诉。")


def deliver(by: Actor) -> Refusal:
    """Messages are delivered by the worker."""
    return None if by.channel == Channel.JOB else _("通知由系统来送。")


def forget(by: Actor) -> Refusal:
    """Somebody is erased by the worker, as it was decided."""
    return None if by.channel == Channel.JOB else _("删除由系统按决定来做。")


def read(by: Actor, message: Message) -> Refusal:
    """Only her own side reads her messages."""
    return None if message.person in by.scope.persons else _("这条消息不是给您的。")


def silence(by: Actor, place: object) -> Refusal:
    """Nothing more is told when her file says why, in the reach of who keeps it."""
    if by.channel == Channel.JOB or by.scope.holds(place):
        return None
    return _("这里不在您负责的范围内，请联系那里的社区或社工站。")


def prefer(by: Actor, person: UUID) -> Refusal:
    """She says it herself, by account or card, or to a worker who helps her; a relative does not say it for her."""
    herself = person in by.scope.persons and (by.on_behalf_of is None or by.user is None)
    helped = by.post is not None and by.on_behalf_of == person
    return None if herself or helped else _("怎么联系，由本人来定。")
