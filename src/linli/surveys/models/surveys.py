"""满意度调查: who asked for it, who asks, what was committed to before the draw, and who works in it."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division
from linli.surveys.models.questionnaires import QuestionnaireVersion


class Kind(models.TextChoices):
    """Of whom: everybody who lives there, or those who were served."""

    RESIDENTS = "residents", _("居民满意度")
    SERVED = "served", _("服务对象满意度")


class Stage(models.TextChoices):
    """How far a survey is."""

    PREPARING = "preparing", _("准备中")
    OPEN = "open", _("调查进行中")
    CLOSED = "closed", _("已结束")


class NoQuestions(LookupError):
    """A survey was asked for its questions before they were chosen."""


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, actor: Actor) -> "SurveyQuerySet":
        """Return the surveys an actor works in, those inside her place, and those that her place lies in."""
        mine = Exists(Member.objects.filter(survey=OuterRef("pk"), post=actor.post, ended_at=None))
        if actor.scope.everywhere:
            return self
        if actor.post is None:
            return self.none()
        if actor.scope.organisation is not None:
            return self.filter(mine)
        around = Division.objects.filter(pk__in=actor.scope.areas)
        above = [around.values(key) for key in ("county_id", "town_id", "parent_id")]
        inside = Q(**{f"{actor.scope.column}__in": actor.scope.areas}) if actor.scope.column != "grid_id" else Q()
        wide = Q(place_id__in=above[0]) | Q(place_id__in=above[1]) | Q(place_id__in=above[2])
        return self.filter((inside | wide if inside else wide) | mine)


class Survey(models.Model):
    """满意度调查. The seed is sealed until the survey closes; its commitment and the frame's hash are public before.

    With a ``programme`` only those are asked whom its records name. Programme, version, commitment, frame and size
    never change once the sample is drawn (a trigger keeps it), and a seed is shown only with the closing.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("哪一种"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=60)
    agency = models.CharField(_("调查机构"), max_length=60)
    place = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("地方"))
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+", verbose_name=_("哪个项目"))
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, null=True, related_name="+")
    since = models.DateField(_("调查的时段从"))
    until = models.DateField(_("到"))
    closes_on = models.DateField(_("截止日"))
    size = models.IntegerField(_("抽多少人"))
    least = models.SmallIntegerField(_("每层至少"), default=0)
    quota = models.IntegerField(_("每层答够多少就停"), null=True, blank=True)
    callback = models.CharField(_("回拨核实号"), max_length=12, unique=True)
    made_at = models.DateTimeField(_("立项"))
    seed_sealed = SealedColumn(_("种子"))
    seed = SealedText("seed_sealed")
    frame_key_sealed = SealedColumn(_("名单代码的钥匙"))
    frame_key = SealedText("frame_key_sealed")
    commitment = models.CharField(_("种子的承诺"), max_length=64, blank=True)
    frame_digest = models.CharField(_("名单的摘要"), max_length=64, blank=True)
    frame_size = models.IntegerField(_("名单人数"), null=True)
    drawn = models.IntegerField(_("抽到人数"), null=True)
    seed_shown = models.CharField(_("公开的种子"), max_length=64, blank=True)
    opened_at = models.DateTimeField(_("开始"), null=True)
    closed_at = models.DateTimeField(_("结束"), null=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("满意度调查")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="survey_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(size__gte=1, least__gte=0), name="survey_asks_somebody"),
            models.CheckConstraint(
                condition=Q(programme=None) | Q(kind="served"), name="survey_of_a_programme_asks_the_served"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | (~Q(commitment="") & ~Q(frame_digest="") & Q(version__isnull=False)),
                name="survey_opens_with_its_commitment",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, seed_shown="") | Q(closed_at__isnull=False, opened_at__isnull=False),
                name="survey_shows_its_seed_with_the_closing",
            ),
        ]
        indexes = [models.Index("county_id", F("made_at").desc(), F("id").desc(), name="survey_county")]

    def __str__(self) -> str:
        return self.title

    @property
    def asks(self) -> QuestionnaireVersion:
        """The version of the questions that is asked. Raises :class:`NoQuestions` before one was chosen."""
        if self.version is None:
            raise NoQuestions(f"the survey {self.pk} has no questions yet")
        return self.version

    @property
    def stage(self) -> str:
        """How far it is, told by its moments."""
        if self.closed_at is not None:
            return Stage.CLOSED
        return Stage.OPEN if self.opened_at is not None else Stage.PREPARING

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(Stage(self.stage).label)


class Member(models.Model):
    """One post that works in a survey: the evaluator who leads it, or somebody who asks."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    leads = models.BooleanField(_("负责"), default=False)
    joined_at = models.DateTimeField(_("加入"))
    ended_at = models.DateTimeField(_("退出"), null=True)

    class Meta:
        verbose_name = _("调查人员")
        constraints = [
            models.UniqueConstraint(
                "survey", "post", condition=Q(ended_at=None), name="post_works_once_in_a_survey"
            )
        ]  # fmt: skip
        indexes = [models.Index("post", "survey", condition=Q(ended_at=None), name="survey_member_post")]
