"""登台: what a client took part in among others, and for which goal of hers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.activities import Activity
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class TakingPart(OfCase):
    """An activity of the community in which a client took part; ``line`` is the goal it was for, None for none.

    Who was at an activity stands there, with everybody else, and tells nothing of a case; only this row joins the two.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "activity": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    line = models.UUIDField(_("为了哪个目标"), null=True)
    at = models.DateTimeField(_("记的时间"))
    by_name = models.CharField(_("谁记的"), max_length=50, blank=True)

    objects = OfCaseQuerySet["TakingPart"].as_manager()

    class Meta:
        verbose_name = _("参加的活动")
        constraints = [models.UniqueConstraint("case", "activity", name="client_takes_part_once")]
