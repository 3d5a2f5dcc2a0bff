"""拨款: what a provider asks for at a milestone, who agreed to it, when it was paid, and from which lines it came."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.projects.models.plan import BudgetLine, Indicator, Milestone
from linli.projects.models.projects import OfProject, reach


class PaymentState(models.TextChoices):
    """Where a request stands."""

    ASKED = "asked", _("审批中")
    APPROVED = "approved", _("批了，等付款")
    PAID = "paid", _("已付")
    SENT_BACK = "sent_back", _("退回了")


# verb: from where, to where.
PAYMENT_MOVES: dict[str, tuple[frozenset[PaymentState], PaymentState]] = {
    "approve": (frozenset({PaymentState.ASKED}), PaymentState.APPROVED),
    "pay": (frozenset({PaymentState.APPROVED}), PaymentState.PAID),
    "send_back": (frozenset({PaymentState.ASKED, PaymentState.APPROVED}), PaymentState.SENT_BACK),
}
STANDING = frozenset({PaymentState.ASKED, PaymentState.APPROVED, PaymentState.PAID})  # a tranche has one of these


class PaymentRequestQuerySet(models.QuerySet["PaymentRequest"]):
    def visible_to(self, actor: Actor) -> "PaymentRequestQuerySet":
        """Return the requests of the projects in reach."""
        return self.filter(reach(actor.scope, "project__"))


class PaymentRequest(OfProject):
    """付款申请: one tranche asked for, with its invoice and the evidence as it was in that moment.

    ``tranche`` is what the milestone is worth, ``evidence`` plain data with its ``digest``; ``step`` counts the
    approvals given of ``chain``. Amounts are 分. One that was sent back stays as it is; the next is a new row.
    """

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="payments")
    state = models.CharField(_("到哪一步"), max_length=10, choices=PaymentState.choices, default=PaymentState.ASKED)
    tranche = models.BigIntegerField(_("这一期(分)"))
    amount = models.BigIntegerField(_("发票金额(分)"))
    invoice = models.CharField(_("发票号码"), max_length=40)
    invoice_kind = models.CharField(_("发票文件"), max_length=4, choices=[("jpeg", "JPEG"), ("pdf", "PDF")])
    invoice_sealed = SealedColumn(_("发票"))
    invoice_file = SealedText("invoice_sealed")
    invoice_digest = models.CharField(_("发票的校验值"), max_length=64)
    evidence = models.JSONField(_("依据"))
    digest = models.CharField(_("依据的校验值"), max_length=64)
    chain = models.JSONField(_("谁来批"))
    step = models.SmallIntegerField(_("批到第几步"), default=0)
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_user = models.UUIDField(_("谁申请的"), null=True)
    asked_name = models.CharField(_("谁申请的"), max_length=50, blank=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    paid_on = models.DateField(_("付款日期"), null=True)
    voucher = models.CharField(_("凭证号"), max_length=40, blank=True)
    sentence = models.CharField(_("为什么退回"), max_length=300, blank=True)

    objects = PaymentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("付款申请")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=F("tranche")), name="payment_is_within_its_tranche"
            ),
            models.UniqueConstraint("milestone", condition=~Q(state="sent_back"), name="tranche_is_asked_for_once"),
            models.UniqueConstraint("project", "invoice", condition=~Q(state="sent_back"), name="invoice_is_used_once"),
            models.UniqueConstraint(
                "invoice_digest", condition=~Q(state="sent_back"), name="invoice_file_is_used_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"]) | Q(approved_at__isnull=False),
                name="approved_payment_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) & ~Q(voucher="") | ~Q(state="paid") & Q(paid_on=None),
                name="paid_payment_has_its_day_and_voucher",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(sentence=""), name="payment_sent_back_says_why"
            ),
        ]
        indexes = [
            models.Index("project", F("asked_at").desc(), F("id").desc(), name="payment_project"),
            models.Index(F("asked_at").desc(), F("id").desc(), name="payment_newest"),
        ]

    def __str__(self) -> str:
        return self.invoice


class PaymentMove(OfProject):
    """One step of a request, by somebody, with a sentence. Only added; ``agree`` is one approval of its chain."""

    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="moves")
    verb = models.CharField(_("做了什么"), max_length=12)
    step = models.SmallIntegerField(_("第几步"), default=0)
    sentence = models.CharField(_("说明"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("付款申请经过")
        indexes = [models.Index("request", "at", "id", name="payment_move_request")]


class PaymentPart(OfProject):
    """How much of an approved payment comes from one budget line, in 分. Only added; the parts make the whole."""

    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="parts")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="payments")
    amount = models.BigIntegerField(_("金额(分)"))

    class Meta:
        verbose_name = _("付款的科目")
        constraints = [
            models.UniqueConstraint("request", "line", name="payment_part_is_one"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_part_is_something"),
        ]


class TrancheRelease(OfProject):
    """放行: a tranche that a failed evaluation withheld is let go by the purchaser, once, with her reason."""

    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="release")
    sentence = models.CharField(_("为什么放行"), max_length=300)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("拨款放行")
        constraints = [models.CheckConstraint(condition=~Q(sentence=""), name="tranche_release_says_why")]


class Deviation(OfProject):
    """偏差原因: why an indicator came to something else than its target, and what is done about it."""

    indicator = models.OneToOneField(Indicator, models.PROTECT, related_name="deviation")
    sentence = models.CharField(_("偏差原因和改进措施"), max_length=500)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("偏差原因")
        constraints = [models.CheckConstraint(condition=~Q(sentence=""), name="deviation_says_why")]
