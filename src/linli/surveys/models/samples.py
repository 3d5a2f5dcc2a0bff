"""样本: the frame by strata, who was drawn, what was tried and answered. Nobody but the survey's own people reads it.

Ids are random here, not made from the clock: once a survey has closed, no row tells when somebody answered.
"""

from typing import TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import Person
from linli.places.models import Division
from linli.surveys.models.surveys import Member, Survey

M = TypeVar("M", bound=models.Model)


class Way(models.TextChoices):
    """How somebody is asked."""

    PHONE = "phone", _("电话")
    MESSAGE = "message", _("短信链接")
    DOOR = "door", _("上门")


class State(models.TextChoices):
    """What became of somebody who was drawn."""

    WAITING = "waiting", _("还没答")
    ANSWERED = "answered", _("答了")
    REFUSED = "refused", _("不愿意答")
    LOST = "lost", _("找不到人")
    GONE = "gone", _("不在名单里了")


class Outcome(models.TextChoices):
    """What came of one try. Those of ``REACHED`` spoke with somebody of hers."""

    NO_REPLY = "no_reply", _("没人接、没人在")
    WRONG = "wrong", _("打错了、不是这家")
    LATER = "later", _("再约")
    REFUSED = "refused", _("不愿意答")
    ANSWERED = "answered", _("答了")


REACHED = frozenset({Outcome.LATER, Outcome.REFUSED, Outcome.ANSWERED})


class OfSurveyQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "OfSurveyQuerySet[M]":
        """Return the rows of the surveys an actor works in (the database says the same underneath)."""
        if actor.scope.everywhere:
            return self
        team = Member.objects.filter(survey=OuterRef("survey"), post=actor.post, ended_at=None)
        return self.filter(Exists(team))


class Stratum(models.Model):
    """One stratum (community × age band): how many are in the frame, how many were drawn.

    ``codes`` are the frame's codes, one a line: keyed hashes whose key is thrown away when the survey closes.
    ``sample``, those of them that were drawn, is empty until then.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="strata")
    community = models.ForeignKey(Division, models.PROTECT, related_name="+")
    band = models.CharField(_("年龄段"), max_length=10, blank=True)
    size = models.IntegerField(_("名单里"))
    drawn = models.IntegerField(_("抽到"))
    answered = models.IntegerField(_("答完"), default=0)
    codes = models.TextField(_("名单代码"))
    sample = models.TextField(_("抽到的代码"), blank=True)

    class Meta:
        verbose_name = _("层")
        constraints = [models.UniqueConstraint("survey", "community", "band", name="stratum_is_one_in_its_survey")]

    @property
    def name(self) -> str:
        """The stratum as the draw knows it."""
        return f"{self.community.code}/{self.band or '-'}"


class Respondent(models.Model):
    """样本: somebody who was drawn. With the closing the row forgets who it was."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        "code": Sensitivity.PLAIN, "token_sealed": Sensitivity.MASKED, "person": Sensitivity.PLAIN,
        "tries": Sensitivity.PLAIN, "paper": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="respondents")
    stratum = models.ForeignKey(Stratum, models.PROTECT, related_name="respondents")
    code = models.CharField(_("代码"), max_length=24)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"))
    way = models.CharField(_("怎么问"), max_length=10, choices=Way.choices)
    state = models.CharField(_("怎么样了"), max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.SmallIntegerField(_("试过几次"), default=0)
    reached = models.BooleanField(_("联系上了"), default=False)
    coached = models.BooleanField(_("说有人教"), default=False)
    call_at = models.DateTimeField(_("什么时候再打"), null=True)
    sent_at = models.DateTimeField(_("短信发出"), null=True)
    held_by = models.UUIDField(_("谁在打"), null=True)
    held_at = models.DateTimeField(_("从什么时候"), null=True)
    paper = models.CharField(_("纸上的号码"), max_length=12, blank=True)
    token_sealed = SealedColumn(_("链接"))
    token = SealedText("token_sealed")

    objects = OfSurveyQuerySet["Respondent"].as_manager()

    class Meta:
        verbose_name = _("样本")
        constraints = [
            models.UniqueConstraint("survey", "code", name="respondent_is_drawn_once"),
            models.UniqueConstraint("survey", "paper", condition=~Q(paper=""), name="respondent_paper_is_one"),
        ]
        indexes = [
            models.Index("survey", "way", "state", F("call_at").asc(nulls_first=True), name="respondent_next"),
            models.Index("person", name="respondent_person", condition=Q(person__isnull=False)),
        ]


class Door(models.Model):
    """What a link leads to: the hash of its token, and the row it opens. It tells nothing of who that is."""

    privacy = Privacy.INTERNAL

    token_hash = models.CharField(max_length=64, primary_key=True)
    respondent = models.UUIDField(unique=True)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("链接")


class OfRespondent(models.Model):
    """What belongs to one who was drawn, and is read with her row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


class Answer(OfRespondent):
    """One answer, given to one question of the version that the survey asks; empty when it was skipped."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        "question": Sensitivity.PLAIN, "value": Sensitivity.SPECIAL, "text_sealed": Sensitivity.SPECIAL,
        "way": Sensitivity.PLAIN,
    }  # fmt: skip

    question = models.CharField(_("问题"), max_length=30)
    value = models.JSONField(_("选的"), null=True)
    text_sealed = SealedColumn(_("说的话"))
    text = SealedText("text_sealed")
    way = models.CharField(_("怎么答的"), max_length=10)

    objects = OfSurveyQuerySet["Answer"].as_manager()

    class Meta:
        verbose_name = _("答卷")
        constraints = [models.UniqueConstraint("respondent", "question", name="question_is_answered_once")]
        indexes = [models.Index("survey", "question", name="answer_survey_question")]


class Attempt(OfRespondent):
    """One try: a call, a knock at the door, a paper brought back. Gone with the closing."""

    privacy = Privacy.PERSONAL
    sensitivity = {"way": Sensitivity.PLAIN}

    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    way = models.CharField(_("怎么试的"), max_length=10)
    at = models.DateTimeField(_("时间"))
    by_post = models.UUIDField(_("谁"), null=True)

    objects = OfSurveyQuerySet["Attempt"].as_manager()

    class Meta:
        verbose_name = _("一次联系")
