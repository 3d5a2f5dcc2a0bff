"""转交: a case goes to another worker, who reads five things first."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class CaseTransfer(OfCase):
    """One change of the worker responsible: asked for with a sentence, given by the head of the station."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "words_sealed": Sensitivity.SPECIAL}

    old = models.ForeignKey(Post, models.PROTECT, related_name="+")
    new = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    words_sealed = SealedColumn(_("交代的话"))
    words = SealedText("words_sealed")
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.UUIDField(_("谁提出的"), null=True)
    given_at = models.DateTimeField(_("交接时间"), null=True)
    given_by = models.UUIDField(_("谁定的"), null=True)

    objects = OfCaseQuerySet["CaseTransfer"].as_manager()

    class Meta:
        verbose_name = _("个案转交")
        constraints = [
            models.UniqueConstraint("case", condition=Q(given_at=None), name="transfer_is_asked_once"),
            models.CheckConstraint(
                condition=Q(given_at=None, new=None) | Q(given_at__isnull=False, new__isnull=False),
                name="given_transfer_has_its_worker",
            ),
        ]
        indexes = [models.Index("case", "asked_at", name="transfer_case")]
