"""走访: visits to homes, tries that met nobody, what brings a visit forward, and whose round it is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Channel
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Household, Person, Placed, PlacedQuerySet
from linli.records.models import ServiceRecord


class HomeVisit(Placed):
    """走访: what was seen at a door. The fact (who, when, minutes) is the service record, never written twice."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "record": Sensitivity.PLAIN, "household": Sensitivity.CONTACT, "conditions": Sensitivity.SPECIAL,
        "answers_sealed": Sensitivity.SPECIAL, "form_version": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="home_visit")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="visits")
    conditions = ArrayField(models.CharField(max_length=40), verbose_name=_("什么情况"), default=list, blank=True)
    form_version = models.CharField(_("表的版本"), max_length=60, blank=True)
    answers_sealed = SealedColumn(_("探访表"))
    answers = SealedText("answers_sealed")
    unchanged_since = models.DateField(_("自这天起无变化"), null=True, blank=True)

    objects = PlacedQuerySet["HomeVisit"].as_manager()

    class Meta:
        verbose_name = _("走访")
        indexes = [models.Index("household", name="visit_household")]


class VisitAttempt(Placed):
    """A visit that met nobody, or somebody who would rather not: a good answer, but no act of service.

    It stands apart from the service records, so that it never counts as 人次.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "outcome": Sensitivity.CONTACT, "form": Sensitivity.PLAIN}

    class Outcome(models.TextChoices):
        REFUSED = "refused", _("不愿见")
        AWAY = "away", _("没人在")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField(_("幂等键"), unique=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visit_attempts")
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("记下的时间"))
    form = models.CharField(_("方式"), max_length=10)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    card_left = models.BooleanField(_("留了卡片"), default=False)
    acted_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    acted_by = models.UUIDField(_("谁记的"), null=True)
    on_behalf_of = models.UUIDField(_("代谁记"), null=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)

    objects = PlacedQuerySet["VisitAttempt"].as_manager()

    class Meta:
        verbose_name = _("没见到的走访")
        indexes = [models.Index("person", F("on").desc(), name="attempt_person_day")]


class VisitTrigger(Placed):
    """情况有变: something that brings a visit forward; its hours stand in the data pack ``visits``."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "kind": Sensitivity.SPECIAL}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visit_triggers")
    kind = models.CharField(_("类别"), max_length=40)
    at = models.DateTimeField(_("知道的时间"))
    said_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    objects = PlacedQuerySet["VisitTrigger"].as_manager()

    class Meta:
        verbose_name = _("情况有变")
        indexes = [models.Index("person", F("at").desc(), name="trigger_person_moment")]


class VisitAssignment(Placed):
    """包联: somebody whose visits belong to one post, between dates; without it they are the area's own workers'."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "post": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visit_assignments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="visit_assignments")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = PlacedQuerySet["VisitAssignment"].as_manager()

    class Meta:
        verbose_name = _("走访分工")
        constraints = [
            models.UniqueConstraint("person", condition=Q(ends_on=None), name="visits_belong_to_one_post"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index("post", name="assignment_post", condition=Q(ends_on=None))]
