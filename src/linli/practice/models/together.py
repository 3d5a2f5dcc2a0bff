"""Forms and papers of what people do together: filled in about a group or an activity, printed, brought back signed."""

from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Placed
from linli.practice.models.activities import Activity
from linli.practice.models.groups import Group
from linli.practice.models.papers import FormVersion

M = TypeVar("M", bound=models.Model)
TYPED = (
    Q(number__isnull=False, day=None, choice="")
    | Q(number=None, day__isnull=False, choice="")
    | (Q(number=None, day=None) & ~Q(choice=""))
)


class OfWorkQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "OfWorkQuerySet[M]":
        """Return the rows of the groups and activities an actor may open."""
        groups, activities = Group.objects.visible_to(actor), Activity.objects.visible_to(actor)
        return self.filter(Q(group__in=groups) | Q(activity__in=activities))


class OfWork(Placed):
    """A row of a group or of an activity: it lies where that lies and is read by whoever may open that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="%(class)ss")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, activity__isnull=False) | Q(group__isnull=False, activity=None),
                name="%(class)s_is_of_one",
            )
        ]

    @property
    def subject(self) -> Group | Activity:
        """The group or the activity it belongs to."""
        found = self.group or self.activity
        assert found is not None
        return found


class WorkAnswer(OfWork):
    """A form as it was filled in about a group or an activity: every value and every row, sealed. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "told_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="work_answers")
    code = models.CharField(_("哪张表"), max_length=40)
    told_sealed = SealedColumn(_("填的内容"))
    told = SealedText("told_sealed")
    filed_at = models.DateTimeField(_("填表时间"))
    replaced_at = models.DateTimeField(_("换新的时间"), null=True)
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁填的"), max_length=50, blank=True, default="")

    objects = OfWorkQuerySet["WorkAnswer"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动填好的表")
        constraints = [
            *OfWork.Meta.constraints,
            models.UniqueConstraint("group", "code", condition=Q(replaced_at=None), name="group_has_one_form_in_force"),
            models.UniqueConstraint(
                "activity", "code", condition=Q(replaced_at=None), name="activity_has_one_form_in_force"
            ),
        ]


class WorkCount(OfWork):
    """One answer about a group or an activity that is counted, in a column of its type. Only added."""

    privacy = Privacy.INTERNAL

    answer = models.ForeignKey(WorkAnswer, models.PROTECT, related_name="counted")
    code = models.CharField(_("哪个问题"), max_length=81)
    number = models.DecimalField(_("数字"), max_digits=12, decimal_places=2, null=True)
    day = models.DateField(_("日期"), null=True)
    choice = models.CharField(_("选的"), max_length=60, blank=True, default="")

    objects = OfWorkQuerySet["WorkCount"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动进统计的回答")
        constraints = [
            *OfWork.Meta.constraints,
            models.UniqueConstraint("answer", "code", name="question_is_counted_once_a_work_form"),
            models.CheckConstraint(condition=TYPED, name="counted_work_answer_has_one_type"),
        ]
        indexes = [models.Index("county_id", "code", name="counted_work_code")]


class WorkPaper(OfWork):
    """A paper of a group or an activity that left: which form, by whom, when, and the code that leads back."""

    privacy = Privacy.INTERNAL

    code = models.CharField(_("纸上的编号"), max_length=12, unique=True)
    form = models.CharField(_("哪张表"), max_length=40)
    kind = models.CharField(_("什么格式"), max_length=4)
    answer = models.ForeignKey(WorkAnswer, models.PROTECT, null=True, related_name="papers")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁打印的"), max_length=50, blank=True, default="")
    printed_at = models.DateTimeField(_("打印时间"))

    objects = OfWorkQuerySet["WorkPaper"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动打印过的纸")
        indexes = [
            models.Index("group", F("printed_at").desc(), "id", name="paper_group"),
            models.Index("activity", F("printed_at").desc(), "id", name="paper_activity"),
        ]


class WorkSheet(OfWork):
    """A photograph of such a paper that was signed, made anew and kept sealed with it. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "picture_sealed": Sensitivity.SPECIAL, "digest": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    paper = models.ForeignKey(WorkPaper, models.PROTECT, related_name="returned")
    picture_sealed = SealedColumn(_("照片"))
    picture = SealedText("picture_sealed")
    digest = models.CharField(_("照片校验值"), max_length=64)
    at = models.DateTimeField(_("什么时候传回"))
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁传回的"), max_length=50, blank=True, default="")

    objects = OfWorkQuerySet["WorkSheet"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动传回的纸")
        constraints = [
            *OfWork.Meta.constraints,
            models.UniqueConstraint("paper", "digest", name="photograph_of_work_comes_back_once"),
        ]
