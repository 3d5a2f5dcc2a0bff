"""签到码: what hangs on the door of a meeting. It names the meeting and nobody."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.people.models import Placed, PlacedQuerySet
from linli.practice.models.activities import Activity
from linli.practice.models.groups import GroupSession


class SignCode(Placed):
    """A code for one meeting, good until it is changed or the day is over. Residents, without a reach, look it up."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("签到码"), max_length=6)
    session = models.ForeignKey(GroupSession, models.PROTECT, null=True, related_name="codes")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="codes")
    starts_at = models.DateTimeField(_("起"), default=timezone.now)
    until = models.DateTimeField(_("止"))
    ended_at = models.DateTimeField(_("换掉了"), null=True)

    objects = PlacedQuerySet["SignCode"].as_manager()

    class Meta:
        verbose_name = _("签到码")
        constraints = [
            models.UniqueConstraint("county_id", "code", condition=Q(ended_at=None), name="code_opens_one_meeting"),
            models.UniqueConstraint("session", condition=Q(ended_at=None), name="session_has_one_code"),
            models.UniqueConstraint("activity", condition=Q(ended_at=None), name="activity_has_one_code"),
            models.CheckConstraint(
                condition=Q(session=None, activity__isnull=False) | Q(session__isnull=False, activity=None),
                name="code_is_for_one_meeting",
            ),
        ]
