"""服务网络: what a station offers, whether a room is as it should be, who came to see it, its posts, the plan."""

from typing import TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import DateRange
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division, ServicePoint
from linli.tasks.models import Task

M = TypeVar("M", bound=models.Model)


class PointQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "PointQuerySet[M]":
        """Return the rows of the service points inside the actor's reach."""
        return self.filter(point__in=ServicePoint.objects.visible_to(actor))


class OfPoint(models.Model):
    """A row of one station or room, and who wrote it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+", verbose_name=_("站点"))
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    noted_name = models.CharField(_("登记人"), max_length=50, blank=True)
    noted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        abstract = True


class PointService(OfPoint):
    """服务清单的一项: what a station or room offers, from a day until a day; public while it runs."""

    privacy = Privacy.PUBLIC

    code = models.CharField(_("哪一项"), max_length=20, blank=True)
    name = models.CharField(_("服务"), max_length=60)
    how = models.CharField(_("怎么办"), max_length=200, blank=True)
    times = models.CharField(_("什么时候"), max_length=100, blank=True)
    listed_on = models.DateField(_("从哪天起"))
    ended_on = models.DateField(_("到哪天"), null=True)

    objects = PointQuerySet["PointService"].as_manager()

    class Meta:
        verbose_name = _("服务清单")
        constraints = [
            models.UniqueConstraint("point", "name", condition=Q(ended_on=None), name="service_is_listed_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("listed_on")), name="service_ends_after_it_was_listed"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StandardCheck(OfPoint):
    """规范核对: one item of the standard found met or not on a day, with a photograph when there is one. Only added."""

    privacy = Privacy.INTERNAL

    code = models.CharField(_("条目"), max_length=30)
    label = models.CharField(_("条目"), max_length=100)
    source = models.CharField(_("规范"), max_length=200)
    met = models.BooleanField(_("达到"))
    on = models.DateField(_("哪一天"))
    note = models.CharField(_("看到什么"), max_length=300, blank=True)
    photo_sealed = SealedColumn(_("照片"))
    photo = SealedText("photo_sealed")

    objects = PointQuerySet["StandardCheck"].as_manager()

    class Meta:
        verbose_name = _("规范核对")
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="standard_names_its_source")]
        indexes = [models.Index("point", "code", F("on").desc(), F("id").desc(), name="standard_check_point")]


class StationVisit(OfPoint):
    """巡访指导: who came, what was found, what was advised, and the todo that came of it. Only added."""

    privacy = Privacy.INTERNAL

    on = models.DateField(_("哪一天"))
    who = models.CharField(_("谁去的"), max_length=100)
    found = models.CharField(_("看到什么"), max_length=500)
    advised = models.CharField(_("给了什么指导"), max_length=500, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, null=True, related_name="+", verbose_name=_("待办"))

    objects = PointQuerySet["StationVisit"].as_manager()

    class Meta:
        verbose_name = _("巡访指导")
        indexes = [models.Index("point", F("on").desc(), F("id").desc(), name="station_visit_point")]


class StationPost(OfPoint):
    """岗位: a post that a station or room has, from a day until it is given up."""

    privacy = Privacy.INTERNAL

    name = models.CharField(_("岗位"), max_length=60)
    since = models.DateField(_("哪天设的"))
    closed_on = models.DateField(_("哪天撤的"), null=True)

    objects = PointQuerySet["StationPost"].as_manager()

    class Meta:
        verbose_name = _("站点岗位")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("since")), name="station_post_closes_after_it_opened"
            )
        ]
        indexes = [models.Index("point", "since", "id", name="station_post_point")]

    def __str__(self) -> str:
        return self.name


class PostFilling(models.Model):
    """配备: how a post was filled, from a day until somebody left. Nobody is named; two never stand at once."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(StationPost, models.PROTECT, related_name="fillings")
    how = models.CharField(_("怎么配的"), max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))
    source = models.CharField(_("文号或合同"), max_length=100, blank=True)
    starts_on = models.DateField(_("从哪天起"))
    ends_on = models.DateField(_("到哪天"), null=True)

    class Meta:
        verbose_name = _("岗位配备")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="filling_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="post_is_filled_once",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class PlanQuerySet(models.QuerySet["NetworkPlan"]):
    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        """Return the plans of the actor's county."""
        if actor.scope.everywhere:
            return self
        return self.filter(county__in=actor.scope.areas if actor.scope.column == "county_id" else ())


class NetworkPlan(models.Model):
    """三年规划: what a county means its network to be, year by year."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区县"))
    name = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("文号"), max_length=200)
    first_year = models.SmallIntegerField(_("第一年"))
    set_by = models.UUIDField(_("谁登记的"), null=True)
    set_at = models.DateTimeField(_("登记时间"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("三年规划")
        constraints = [
            models.UniqueConstraint("county", "first_year", name="network_plan_is_one_for_its_years"),
            models.CheckConstraint(condition=~Q(source=""), name="network_plan_names_its_paper"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> tuple[int, int, int]:
        """Return the three years."""
        return self.first_year, self.first_year + 1, self.first_year + 2


class PlanTarget(models.Model):
    """规划目标: how many by the end of a year; counted when ``measure`` says what, else said with its source."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(NetworkPlan, models.CASCADE, related_name="targets")
    position = models.SmallIntegerField()
    year = models.SmallIntegerField(_("年度"))
    measure = models.CharField(_("数什么"), max_length=20, blank=True)
    name = models.CharField(_("目标"), max_length=60)
    number = models.IntegerField(_("要达到"))
    said = models.IntegerField(_("达到了"), null=True)
    said_source = models.CharField(_("出处"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("规划目标")
        constraints = [
            models.UniqueConstraint("plan", "name", "year", name="plan_target_is_one_a_year"),
            models.CheckConstraint(condition=Q(number__gte=0), name="plan_target_is_not_negative"),
            models.CheckConstraint(
                condition=Q(said=None) | (Q(measure="", said__gte=0) & ~Q(said_source="")),
                name="what_is_counted_is_not_said",
            ),
        ]
        ordering = ["position", "year"]
