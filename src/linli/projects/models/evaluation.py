"""评估: who looks at a project for whom, what was drawn, found and scored, and what is to be put right.

Ids of a sample tell nothing; who may read it is the database's to say (``evaluation.floor``, docs/adr/0035).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.projects.models.plan import Criterion
from linli.projects.models.projects import OfProject, reach


class EvaluationKind(models.TextChoices):
    """Which evaluation; the codes are those of ``Milestone.condition``."""

    SELF = "self", _("自评")
    MID_TERM = "mid_term", _("中期评估")
    FINAL = "final", _("末期评估")


class EvaluationState(models.TextChoices):
    """Where an evaluation stands."""

    APPOINTED = "appointed", _("已请评估员")
    CHECKING = "checking", _("核查和打分")
    DRAFTED = "drafted", _("初稿，等承接方回应")
    REPLIED = "replied", _("回应了，等定稿")
    FINAL = "final", _("已定稿，整改中")
    DONE = "done", _("办结")
    CALLED_OFF = "called_off", _("不评了")


# verb: from where, to where.
EVALUATION_MOVES: dict[str, tuple[frozenset[EvaluationState], EvaluationState]] = {
    "draw": (frozenset({EvaluationState.APPOINTED}), EvaluationState.CHECKING),
    "hand_in": (frozenset({EvaluationState.CHECKING}), EvaluationState.DRAFTED),
    "keep": (frozenset({EvaluationState.CHECKING}), EvaluationState.DONE),
    "reply": (frozenset({EvaluationState.DRAFTED}), EvaluationState.REPLIED),
    "send_back": (frozenset({EvaluationState.DRAFTED, EvaluationState.REPLIED}), EvaluationState.CHECKING),
    "finalise": (frozenset({EvaluationState.DRAFTED, EvaluationState.REPLIED}), EvaluationState.FINAL),
    "complete": (frozenset({EvaluationState.FINAL}), EvaluationState.DONE),
    "call_off": (
        frozenset({
            EvaluationState.APPOINTED, EvaluationState.CHECKING, EvaluationState.DRAFTED, EvaluationState.REPLIED,
        }),
        EvaluationState.CALLED_OFF,
    ),
}  # fmt: skip
SETTLED = frozenset({EvaluationState.FINAL, EvaluationState.DONE})  # from here on there is a result


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, actor: Actor) -> "EvaluationQuerySet":
        """Return the evaluations of the projects in reach; of an evaluator those her post was called to."""
        if actor.role == Role.EVALUATOR:
            return self.filter(post=actor.post)
        return self.filter(reach(actor.scope, "project__"))


class Evaluation(OfProject):
    """One evaluation of a project. Its seed is committed to when the evaluator is called and shown with the result.

    ``post`` is who evaluates (the head herself in a self-evaluation), ``until`` the last day on which she may.
    ``offered`` is what the bid promised where it differs from the plan: indicator id → amount in its unit.
    """

    kind = models.CharField(_("哪一次"), max_length=10, choices=EvaluationKind.choices)
    state = models.CharField(
        _("到哪一步"), max_length=10, choices=EvaluationState.choices, default=EvaluationState.APPOINTED
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("评估机构"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    evaluator = models.CharField(_("评估员"), max_length=50)
    until = models.DateField(_("到哪天为止"))
    since = models.DateField(_("评哪一段，从"))
    upto = models.DateField(_("到"))
    size = models.IntegerField(_("抽多少条"), default=0)
    least = models.SmallIntegerField(_("每层至少"), default=0)
    seed_sealed = SealedColumn(_("种子"))
    seed = SealedText("seed_sealed")
    commitment = models.CharField(_("种子的承诺"), max_length=64, blank=True)
    frame_digest = models.CharField(_("名单的摘要"), max_length=64, blank=True)
    frame_size = models.IntegerField(_("名单里几条"), null=True)
    drawn = models.IntegerField(_("抽到几条"), null=True)
    seed_shown = models.CharField(_("公开的种子"), max_length=64, blank=True)
    offered = models.JSONField(_("投标书的承诺"), default=dict)
    report = models.TextField(_("评估意见"), max_length=4000, blank=True)
    reply_due = models.DateField(_("请在哪天前回应"), null=True)
    reply = models.CharField(_("承接方的回应"), max_length=2000, blank=True)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True)
    grade = models.CharField(_("等次"), max_length=20, blank=True)
    passed = models.BooleanField(_("达到里程碑的要求"), null=True)
    appointed_at = models.DateTimeField(_("什么时候请的"))
    appointed_user = models.UUIDField(_("谁请的"), null=True)
    appointed_name = models.CharField(_("谁请的"), max_length=50, blank=True)
    closed_at = models.DateTimeField(_("定稿时间"), null=True)
    finished_on = models.DateField(_("定稿日期"), null=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("评估")
        constraints = [
            models.UniqueConstraint(
                "project", "kind", condition=~Q(state="called_off"), name="project_is_evaluated_once_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind="self") | ~Q(commitment=""), name="evaluation_commits_to_its_seed"),
            models.CheckConstraint(condition=Q(upto__gte=F("since")), name="evaluation_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state__in=["final", "done"])
                | Q(score__isnull=False, closed_at__isnull=False, finished_on__isnull=False, passed__isnull=False)
                & ~Q(grade=""),
                name="settled_evaluation_has_its_result",
            ),
            models.CheckConstraint(
                condition=Q(seed_shown="") | Q(closed_at__isnull=False), name="seed_is_shown_with_the_result"
            ),
        ]  # fmt: skip
        indexes = [models.Index("post", name="evaluation_post")]

    @property
    def is_settled(self) -> bool:
        """True once there is a result."""
        return EvaluationState(self.state) in SETTLED

    @property
    def is_self(self) -> bool:
        """True for the provider's own evaluation."""
        return bool(self.kind == EvaluationKind.SELF)


