"""危机: somebody is in danger now; who was told, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class CrisisResponse(OfCase):
    """One crisis, by its kind of the pack ``practice``, from the tap that recorded it to its outcome."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "kind": Sensitivity.SPECIAL, "outcome_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    kind = models.CharField(_("什么危机"), max_length=20)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁记的"), max_length=50, blank=True)
    outcome_sealed = SealedColumn(_("结果"))
    outcome = SealedText("outcome_sealed")
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = OfCaseQuerySet["CrisisResponse"].as_manager()

    class Meta:
        verbose_name = _("危机")
        constraints = [
            models.UniqueConstraint("case", "kind", condition=Q(ended_at=None), name="crisis_runs_once"),
        ]
        indexes = [models.Index("case", "at", name="crisis_case")]
