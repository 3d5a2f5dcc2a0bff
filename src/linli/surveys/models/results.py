"""结果: what a closed survey tells, as it was counted once; and what a unit is asked to put right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division
from linli.surveys.models.surveys import Survey


class SurveyResult(models.Model):
    """The figures of a closed survey, whole and unchangeable; ``digest`` is their hash."""

    privacy = Privacy.PUBLIC

    survey = models.OneToOneField(Survey, models.PROTECT, primary_key=True, related_name="result")
    content = models.JSONField(_("结果"))
    digest = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("算出"))

    class Meta:
        verbose_name = _("调查结果")


class Rectification(models.Model):
    """整改: one thing a unit is asked to put right by a day. It names a place; there is no column for a person."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="rectifications")
    place = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("哪个单位"))
    what = models.CharField(_("要改什么"), max_length=200)
    due_on = models.DateField(_("改到哪天"))
    asked_at = models.DateTimeField(_("提出"))
    answer = models.CharField(_("怎么改的"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("答复"), null=True)

    class Meta:
        verbose_name = _("整改")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="rectification_is_answered_in_words",
            )
        ]
        indexes = [models.Index("place", F("due_on"), name="rectification_place")]
