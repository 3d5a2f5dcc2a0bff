"""The road of a case: each step on it, by somebody, for a reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet, State


class CaseMove(OfCase):
    """One step on the road, by somebody, for a reason. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "verb": Sensitivity.PLAIN, "reason_sealed": Sensitivity.SPECIAL,
        "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    verb = models.CharField(_("做了什么"), max_length=12)
    came_from = models.CharField(_("从"), max_length=14, choices=State.choices)
    to = models.CharField(_("到"), max_length=14, choices=State.choices)
    reason_sealed = SealedColumn(_("原因"))
    reason = SealedText("reason_sealed")
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["CaseMove"].as_manager()

    class Meta:
        verbose_name = _("个案经过")
        indexes = [models.Index("case", "at", "id", name="move_case")]