class OfEvaluation(models.Model):
    """A row of an evaluation."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class EvaluationMove(OfEvaluation):
    """One step of an evaluation, by somebody, with a sentence. Only added."""

    verb = models.CharField(_("做了什么"), max_length=12)
    came_from = models.CharField(_("从"), max_length=10, choices=EvaluationState.choices)
    to = models.CharField(_("到"), max_length=10, choices=EvaluationState.choices)
    sentence = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("评估经过")
        indexes = [models.Index("evaluation", "at", "id", name="evaluation_move")]


class EvaluationStratum(OfEvaluation):
    """One stratum of the frame: a community and a kind of record. ``sample`` is empty until the result stands."""

    name = models.CharField(_("层"), max_length=60)
    size = models.IntegerField(_("名单里"))
    drawn = models.IntegerField(_("抽到"))
    codes = models.TextField(_("名单代码"))
    sample = models.TextField(_("抽到的代码"), blank=True)

    class Meta:
        verbose_name = _("评估的层")
        constraints = [models.UniqueConstraint("evaluation", "name", name="evaluation_stratum_is_one")]


class Answer(models.TextChoices):
    """What an evaluator found about one question."""

    YES = "yes", _("是")
    NO = "no", _("不是")


class SampledRecord(OfEvaluation):
    """抽到的记录: one record as it was when it was drawn, without a name, and what the evaluator found.

    ``persons`` are the bands and sexes frozen in the record; ``found`` is question → yes or no.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        "code": Sensitivity.PLAIN, "stratum": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN, "place": Sensitivity.PLAIN,
        "provenance": Sensitivity.PLAIN, "persons": Sensitivity.CONTACT, "found": Sensitivity.PLAIN,
        "remark_sealed": Sensitivity.SPECIAL, "piece": Sensitivity.PLAIN,
    }  # fmt: skip

    record = models.UUIDField(_("记录"))
    code = models.CharField(_("代码"), max_length=32)
    position = models.SmallIntegerField(_("第几条"))
    stratum = models.CharField(_("层"), max_length=60)
    kind = models.CharField(_("类别"), max_length=20)
    place = models.CharField(_("哪里"), max_length=120)
    happened_on = models.DateField(_("日期"))
    recorded_at = models.DateTimeField(_("记录时间"))
    minutes = models.IntegerField(_("分钟"), null=True)
    servers = models.IntegerField(_("服务人员"))
    heads = models.IntegerField(_("人次"))
    provenance = models.CharField(_("来历"), max_length=12)
    has_text = models.BooleanField(_("有文字"))
    corrected = models.BooleanField(_("更正过"))
    piece = models.CharField(_("事项号"), max_length=8, blank=True)
    persons = ArrayField(models.CharField(max_length=40), verbose_name=_("服务的人"), default=list)
    found = models.JSONField(_("核查"), default=dict)
    remark_sealed = SealedColumn(_("说明"))
    remark = SealedText("remark_sealed")
    checked_at = models.DateTimeField(_("核查时间"), null=True)

    class Meta:
        verbose_name = _("抽到的记录")
        constraints = [
            models.UniqueConstraint("evaluation", "record", name="record_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(checked_at=None, found={}) | Q(checked_at__isnull=False) & ~Q(found={}),
                name="checked_record_says_what_was_found",
            ),
        ]
        indexes = [models.Index("evaluation", "position", name="sampled_record_position")]


class Interview(OfEvaluation):
    """访谈: with whom in general, and the evaluator's notes, sealed; it has no column for a name."""

    class With(models.TextChoices):
        SERVED = "served", _("服务对象")
        FAMILY = "family", _("家属")
        WORKER = "worker", _("社工")
        PARTNER = "partner", _("社区和合作单位")

    privacy = Privacy.PERSONAL
    sensitivity = {"text_sealed": Sensitivity.SPECIAL}

    with_whom = models.CharField(_("访谈了谁"), max_length=8, choices=With.choices)
    held_on = models.DateField(_("哪天"))
    text_sealed = SealedColumn(_("记下的"))
    text = SealedText("text_sealed")
    at = models.DateTimeField(_("记的时间"))

    class Meta:
        verbose_name = _("访谈")


class Score(OfEvaluation):
    """One item scored: points, why, and whether the records told it (``how`` says from which figures)."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("依据"), max_length=500, blank=True)
    counted = models.BooleanField(_("由记录数出来"), default=False)
    figures = models.JSONField(_("哪些数"), default=list)
    at = models.DateTimeField(_("打分时间"))

    class Meta:
        verbose_name = _("评分")
        constraints = [
            models.UniqueConstraint("evaluation", "criterion", name="criterion_is_scored_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="score_is_not_negative"),
            models.CheckConstraint(condition=Q(counted=True) | ~Q(reason=""), name="hand_score_says_why"),
        ]


class Rectification(OfEvaluation):
    """整改: what is to be put right by when, what was done, and whether the purchaser took it."""

    what = models.CharField(_("整改什么"), max_length=200)
    due_on = models.DateField(_("改到哪天"))
    answer = models.CharField(_("怎么改的"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("回复时间"), null=True)
    answered_name = models.CharField(_("谁回复的"), max_length=50, blank=True)
    settled_at = models.DateTimeField(_("核过时间"), null=True)
    settled_name = models.CharField(_("谁核的"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("评估整改")
        constraints = [
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="rectification_says_how"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(answered_at__isnull=False), name="rectification_is_answered_first"
            ),
        ]  # fmt: skip
        indexes = [models.Index("evaluation", "due_on", name="evaluation_rectification")]
