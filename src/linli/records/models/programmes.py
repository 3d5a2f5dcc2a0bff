"""归到哪个项目: what a case, group or community project was moved to while it ran, and why."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Placed
from linli.records.models.facts import CountedQuerySet, Undertaking


class ProgrammeChange(Placed):
    """From this moment on an undertaking is worked under another programme (or none). Only added.

    ``Undertaking.programme`` is where it stands now; what was recorded before keeps the programme it named.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "reason_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="programme_changes")
    came_from = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    reason_sealed = SealedColumn(_("为什么"))
    reason = SealedText("reason_sealed")
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    objects = CountedQuerySet["ProgrammeChange"].as_manager()

    class Meta:
        verbose_name = _("改归项目")
        constraints = [
            models.CheckConstraint(
                condition=Q(came_from__isnull=False) | Q(to__isnull=False), name="programme_change_names_one"
            ),
            models.CheckConstraint(
                condition=Q(came_from=None) | Q(to=None) | ~Q(came_from=F("to")),
                name="programme_change_changes_something",
            ),
        ]
        indexes = [models.Index("undertaking", F("at").desc(), name="programme_change_undertaking")]
