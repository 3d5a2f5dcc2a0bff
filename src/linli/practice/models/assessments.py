"""预估: what is strong and what is needed in three systems, how pressing it is; and what a scale measured."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet, Risk


class Urgency(models.IntegerChoices):
    """How soon a need is to be met."""

    NOW = 1, _("急")
    SOON = 2, _("要紧")
    LATER = 3, _("以后")


class Assessment(OfCase):
    """One version of the assessment. Only added.

    Codes are those of the pack ``assessment``. ``needs`` run from the most pressing, ``urgency`` beside them.
    ``benefits`` (member to codes) and ``ties`` (circle to tie) are mappings, sealed as JSON.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "strengths": Sensitivity.SPECIAL, "needs": Sensitivity.SPECIAL, "urgency": Sensitivity.SPECIAL,
        "risk_kinds": Sensitivity.SPECIAL, "person_sealed": Sensitivity.SPECIAL, "family_sealed": Sensitivity.SPECIAL,
        "community_sealed": Sensitivity.SPECIAL, "danger_sealed": Sensitivity.SPECIAL,
        "summary_sealed": Sensitivity.SPECIAL, "benefits_sealed": Sensitivity.SPECIAL,
        "ties_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    version = models.IntegerField(_("版本"))
    strengths = ArrayField(models.CharField(max_length=20), verbose_name=_("优势"), default=list)
    needs = ArrayField(models.CharField(max_length=20), verbose_name=_("需要"), default=list)
    urgency = ArrayField(models.SmallIntegerField(), verbose_name=_("轻重缓急"), default=list)
    risk = models.CharField(_("风险"), max_length=6, choices=Risk.choices)
    risk_kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("哪方面的风险"), default=list)
    person_sealed = SealedColumn(_("个人"))
    person = SealedText("person_sealed")
    family_sealed = SealedColumn(_("家庭"))
    family = SealedText("family_sealed")
    community_sealed = SealedColumn(_("社区"))
    community = SealedText("community_sealed")
    danger_sealed = SealedColumn(_("风险说明"))
    danger = SealedText("danger_sealed")
    summary_sealed = SealedColumn(_("预估摘要"))
    summary = SealedText("summary_sealed")
    benefits_sealed = SealedColumn(_("家里人享的政策"))
    benefits = SealedText("benefits_sealed")
    ties_sealed = SealedColumn(_("生态图"))
    ties = SealedText("ties_sealed")
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["Assessment"].as_manager()

    class Meta:
        verbose_name = _("预估")
        constraints = [
            models.UniqueConstraint("case", "version", name="assessment_version_is_one"),
            models.CheckConstraint(condition=~Q(risk=""), name="assessment_says_the_risk"),
            models.CheckConstraint(condition=Q(needs__len=F("urgency__len")), name="each_need_says_how_soon"),
        ]


class ScaleMeasure(OfCase):
    """One filled-in scale: item scores (sealed), their sum and its band, as the pack had them that day. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "scale": Sensitivity.SPECIAL, "answers_sealed": Sensitivity.SPECIAL, "total": Sensitivity.SPECIAL,
        "band": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    scale = models.CharField(_("量表"), max_length=20)
    pack = models.IntegerField(_("数据包版本"))
    on = models.DateField(_("哪天填的"))
    answers_sealed = SealedColumn(_("每题得分"))
    answers = SealedText("answers_sealed")
    total = models.SmallIntegerField(_("总分"))
    band = models.CharField(_("在哪一段"), max_length=20)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["ScaleMeasure"].as_manager()

    class Meta:
        verbose_name = _("量表结果")
        indexes = [models.Index("case", "scale", "on", "id", name="measure_case")]
        constraints = [models.CheckConstraint(condition=Q(total__gte=0), name="a_total_is_not_below_zero")]
