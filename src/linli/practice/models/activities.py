"""社区项目和活动: what a community does together, with money said line by line, and children who are fetched."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Person, Placed, PlacedQuerySet
from linli.records.models import ServiceRecord, Undertaking

BANDS = ("child", "youth", "adult", "elder")


class CommunityProject(Placed):
    """社区项目: what several activities belong to; its undertaking carries its name."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("项目名称"), max_length=60)
    goals = models.TextField(_("目标"), blank=True)
    undertaking = models.OneToOneField(Undertaking, models.PROTECT, related_name="community_project")
    opened_on = models.DateField(_("开始"))
    closed_on = models.DateField(_("结束"), null=True)

    objects = PlacedQuerySet["CommunityProject"].as_manager()

    class Meta:
        verbose_name = _("社区项目")
        indexes = [models.Index("county_id", F("opened_on").desc(), F("id").desc(), name="project_county")]

    def __str__(self) -> str:
        return self.name


class Activity(Placed):
    """社区活动: planned, held once (``record`` counts it), summed up. ``told`` is what was said, and sealed."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, **dict.fromkeys(
            ("name", "theme", "plan", "spot", "photos_kept", "closes_at", "called_off_why"), Sensitivity.PLAIN
        ),
        "told_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    class Kind(models.TextChoices):
        EVENT = "event", _("社区活动")
        COURTYARD = "courtyard", _("院坝会")
        AFTER_SCHOOL = "after_school", _("四点半课堂")

    class Size(models.TextChoices):
        SMALL = "small", _("中小型")
        LARGE = "large", _("大型")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(CommunityProject, models.PROTECT, related_name="activities")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    size = models.CharField(_("规模"), max_length=5, choices=Size.choices)
    name = models.CharField(_("名称（议题）"), max_length=60)
    theme = models.CharField(_("主题"), max_length=20, blank=True)
    plan = models.TextField(_("安排"), blank=True)
    spot = models.CharField(_("地点"), max_length=60, blank=True)
    planned_on = models.DateField(_("计划哪天"))
    closes_at = models.TimeField(_("几点结束"), null=True)
    owner = models.ForeignKey(Post, models.PROTECT, related_name="+")
    record = models.OneToOneField(ServiceRecord, models.PROTECT, null=True, related_name="activity")
    held_on = models.DateField(_("哪天办的"), null=True)
    child = models.IntegerField(_("儿童"), default=0)
    youth = models.IntegerField(_("青年"), default=0)
    adult = models.IntegerField(_("中年"), default=0)
    elder = models.IntegerField(_("老人"), default=0)
    told_sealed = SealedColumn(_("说了什么、办得怎样"))
    told = SealedText("told_sealed")
    photos = models.SmallIntegerField(_("照片几张"), default=0)
    photos_kept = models.CharField(_("照片存在哪里"), max_length=100, blank=True)
    called_off_on = models.DateField(_("哪天说不办了"), null=True)
    called_off_why = models.CharField(_("为什么不办"), max_length=100, blank=True, default="")
    waiting_told_at = models.DateTimeField(_("提醒过有孩子没人接"), null=True)

    objects = PlacedQuerySet["Activity"].as_manager()

    class Meta:
        verbose_name = _("社区活动")
        constraints = [
            models.CheckConstraint(
                condition=Q(record=None, held_on=None) | Q(record__isnull=False, held_on__isnull=False),
                name="held_activity_has_its_record",
            ),
            models.CheckConstraint(
                condition=Q(called_off_on=None, called_off_why="")
                | Q(called_off_on__isnull=False, record=None) & ~Q(called_off_why=""),
                name="called_off_activity_says_why_and_was_not_held",
            ),
            models.CheckConstraint(condition=Q(photos=0) | ~Q(photos_kept=""), name="photos_are_kept_somewhere"),
            models.CheckConstraint(
                condition=~Q(kind="after_school") | Q(closes_at__isnull=False), name="class_says_when_it_closes"
            ),
        ]
        indexes = [
            models.Index("county_id", F("planned_on").desc(), F("id").desc(), name="activity_county"),
            models.Index("town_id", F("planned_on").desc(), F("id").desc(), name="activity_town"),
        ]

    def __str__(self) -> str:
        return self.name


class OfActivity(Placed):
    """A row of an activity; it lies where the activity lies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class BudgetLine(OfActivity):
    """预算: one line of money, in fen: what was planned, and what was spent."""

    privacy = Privacy.INTERNAL

    label = models.CharField(_("用在哪里"), max_length=40)
    planned = models.IntegerField(_("预算（分）"))
    spent = models.IntegerField(_("花了（分）"), null=True)

    objects = PlacedQuerySet["BudgetLine"].as_manager()

    class Meta:
        verbose_name = _("活动预算")
        constraints = [models.CheckConstraint(condition=Q(planned__gte=0), name="planned_money_is_not_negative")]


class Guest(OfActivity):
    """到场的人: one named person at an activity; a child of the after-school class is fetched by somebody."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN}

    class How(models.TextChoices):
        ROLL = "roll", _("点名")
        CODE = "code", _("扫码")

    person = models.ForeignKey(Person, models.PROTECT, related_name="attended")
    how = models.CharField(_("怎么签的"), max_length=4, choices=How.choices)
    at = models.DateTimeField(_("时间"))
    pictured = models.BooleanField(_("照片里认得出"), default=False)
    fetched_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    fetched_at = models.DateTimeField(_("什么时候接走的"), null=True)

    objects = PlacedQuerySet["Guest"].as_manager()

    class Meta:
        verbose_name = _("到场的人")
        constraints = [
            models.UniqueConstraint("activity", "person", name="guest_signs_in_once"),
            models.CheckConstraint(
                condition=Q(fetched_by=None, fetched_at=None) | Q(fetched_by__isnull=False, fetched_at__isnull=False),
                name="fetched_child_says_by_whom_and_when",
            ),
        ]


class Promise(OfActivity):
    """院坝会上答应的事: what, by whom, by when; its todo, and when it was kept."""

    privacy = Privacy.INTERNAL

    what = models.CharField(_("答应了什么"), max_length=100)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    due_on = models.DateField(_("哪天以前"))
    kept_at = models.DateTimeField(_("办好了"), null=True)

    objects = PlacedQuerySet["Promise"].as_manager()

    class Meta:
        verbose_name = _("答应的事")
