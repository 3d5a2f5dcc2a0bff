"""小组: a plan, its road, the team, the members, the sessions and who came. What is said of a member is the team's."""

from typing import TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Person, Placed
from linli.records.models import ServiceRecord, Undertaking

M = TypeVar("M", bound=models.Model)


class Stage(models.TextChoices):
    """Where a group stands: the five phases of MZ/T 095, and a plan that did not come about."""

    PREPARING = "preparing", _("筹备")
    FORMING = "forming", _("形成")
    TURNING = "turning", _("转折")
    MATURE = "mature", _("成熟")
    ENDED = "ended", _("结束")
    CALLED_OFF = "called_off", _("没有办成")


MEETING = frozenset({Stage.FORMING, Stage.TURNING, Stage.MATURE})
ALIVE = sorted(stage.value for stage in {Stage.PREPARING, *MEETING})

# verb: from where, to where. A group may fall back into conflict, and may end before it has ripened.
GROUP_MOVES: dict[str, tuple[frozenset[Stage], Stage]] = {
    "begin_group": (frozenset({Stage.PREPARING}), Stage.FORMING),
    "turn_group": (frozenset({Stage.FORMING, Stage.MATURE}), Stage.TURNING),
    "ripen_group": (frozenset({Stage.TURNING}), Stage.MATURE),
    "end_group": (MEETING, Stage.ENDED),
    "call_off_group": (frozenset({Stage.PREPARING}), Stage.CALLED_OFF),
}


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, actor: Actor) -> "GroupQuerySet":
        """Return the groups an actor may open: her own; the head of the station and the supervisor those in reach."""
        if actor.channel == Channel.JOB:
            return self
        if actor.scope.organisation is not None or actor.post is None:
            return self.none()
        inside = self.filter(actor.scope.q())
        if actor.role in (Role.STATION_LEAD, Role.SUPERVISOR):
            return inside
        return inside.filter(Exists(leading(actor)))


def leading(actor: Actor) -> "models.QuerySet[GroupWorker]":
    """Return the rows that name an actor in the team of a group (``OuterRef("pk")``)."""
    return GroupWorker.objects.filter(
        group=OuterRef("pk"), post__in=[actor.post], user_id__in=[actor.user], ended_at=None
    )


class Group(Placed):
    """小组: the plan (headings of published samples), where it stands, and the measure it is judged by.

    ``approved_by`` says that the plan was looked at by somebody who does not lead it. ``scale`` names what is measured
    before and after, as a number from ``scale_low`` to ``scale_high``; both empty when the plan measures nothing.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, **dict.fromkeys(
            ("name", "background", "theory", "goals", "recruitment", "difficulties", "method", "budget", "scale"),
            Sensitivity.PLAIN,
        ),
        "evaluation_sealed": Sensitivity.SPECIAL, "returned": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("小组名称"), max_length=60)
    undertaking = models.OneToOneField(Undertaking, models.PROTECT, null=True, related_name="group")
    opened_under = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+", verbose_name=_("归到项目"))
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage.choices, default=Stage.PREPARING)
    background = models.TextField(_("背景和问题"), blank=True)
    theory = models.TextField(_("用什么理论"), blank=True)
    goals = models.TextField(_("目标"), blank=True)
    recruitment = models.TextField(_("招谁、怎么招"), blank=True)
    difficulties = models.TextField(_("会遇到的困难和办法"), blank=True)
    method = models.TextField(_("怎么评估"), blank=True)
    budget = models.TextField(_("预算"), blank=True)
    scale = models.CharField(_("前后测的名称"), max_length=60, blank=True)
    scale_low = models.SmallIntegerField(_("最低分"), null=True)
    scale_high = models.SmallIntegerField(_("最高分"), null=True)
    opened_at = models.DateTimeField(_("建立时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    returned = models.CharField(_("退回原因"), max_length=300, blank=True)
    approved_by = models.UUIDField(_("谁批准的"), null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    evaluation_sealed = SealedColumn(_("评估"))
    evaluation = SealedText("evaluation_sealed")
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("小组")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["preparing", "called_off"])
                | Q(approved_at__isnull=False, approved_by__isnull=False, undertaking__isnull=False),
                name="meeting_group_has_an_approved_plan",
            ),
            models.CheckConstraint(
                condition=Q(scale="", scale_low=None, scale_high=None)
                | ~Q(scale="") & Q(scale_low__isnull=False, scale_high__gt=F("scale_low")),
                name="measure_has_its_range",
            ),
        ]
        indexes = [
            models.Index("county_id", F("opened_at").desc(), F("id").desc(), name="group_county"),
            models.Index("town_id", F("opened_at").desc(), F("id").desc(), name="group_town"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_meeting(self) -> bool:
        """True while sessions are held."""
        return self.stage in MEETING


class OfGroupQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "OfGroupQuerySet[M]":
        """Return the rows of the groups an actor may open."""
        return self.filter(group__in=Group.objects.visible_to(actor))


class OfGroup(Placed):
    """A row of a group: it lies where the group lies and is read by whoever may open the group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class GroupMove(OfGroup):
    """One step on the road, by somebody. Only added."""

    privacy = Privacy.INTERNAL

    verb = models.CharField(_("做了什么"), max_length=16)
    came_from = models.CharField(_("从"), max_length=12, choices=Stage.choices)
    to = models.CharField(_("到"), max_length=12, choices=Stage.choices)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("谁"), max_length=50, blank=True, default="")

    objects = OfGroupQuerySet["GroupMove"].as_manager()

    class Meta:
        verbose_name = _("小组经过")
        indexes = [models.Index("group", "at", "id", name="group_move")]


