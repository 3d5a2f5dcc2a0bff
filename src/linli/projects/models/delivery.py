"""执行: figures made from the records, money spent with its receipts, people at work, questions and their answers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy
from linli.projects.models.plan import BudgetLine, Indicator, StaffLine
from linli.projects.models.projects import OfProject, ServiceProject
from linli.workforce.models import Worker


class IndicatorFigure(models.Model):
    """What an indicator has come to: made from the records when their tallies are made, never typed.

    ``amount`` is exact (minutes for hours), ``records`` and ``minutes`` what stands behind it; ``short`` are the
    pieces that do not count yet.
    """

    privacy = Privacy.INTERNAL

    indicator = models.OneToOneField(Indicator, models.CASCADE, primary_key=True, related_name="figure")
    amount = models.BigIntegerField()
    records = models.BigIntegerField()
    minutes = models.BigIntegerField()
    short = models.IntegerField(default=0)
    made_at = models.DateTimeField(_("数到什么时候"))

    class Meta:
        verbose_name = _("指标的数")


class ProjectFigure(models.Model):
    """All records of a project taken together; ``months`` is month → kind → how many."""

    privacy = Privacy.INTERNAL

    project = models.OneToOneField(ServiceProject, models.PROTECT, primary_key=True, related_name="figure")
    records = models.BigIntegerField()
    minutes = models.BigIntegerField()
    heads = models.BigIntegerField()
    outside = models.BigIntegerField(_("不在项目期里的"), default=0)
    months = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("数到什么时候"))

    class Meta:
        verbose_name = _("项目的数")


class Expense(OfProject):
    """支出: what was paid, for which line, with its receipt. On the way until the purchaser has checked it."""

    class State(models.TextChoices):
        ON_THE_WAY = "on_the_way", _("等核对")
        ACCEPTED = "accepted", _("已核对")
        REFUSED = "refused", _("不算")

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="expenses")
    amount = models.BigIntegerField(_("金额(分)"))
    spent_on = models.DateField(_("哪天"))
    what = models.CharField(_("买了什么"), max_length=100)
    payee = models.CharField(_("付给谁"), max_length=100)
    receipt_sealed = SealedColumn(_("票据照片"))
    receipt = SealedText("receipt_sealed")
    digest = models.CharField(_("校验值"), max_length=64)
    state = models.CharField(_("核对"), max_length=12, choices=State.choices, default=State.ON_THE_WAY)
    sentence = models.CharField(_("为什么不算"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("记的时间"))
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    entered_user = models.UUIDField(_("谁记的"), null=True)
    entered_name = models.CharField(_("谁记的"), max_length=50, blank=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True)
    checked_user = models.UUIDField(_("谁核对的"), null=True)
    checked_name = models.CharField(_("谁核对的"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("支出")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_is_something"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(sentence=""), name="refused_expense_says_why"),
            models.CheckConstraint(condition=~Q(checked_user=F("entered_user")), name="nobody_checks_her_own_expense"),
            models.UniqueConstraint("project", "digest", condition=~Q(state="refused"), name="receipt_counts_once"),
        ]
        indexes = [models.Index("project", F("spent_on").desc(), F("id").desc(), name="expense_project")]


class LineChange(OfProject):
    """预算调整: an amount from one line to another, asked for with a reason, decided by the purchaser."""

    came_from = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    to = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("金额(分)"))
    reason = models.CharField(_("为什么"), max_length=300)
    asked_at = models.DateTimeField()
    asked_user = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=50, blank=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    decided_user = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=50, blank=True)
    sentence = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("预算调整")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_change_moves_something"),
            models.CheckConstraint(condition=~Q(came_from=F("to")), name="line_change_goes_to_another_line"),
            models.CheckConstraint(
                condition=Q(decided_at=None, agreed=None) | Q(decided_at__isnull=False, agreed__isnull=False),
                name="decided_line_change_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(decided_user=F("asked_user")), name="nobody_decides_her_own_line_change"
            ),
        ]


class Deployment(OfProject):
    """到岗: who works in a project, as what, from when to when: her row of the register, else her name alone."""

    line = models.ForeignKey(StaffLine, models.PROTECT, related_name="deployments")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=50)
    qualification = models.CharField(_("资格"), max_length=100, blank=True)
    starts_on = models.DateField(_("从"))
    ends_on = models.DateField(_("到"), null=True)

    class Meta:
        verbose_name = _("到岗")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="deployment_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                "project", "line", "name", condition=Q(ends_on=None), name="somebody_is_deployed_once"
            ),
            models.UniqueConstraint(
                "project", "line", "worker", condition=Q(ends_on=None), name="worker_is_deployed_once"
            ),
        ]


class Inquiry(OfProject):
    """问一问: what the purchaser wants to understand, and what the provider answers. It asks about work, not people."""

    about = models.CharField(_("关于"), max_length=40, blank=True)
    question = models.CharField(_("想问的"), max_length=300)
    due_on = models.DateField(_("请在哪天前回"))
    asked_at = models.DateTimeField()
    asked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_name = models.CharField(max_length=50, blank=True)
    answer = models.CharField(_("回答"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_name = models.CharField(max_length=50, blank=True)

    class Meta:
        verbose_name = _("问一问")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="answered_inquiry_says_something"
            ),
        ]
        indexes = [models.Index("project", F("asked_at").desc(), name="inquiry_project")]
