"""服务计划: versions, goals and what is done for them. A version that was approved never changes again.

A goal keeps its ``line`` through all versions. Version 2 has rows only for what it changes: the goals of a version are,
line by line, the newest row up to its number (``queries.plans.goals_of``).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class Agreed(models.TextChoices):
    """How the client agreed with a plan."""

    SPOKEN = "spoken", _("当面说好")
    PAPER = "paper", _("在纸上签了字")
    PHONE = "phone", _("电话里说好")
    GUARDIAN = "guardian", _("本人和监护人一起说好")


class Rhythm(models.TextChoices):
    """How often a goal is worked on."""

    WEEKLY = "weekly", _("每周一次")
    FORTNIGHTLY = "fortnightly", _("两周一次")
    MONTHLY = "monthly", _("每月一次")
    QUARTERLY = "quarterly", _("每季度一次")


DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14, Rhythm.MONTHLY: 28, Rhythm.QUARTERLY: 91}


class Ended(models.TextChoices):
    """Why a goal stands in a plan no longer."""

    RUNS = "", _("继续")
    REACHED = "reached", _("达到了")
    DROPPED = "dropped", _("不再做")


class CarePlan(OfCase):
    """服务计划: one version. Written by the team, put before the supervisor, never changed once approved."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "aim_sealed": Sensitivity.SPECIAL, "risk_sealed": Sensitivity.SPECIAL,
        "changed_sealed": Sensitivity.SPECIAL, "agreed_how": Sensitivity.PLAIN, "approved_name": Sensitivity.PLAIN,
    }  # fmt: skip

    number = models.IntegerField(_("第几版"))
    aim_sealed = SealedColumn(_("总目标"))
    aim = SealedText("aim_sealed")
    risk_sealed = SealedColumn(_("可能的风险和对策"))
    risk = SealedText("risk_sealed")
    changed_sealed = SealedColumn(_("这一版改了什么"))
    changed = SealedText("changed_sealed")
    agreed_on = models.DateField(_("哪天说好的"), null=True)
    agreed_how = models.CharField(_("怎么说好的"), max_length=10, choices=Agreed.choices, blank=True)
    begun_at = models.DateTimeField(_("开始写"))
    written_by = models.UUIDField(_("谁写的"), null=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    sent_back_at = models.DateTimeField(_("退回时间"), null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by = models.UUIDField(_("谁批准的"), null=True)
    approved_name = models.CharField(_("批准人"), max_length=50, blank=True)

    objects = OfCaseQuerySet["CarePlan"].as_manager()

    class Meta:
        verbose_name = _("服务计划")
        constraints = [
            models.UniqueConstraint("case", "number", name="plan_has_each_version_once"),
            models.UniqueConstraint("case", condition=Q(approved_at=None), name="one_plan_is_written_at_a_time"),
            models.CheckConstraint(
                condition=Q(approved_at=None)
                | Q(submitted_at__isnull=False, approved_by__isnull=False, agreed_on__isnull=False),
                name="approved_plan_was_agreed_and_submitted",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("written_by")), name="nobody_approves_her_own_plan"),
        ]

    @property
    def standing(self) -> str:
        """Return where the version stands: writing, submitted, sent_back or approved."""
        if self.approved_at is not None:
            return "approved"
        if self.submitted_at is not None:
            return "submitted"
        return "sent_back" if self.sent_back_at is not None else "writing"


class PlanGoal(OfCase):
    """目标: what is to be reached, how it is measured, from where to where, how often, until when."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "line": Sensitivity.PLAIN, "text_sealed": Sensitivity.SPECIAL,
        "need_sealed": Sensitivity.SPECIAL, "measure_sealed": Sensitivity.SPECIAL, "taken": Sensitivity.PLAIN,
        "baseline": Sensitivity.SPECIAL, "target": Sensitivity.SPECIAL, "rhythm": Sensitivity.PLAIN,
        "ended": Sensitivity.PLAIN,
    }  # fmt: skip

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="goals")
    line = models.UUIDField(_("哪个目标"), default=new_id)
    position = models.IntegerField(_("次序"))
    text_sealed = SealedColumn(_("目标"))
    text = SealedText("text_sealed")
    need_sealed = SealedColumn(_("为了哪个需求"))
    need = SealedText("need_sealed")
    measure_sealed = SealedColumn(_("怎么看有没有做到"))
    measure = SealedText("measure_sealed")
    baseline = models.DecimalField(_("现在"), max_digits=8, decimal_places=2, null=True)
    target = models.DecimalField(_("目标数"), max_digits=8, decimal_places=2, null=True)
    rhythm = models.CharField(_("多久一次"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    ends_on = models.DateField(_("到哪天"))
    taken = models.CharField(_("取自目标库"), max_length=40, blank=True)
    ended = models.CharField(_("结果"), max_length=8, choices=Ended.choices, blank=True)

    objects = OfCaseQuerySet["PlanGoal"].as_manager()

    class Meta:
        verbose_name = _("目标")
        constraints = [models.UniqueConstraint("plan", "line", name="goal_stands_in_a_version_once")]
        indexes = [models.Index("case", "line", name="goal_case")]


class PlanAction(OfCase):
    """做法: what is done for a goal, by whom, when."""

    class Who(models.TextChoices):
        WORKER = "worker", _("社工")
        CLIENT = "client", _("本人")
        FAMILY = "family", _("家人")
        PARTNER = "partner", _("别的单位或志愿者")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "what_sealed": Sensitivity.SPECIAL, "who": Sensitivity.PLAIN,
        "when_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    goal = models.ForeignKey(PlanGoal, models.CASCADE, related_name="steps")
    position = models.IntegerField(_("次序"))
    what_sealed = SealedColumn(_("做什么"))
    what = SealedText("what_sealed")
    who = models.CharField(_("谁来做"), max_length=8, choices=Who.choices, default=Who.WORKER)
    when_sealed = SealedColumn(_("什么时候"))
    when = SealedText("when_sealed")

    objects = OfCaseQuerySet["PlanAction"].as_manager()

    class Meta:
        verbose_name = _("做法")
        indexes = [models.Index("goal", "position", name="step_goal")]


class CaseComment(OfCase):
    """批注: a word in the margin of a plan, a goal, a session or a review. Only added."""

    class About(models.TextChoices):
        CASE = "case", _("个案")
        PLAN = "plan", _("服务计划")
        GOAL = "goal", _("目标")
        SESSION = "session", _("会谈记录")
        REVIEW = "review", _("阶段回顾")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "about": Sensitivity.PLAIN, "subject": Sensitivity.PLAIN,
        "text_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    about = models.CharField(_("批在哪里"), max_length=8, choices=About.choices)
    subject = models.UUIDField(_("哪一条"))
    text_sealed = SealedColumn(_("批注"))
    text = SealedText("text_sealed")
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    objects = OfCaseQuerySet["CaseComment"].as_manager()

    class Meta:
        verbose_name = _("批注")
        indexes = [models.Index("case", "subject", "at", name="comment_subject")]
