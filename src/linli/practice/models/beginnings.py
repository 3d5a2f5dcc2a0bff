"""接案登记 and 同意: what is known when a client is taken in, and who agreed to what, by which hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, ConsentEvent, Person
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class Intake(OfCase):
    """接案登记: one version of what was asked of a client beside what her file says already. Only added.

    ``health`` is a mapping, sealed as JSON: the id of a household member to codes of the pack ``intake``.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "education": Sensitivity.SPECIAL, "marital": Sensitivity.SPECIAL, "occupation": Sensitivity.SPECIAL,
        "income": Sensitivity.SPECIAL, "sought": Sensitivity.SPECIAL, "school_sealed": Sensitivity.SPECIAL,
        "tried_sealed": Sensitivity.SPECIAL, "health_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    version = models.IntegerField(_("版本"))
    education = models.CharField(_("受教育程度"), max_length=20, blank=True)
    marital = models.CharField(_("婚姻"), max_length=20, blank=True)
    occupation = models.CharField(_("职业"), max_length=20, blank=True)
    income = ArrayField(models.CharField(max_length=20), verbose_name=_("收入来源"), default=list)
    sought = ArrayField(models.CharField(max_length=20), verbose_name=_("找过谁帮忙"), default=list)
    school_sealed = SealedColumn(_("就读学校"))
    school = SealedText("school_sealed")
    tried_sealed = SealedColumn(_("试过什么办法"))
    tried = SealedText("tried_sealed")
    health_sealed = SealedColumn(_("家里人的身体"))
    health = SealedText("health_sealed")
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confidential = models.BooleanField(_("保密说明已告知"), default=False)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["Intake"].as_manager()

    class Meta:
        verbose_name = _("接案登记")
        constraints = [models.UniqueConstraint("case", "version", name="intake_version_is_one")]


class CaseSignature(OfCase):
    """签名: a hand under words. The words, the name and the picture are sealed; ``seal`` is the hash of all of them.

    A consent names its ``act`` among the events of consent. A child's own yes (``assent``) stands beside it and is no
    consent in law. The photograph of a signed sheet may come later, once.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "statement_sealed": Sensitivity.SPECIAL, "name_sealed": Sensitivity.CONTACT,
        "witness_sealed": Sensitivity.CONTACT, "picture_sealed": Sensitivity.SPECIAL, "digest": Sensitivity.PLAIN,
        "picture_digest": Sensitivity.PLAIN, "seal": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    class Kind(models.TextChoices):
        CONSENT = "consent", _("同意接受服务")
        ASSENT = "assent", _("孩子自己愿意")

    How = ConsentEvent.How

    kind = models.CharField(_("签的是什么"), max_length=10, choices=Kind.choices)
    how = models.CharField(_("怎么签的"), max_length=10, choices=ConsentEvent.How.choices)
    act = models.UUIDField(_("同意的那一次"), null=True)
    signer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(_("文字校验值"), max_length=64)
    statement_sealed = SealedColumn(_("签的文字"))
    statement = SealedText("statement_sealed")
    name_sealed = SealedColumn(_("写下的名字"))
    name = SealedText("name_sealed")
    witness_sealed = SealedColumn(_("见证人"))
    witness = SealedText("witness_sealed")
    picture_sealed = SealedColumn(_("签名或纸的照片"))
    picture = SealedText("picture_sealed")
    picture_digest = models.CharField(_("图片校验值"), max_length=64, null=True)  # noqa: DJ001
    seal = models.CharField(_("签名校验值"), max_length=64)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁记的"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["CaseSignature"].as_manager()

    class Meta:
        verbose_name = _("个案签名")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="consent", act__isnull=False) | Q(kind="assent", act=None),
                name="signed_consent_is_an_act_of_consent",
            )
        ]
        indexes = [models.Index("case", "at", name="signature_case")]
