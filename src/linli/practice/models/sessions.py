"""会谈: what was said, how each goal went, what comes next. The text is here and nowhere else (docs/adr/0022)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet
from linli.practice.models.plans import CarePlan, Ended, PlanGoal
from linli.records.models import Kind, ServiceRecord


class Form(models.TextChoices):
    """How they met."""

    INTERVIEW = "interview", _("面谈")
    HOME = "home", _("入户")
    PHONE = "phone", _("电话")
    ONLINE = "online", _("线上")


# A word on the telephone follows up; everything else is a session.
KIND_OF = {
    Form.INTERVIEW: Kind.CASE_SESSION, Form.HOME: Kind.CASE_SESSION, Form.ONLINE: Kind.CASE_SESSION,
    Form.PHONE: Kind.FOLLOW_UP,
}  # fmt: skip


class Way(models.IntegerChoices):
    """Which way a goal went since the last time."""

    WORSE = -1, _("退步")
    SAME = 0, _("持平")
    BETTER = 1, _("有进步")


class CaseSession(OfCase):
    """会谈: day, minutes and persons stand in its ``record``, counted there once; what was said stands here.

    A correction is a new row over the new record (``corrects``); the old one stays readable and says since when it is
    past (``superseded_at``).
    """

    class Homework(models.TextChoices):
        NONE = "", _("上次没有留")
        DONE = "done", _("做了")
        PARTLY = "partly", _("做了一部分")
        NOT_DONE = "not_done", _("没做")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "form": Sensitivity.PLAIN, "place_sealed": Sensitivity.CONTACT,
        "present": Sensitivity.PLAIN, "others_sealed": Sensitivity.CONTACT, "note_sealed": Sensitivity.SPECIAL,
        "homework_sealed": Sensitivity.SPECIAL, "homework_done": Sensitivity.PLAIN,
    }  # fmt: skip

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="session")
    number = models.IntegerField(_("第几次"))
    form = models.CharField(_("怎么谈的"), max_length=10, choices=Form.choices)
    place_sealed = SealedColumn(_("地点"))
    place = SealedText("place_sealed")
    present = ArrayField(models.UUIDField(), verbose_name=_("在场的家人"), default=list)
    others_sealed = SealedColumn(_("还有谁在场"))
    others = SealedText("others_sealed")
    note_sealed = SealedColumn(_("过程记录"))
    note = SealedText("note_sealed")
    homework_done = models.CharField(_("上次的约定"), max_length=8, choices=Homework.choices, blank=True)
    homework_sealed = SealedColumn(_("说好下次之前做什么"))
    homework = SealedText("homework_sealed")
    next_on = models.DateField(_("下次"), null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected")
    superseded_at = models.DateTimeField(_("被更正时间"), null=True)

    objects = OfCaseQuerySet["CaseSession"].as_manager()

    class Meta:
        verbose_name = _("会谈")
        constraints = [
            models.UniqueConstraint(
                "case", "number", condition=Q(superseded_at=None), name="session_has_its_number_once"
            ),
        ]
        indexes = [models.Index("case", F("number").desc(), F("id").desc(), name="session_case")]

    def __str__(self) -> str:
        return str(_("第%(number)s次%(form)s")) % {"number": self.number, "form": self.get_form_display()}


class GoalProgress(OfCase):
    """目标进展: which way one goal went, told in a session."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "case": Sensitivity.PLAIN, "line": Sensitivity.PLAIN, "value": Sensitivity.SPECIAL}

    session = models.ForeignKey(CaseSession, models.PROTECT, related_name="progress")
    line = models.UUIDField(_("哪个目标"))
    on = models.DateField(_("日期"))
    way = models.SmallIntegerField(_("进展"), choices=Way.choices)
    value = models.DecimalField(_("现在是多少"), max_digits=8, decimal_places=2, null=True)

    objects = OfCaseQuerySet["GoalProgress"].as_manager()

    class Meta:
        verbose_name = _("目标进展")
        constraints = [
            models.UniqueConstraint("session", "line", name="goal_is_told_once_a_session"),
            models.CheckConstraint(condition=Q(way__in=[-1, 0, 1]), name="goal_goes_one_of_three_ways"),
        ]
        indexes = [models.Index("case", "line", "on", "id", name="progress_line")]


class CaseReview(OfCase):
    """阶段回顾: what has changed since the last one, goal by goal."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "changed_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    number = models.IntegerField(_("第几次"))
    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="reviews")
    on = models.DateField(_("日期"))
    since = models.DateField(_("从哪天起"))
    sessions = models.IntegerField(_("这段时间会谈几次"))
    changed_sealed = SealedColumn(_("这段时间有什么变化"))
    changed = SealedText("changed_sealed")
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("谁写的"), max_length=50, blank=True)

    objects = OfCaseQuerySet["CaseReview"].as_manager()

    class Meta:
        verbose_name = _("阶段回顾")
        constraints = [models.UniqueConstraint("case", "number", name="review_has_its_number_once")]


class ReviewedGoal(OfCase):
    """One goal in a review: how it went as counted on that day, and what becomes of it."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "case": Sensitivity.PLAIN, "ended": Sensitivity.PLAIN}

    review = models.ForeignKey(CaseReview, models.PROTECT, related_name="goals")
    goal = models.ForeignKey(PlanGoal, models.PROTECT, related_name="+")
    worse = models.IntegerField(_("退步几次"))
    same = models.IntegerField(_("持平几次"))
    better = models.IntegerField(_("有进步几次"))
    ended = models.CharField(_("接下来"), max_length=8, choices=Ended.choices, blank=True)

    objects = OfCaseQuerySet["ReviewedGoal"].as_manager()

    class Meta:
        verbose_name = _("回顾里的目标")
        constraints = [models.UniqueConstraint("review", "goal", name="goal_is_reviewed_once")]
