"""转介: the client is handed on to another organisation, with her consent, until it is known what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class Standing(models.TextChoices):
    """Where a referral stands."""

    TO_VERIFY = "to_verify", _("先核实对方能不能接")
    CONTACTED = "contacted", _("联系上了")
    REFERRED = "referred", _("送过去了")
    SUCCESS = "success", _("对方接了")
    FAILED = "failed", _("没接成")
    AWAITING = "awaiting_callback", _("等回访")
    COMPLETED = "completed", _("办完了")


S = Standing
# verb: from where, to where.
STEPS: dict[str, tuple[frozenset[Standing], Standing]] = {
    "contact": (frozenset({S.TO_VERIFY}), S.CONTACTED),
    "send": (frozenset({S.CONTACTED}), S.REFERRED),
    "succeed": (frozenset({S.REFERRED}), S.SUCCESS),
    "fail": (frozenset({S.TO_VERIFY, S.CONTACTED, S.REFERRED}), S.FAILED),
    "wait": (frozenset({S.SUCCESS, S.FAILED}), S.AWAITING),
    "complete": (frozenset({S.AWAITING}), S.COMPLETED),
}
OVER = frozenset({S.FAILED, S.COMPLETED})


class Enclosed(models.TextChoices):
    """What goes with a client who is handed on."""

    INTAKE = "intake", _("接案登记表")
    ASSESSMENT = "assessment", _("预估表")
    PLAN = "plan", _("服务计划")
    SESSIONS = "sessions", _("过程记录摘要")
    EVALUATION = "evaluation", _("评估表")
    CONSENT = "consent", _("同意书")


class Referral(OfCase):
    """One referral out, to one organisation."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "to_name": Sensitivity.SPECIAL, "contact": Sensitivity.CONTACT, "telephone": Sensitivity.CONTACT,
        "reason_sealed": Sensitivity.SPECIAL, "summary_sealed": Sensitivity.SPECIAL, "materials": Sensitivity.PLAIN,
        "reply_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(_("转给哪里"), max_length=100)
    contact = models.CharField(_("联系人"), max_length=50, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=30, blank=True)
    reason_sealed = SealedColumn(_("为什么转"))
    reason = SealedText("reason_sealed")
    summary_sealed = SealedColumn(_("做过什么，还需要什么"))
    summary = SealedText("summary_sealed")
    materials = ArrayField(models.CharField(max_length=12), verbose_name=_("带去的材料"), default=list)
    state = models.CharField(_("到哪一步"), max_length=18, choices=Standing.choices, default=Standing.TO_VERIFY)
    due_on = models.DateField(_("这一步到期"), null=True)
    asked_at = models.DateTimeField(_("提出时间"))
    reply_sealed = SealedColumn(_("对方的回复"))
    reply = SealedText("reply_sealed")

    objects = OfCaseQuerySet["Referral"].as_manager()

    class Meta:
        verbose_name = _("转介")
        constraints = [
            models.UniqueConstraint(
                "case", "to_name", condition=~Q(state__in=["failed", "completed"]), name="referral_runs_once"
            ),
        ]
        indexes = [models.Index("case", "asked_at", name="referral_case")]


class ReferralStep(OfCase):
    """One step of a referral, with what was said. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "verb": Sensitivity.PLAIN, "note_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    verb = models.CharField(_("做了什么"), max_length=10)
    to = models.CharField(_("到"), max_length=18, choices=Standing.choices)
    note_sealed = SealedColumn(_("说了什么"))
    note = SealedText("note_sealed")
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    objects = OfCaseQuerySet["ReferralStep"].as_manager()

    class Meta:
        verbose_name = _("转介经过")
        indexes = [models.Index("referral", "at", name="step_referral")]
