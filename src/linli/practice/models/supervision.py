"""督导: who supervises whom, what was talked over and agreed, the week before and after.

None of it hangs on one case, unless a case was discussed: the rows lie where the post lies.
"""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.practice.models.cases import CaseFile, reach

M = TypeVar("M", bound=models.Model)
AREAS = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)


class OfPost(models.Model):
    """A row about work done in a post: it lies where the post lies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)

    class Meta:
        abstract = True


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, actor: Actor) -> "SupervisionQuerySet":
        """Return who supervises whom in one's reach: all of it to the head of the station, else one's own."""
        inside = self.filter(actor.scope.q())
        if actor.role == Role.STATION_LEAD:
            return inside
        return inside.filter(Q(supervisor=actor.post) | Q(worker=actor.post)) if actor.post else self.none()

    def running(self) -> "SupervisionQuerySet":
        """Return those that have not ended."""
        return self.filter(ended_at=None)


class Supervision(OfPost):
    """督导关系: a supervisor of a worker. A worker has one at a time; it is ended, never removed."""

    privacy = Privacy.PROTECTED
    sensitivity = AREAS

    supervisor = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("督导"))
    worker = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("社工"))
    starts_at = models.DateTimeField(_("起"))
    ended_at = models.DateTimeField(_("止"), null=True)
    given_by = models.UUIDField(_("谁定的"), null=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("督导关系")
        constraints = [
            models.UniqueConstraint("worker", condition=Q(ended_at=None), name="worker_has_one_supervisor"),
            models.CheckConstraint(condition=~Q(supervisor=F("worker")), name="nobody_supervises_herself"),
        ]
        indexes = [models.Index("supervisor", name="supervision_running", condition=Q(ended_at=None))]


class SupervisionRecordQuerySet(models.QuerySet["SupervisionRecord"]):
    def visible_to(self, actor: Actor) -> "SupervisionRecordQuerySet":
        """Return what an actor held or sat in; of a case also to whoever may open it. A higher post is no key."""
        if actor.post is None:
            return self.none()
        sat = SupervisionSeat.objects.filter(user_id__in=[actor.user], post__in=[actor.post]).values("record")
        own = Q(supervisor=actor.post, supervisor_user=actor.user) | Q(pk__in=sat, case=None)
        return self.filter(reach(actor)).filter(own | Q(case__in=CaseFile.objects.visible_to(actor).values("pk")))

    def counting(self) -> "SupervisionRecordQuerySet":
        """Return those that were not taken back."""
        return self.filter(taken_back_at=None)


class SupervisionRecord(OfPost):
    """督导记录: who met, when, how long, about what, and what was agreed. Written once; a wrong one is taken back."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("个别督导")
        GROUP = "group", _("团体督导")
        CONFERENCE = "conference", _("个案研讨")

    class Theme(models.TextChoices):
        """Not from a standard: our own list, wide enough to be counted."""

        CASE = "case", _("个案怎么做")
        METHOD = "method", _("方法和技巧")
        ETHICS = "ethics", _("伦理和边界")
        RISK = "risk", _("危机和风险")
        RECORD = "record", _("文书和记录")
        SELF = "self", _("自己的状态和压力")
        TEAM = "team", _("团队和协作")
        GROWTH = "growth", _("学习和成长")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **AREAS, "themes": Sensitivity.PLAIN, "talked_sealed": Sensitivity.SPECIAL,
        "agreed_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    kind = models.CharField(_("哪一种"), max_length=10, choices=Kind.choices)
    held_on = models.DateField(_("哪天"))
    minutes = models.IntegerField(_("多少分钟"))
    supervisor = models.ForeignKey(Post, models.PROTECT, related_name="+")
    supervisor_user = models.UUIDField(_("督导是谁"))
    case = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="conferences")
    themes = ArrayField(models.CharField(max_length=12), verbose_name=_("主题"), default=list)
    talked_sealed = SealedColumn(_("谈了什么"))
    talked = SealedText("talked_sealed")
    agreed_sealed = SealedColumn(_("说好了什么"))
    agreed = SealedText("agreed_sealed")
    recorded_at = models.DateTimeField(_("记下的时间"))
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)

    objects = SupervisionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("督导记录")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="supervision_lasts_some_time"),
            models.CheckConstraint(
                condition=Q(kind="conference") | Q(case=None), name="only_a_conference_names_a_case"
            ),
        ]
        indexes = [
            models.Index("supervisor", F("held_on").desc(), F("id").desc(), name="supervision_by_day"),
            models.Index("case", name="supervision_case", condition=Q(case__isnull=False)),
        ]


class SeatQuerySet(models.QuerySet["SupervisionSeat"]):
    def visible_to(self, actor: Actor) -> "SeatQuerySet":
        """Return who sat in what an actor may read."""
        return self.filter(record__in=SupervisionRecord.objects.visible_to(actor).values("pk"))


class SupervisionSeat(OfPost):
    """One worker who was supervised in a meeting; her hours are counted from here."""

    privacy = Privacy.PROTECTED
    sensitivity = AREAS

    record = models.ForeignKey(SupervisionRecord, models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user_id = models.UUIDField(_("谁"))

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加督导的人")
        constraints = [models.UniqueConstraint("record", "post", name="worker_sits_in_a_meeting_once")]
        indexes = [models.Index("post", "record", name="seat_post")]


class WeekQuerySet(models.QuerySet["WorkWeek"]):
    def visible_to(self, actor: Actor) -> "WeekQuerySet":
        """Return one's own weeks and those of whom one supervises now."""
        if actor.post is None:
            return self.none()
        mine = Supervision.objects.running().filter(supervisor__in=[actor.post]).values("worker")
        own = Q(post__in=[actor.post], user_id__in=[actor.user])
        return self.filter(own | Q(post__in=mine)) if actor.role == Role.SUPERVISOR else self.filter(own)


class WorkWeek(OfPost):
    """周计划和周五复盘: what somebody means to do in a week, and how it went. Hers and her supervisor's alone."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **AREAS, "plan_sealed": Sensitivity.SPECIAL, "wish_sealed": Sensitivity.SPECIAL,
        "went_sealed": Sensitivity.SPECIAL, "learned_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user_id = models.UUIDField(_("谁"))
    monday = models.DateField(_("哪一周（周一）"))
    plan_sealed = SealedColumn(_("这周要做的"))
    plan = SealedText("plan_sealed")
    wish_sealed = SealedColumn(_("想请督导帮忙的"))
    wish = SealedText("wish_sealed")
    went_sealed = SealedColumn(_("做到了什么"))
    went = SealedText("went_sealed")
    learned_sealed = SealedColumn(_("下周想改什么"))
    learned = SealedText("learned_sealed")
    planned_at = models.DateTimeField(_("计划写于"), null=True)
    reviewed_at = models.DateTimeField(_("复盘写于"), null=True)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("周计划")
        constraints = [
            models.UniqueConstraint("post", "user_id", "monday", name="week_is_planned_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="week_begins_on_monday"),
        ]
