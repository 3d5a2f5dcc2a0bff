"""走访: reports of suspected harm to a child, the proof of each call, and the reporter, who stands apart from both."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Person, Placed, PlacedQuerySet


class TeamQuerySet(PlacedQuerySet["MandatoryReport"]):
    def visible_to(self, actor: Actor) -> "TeamQuerySet":
        """Return the reports of the protected team: whoever opened one, its owner, and the head of the station."""
        team = Q(opened_by=actor.post) | Q(owner=actor.post)
        if actor.role == Role.STATION_LEAD:
            team = Q()
        return self.filter(team, actor.scope.q()) if actor.post and actor.scope.organisation is None else self.none()


class MandatoryReport(Placed):
    """强制报告: suspected harm to somebody under 18. Its clock runs from the moment it was opened."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "person": Sensitivity.SPECIAL, "signs": Sensitivity.SPECIAL, "owner": Sensitivity.PLAIN,
        "ending": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandatory_reports")
    signs = ArrayField(models.CharField(max_length=40), verbose_name=_("迹象"), default=list, blank=True)
    opened_at = models.DateTimeField(_("开始"))
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Post, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("结束"), null=True, blank=True)
    ending = models.CharField(_("结果"), max_length=200, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("强制报告")
        constraints = [
            models.UniqueConstraint("person", condition=Q(closed_at=None), name="one_report_runs_per_person"),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(ending=""), name="report_ends_with_a_word"),
        ]


class ReportCall(Placed):
    """报告凭据: one call of a report: which office, who answered, when, under which number. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "agency": Sensitivity.PLAIN, "answered_by": Sensitivity.CONTACT, "reference": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(MandatoryReport, models.PROTECT, related_name="calls")
    agency = models.CharField(_("报告给"), max_length=40)
    answered_by = models.CharField(_("谁接的"), max_length=50)
    at = models.DateTimeField(_("时间"))
    reference = models.CharField(_("编号"), max_length=60, blank=True)
    called_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    objects = PlacedQuerySet["ReportCall"].as_manager()

    class Meta:
        verbose_name = _("报告凭据")


class Reporter(Placed):
    """报告人: who told of it. Sealed under a key of its own; no case, record, list or export names this table."""

    privacy = Privacy.PROTECTED
    key_purpose = "reporter"
    sensitivity = {**PLACED, "words_sealed": Sensitivity.SPECIAL}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.OneToOneField(MandatoryReport, models.PROTECT, related_name="+")
    words_sealed = SealedColumn(_("报告人"))
    words = SealedText("words_sealed")

    objects = PlacedQuerySet["Reporter"].as_manager()

    class Meta:
        verbose_name = _("报告人")
