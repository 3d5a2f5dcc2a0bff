"""Forms and papers of what people do together: filled in about a group or an activity, printed, brought back signed."""

from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.people.models import Placed
from linli.practice.models.activities import Activity
from linli.practice.models.filed import TYPED, Counted, Filled, Printed, Returned
from linli.practice.models.groups import Group
from linli.practice.models.papers import FormVersion

M = TypeVar("M", bound=models.Model)


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


class WorkAnswer(Filled, OfWork):
    """A form as it was filled in about a group or an activity."""

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="work_answers")

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


class WorkCount(Counted, OfWork):
    """One answer about a group or an activity that is counted."""

    privacy = Privacy.INTERNAL

    answer = models.ForeignKey(WorkAnswer, models.PROTECT, related_name="counted")

    objects = OfWorkQuerySet["WorkCount"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动进统计的回答")
        constraints = [
            *OfWork.Meta.constraints,
            models.UniqueConstraint("answer", "code", name="question_is_counted_once_a_work_form"),
            models.CheckConstraint(condition=TYPED, name="counted_work_answer_has_one_type"),
        ]
        indexes = [models.Index("county_id", "code", name="counted_work_code")]


class WorkPaper(Printed, OfWork):
    """A paper of a group or an activity that left."""

    privacy = Privacy.INTERNAL

    answer = models.ForeignKey(WorkAnswer, models.PROTECT, null=True, related_name="papers")

    objects = OfWorkQuerySet["WorkPaper"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动打印过的纸")
        indexes = [
            models.Index("group", F("printed_at").desc(), "id", name="paper_group"),
            models.Index("activity", F("printed_at").desc(), "id", name="paper_activity"),
        ]


class WorkSheet(Returned, OfWork):
    """A photograph of such a paper that came back signed."""

    paper = models.ForeignKey(WorkPaper, models.PROTECT, related_name="returned")

    objects = OfWorkQuerySet["WorkSheet"].as_manager()

    class Meta(OfWork.Meta):
        verbose_name = _("小组和活动传回的纸")
        constraints = [
            *OfWork.Meta.constraints,
            models.UniqueConstraint("paper", "digest", name="photograph_of_work_comes_back_once"),
        ]
