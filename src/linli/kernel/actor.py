"""Who acts, in which post, for whom, through which door."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel.scope import NOWHERE, Scope


class Channel(TextChoices):
    """The door an act came through (D2: every door is first class)."""

    WEB = "web", _("网页")
    PHONE = "phone", _("电话")
    DESK = "desk", _("前台")
    DOOR = "door", _("上门")
    PAPER = "paper", _("纸质")
    API = "api", _("接口")
    JOB = "job", _("系统任务")


@dataclass(frozen=True)
class Actor:
    """The author of an act.

    ``role`` and ``scope`` are read from the post when the actor is made; an act never looks them up again, so that
    one request has one standing from its first row to its last.
    """

    user: UUID | None = None
    post: UUID | None = None
    on_behalf_of: UUID | None = None
    channel: Channel = Channel.WEB
    role: str = ""
    scope: Scope = field(default=NOWHERE)
    organisation: UUID | None = None
    request: str = ""
    name: str = ""

    @property
    def is_stranger(self) -> bool:
        """True for a visitor who has not signed in."""
        return self.user is None and self.channel != Channel.JOB

    def via(self, channel: Channel) -> "Actor":
        """Return the same person acting through another door."""
        return replace(self, channel=channel)

    def about(self, *persons: UUID) -> "Actor":
        """Return the same person for an act that is about ``persons``: whom she helps beside it is none of its."""
        return self if self.on_behalf_of in persons else replace(self, on_behalf_of=None)


STRANGER = Actor()