class GroupWorker(OfGroup):
    """One post in the team of a group: who leads it, or helps. Ended, never removed."""

    privacy = Privacy.INTERNAL

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user_id = models.UUIDField(_("谁"))
    leads = models.BooleanField(_("带组"), default=False)
    starts_at = models.DateTimeField(_("起"))
    ended_at = models.DateTimeField(_("止"), null=True)

    objects = OfGroupQuerySet["GroupWorker"].as_manager()

    class Meta:
        verbose_name = _("小组团队")
        constraints = [
            models.UniqueConstraint("group", "post", condition=Q(ended_at=None), name="post_works_in_a_group_once"),
            models.UniqueConstraint("group", condition=Q(ended_at=None, leads=True), name="group_has_one_leader"),
        ]
        indexes = [models.Index("post", "group", name="group_team_post", condition=Q(ended_at=None))]


class GroupMember(OfGroup):
    """组员: one person in a group, with what was measured before and after."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "person": Sensitivity.SPECIAL, "before": Sensitivity.SPECIAL, "after": Sensitivity.SPECIAL}

    person = models.ForeignKey(Person, models.PROTECT, related_name="groups")
    joined_on = models.DateField(_("加入"))
    left_on = models.DateField(_("退出"), null=True)
    before = models.SmallIntegerField(_("前测"), null=True)
    after = models.SmallIntegerField(_("后测"), null=True)

    objects = OfGroupQuerySet["GroupMember"].as_manager()

    class Meta:
        verbose_name = _("组员")
        constraints = [
            models.UniqueConstraint("group", "person", condition=Q(left_on=None), name="person_is_in_a_group_once")
        ]

    @property
    def change(self) -> int | None:
        """After minus before, or None while one of them is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


class GroupSession(OfGroup):
    """小组节次: what is planned, and once it was held what happened; its record counts it, once."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, **dict.fromkeys(("theme", "aim", "steps", "materials", "place"), Sensitivity.PLAIN),
        "told_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    number = models.SmallIntegerField(_("第几节"))
    planned_on = models.DateField(_("计划哪天"), null=True)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    theme = models.CharField(_("主题"), max_length=60)
    aim = models.TextField(_("目标"), blank=True)
    steps = models.TextField(_("步骤"), blank=True)
    materials = models.TextField(_("物资"), blank=True)
    record = models.OneToOneField(ServiceRecord, models.PROTECT, null=True, related_name="group_session")
    held_on = models.DateField(_("哪天办的"), null=True)
    told_sealed = SealedColumn(_("经过和反思"))
    told = SealedText("told_sealed")

    objects = OfGroupQuerySet["GroupSession"].as_manager()

    class Meta:
        verbose_name = _("小组节次")
        constraints = [
            models.UniqueConstraint("group", "number", name="session_has_its_number"),
            models.CheckConstraint(
                condition=Q(record=None, held_on=None) | Q(record__isnull=False, held_on__isnull=False),
                name="held_session_has_its_record",
            ),
        ]


class Attendance(OfGroup):
    """签到: one member at one session: there or not, how it became known, and what the team noticed."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "note_sealed": Sensitivity.SPECIAL}

    class How(models.TextChoices):
        ROLL = "roll", _("点名")
        CODE = "code", _("扫码")

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="attendance")
    present = models.BooleanField(_("到了"))
    how = models.CharField(_("怎么签的"), max_length=4, choices=How.choices)
    at = models.DateTimeField(_("时间"))
    note_sealed = SealedColumn(_("表现和留意"))
    note = SealedText("note_sealed")

    objects = OfGroupQuerySet["Attendance"].as_manager()

    class Meta:
        verbose_name = _("签到")
        constraints = [models.UniqueConstraint("session", "member", name="member_signs_in_once")]
