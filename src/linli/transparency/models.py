"""公开: public notices with a period, and the objections that anybody may make to them."""

from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity

M = TypeVar("M", bound=models.Model)
AREAS = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)


class Kind(models.TextChoices):
    """What is published."""

    TENDER = "tender", _("采购")
    AWARD = "award", _("成交")
    PROJECT = "project", _("立项")
    RESULT = "result", _("评估结果")
    SATISFACTION = "satisfaction", _("满意度")
    OTHER = "other", _("其他")


class NearQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "NearQuerySet[M]":
        """Return what belongs to the actor's reach (what is public is read on the public pages)."""
        return self.none() if actor.scope.organisation is not None else self.filter(actor.scope.q())


class Placed(models.Model):
    """Where it belongs."""

    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)

    class Meta:
        abstract = True


class PublicNotice(Placed):
    """公示: what is told to everybody from one day to another. ``names`` leave it, for good, when the period is over.

    What it is about is said by an upper room (kind and id). A notice is not changed: it is withdrawn with a reason
    and published anew.
    """

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("内容"))
    basis = models.CharField(_("依据"), max_length=300)
    names_sealed = SealedColumn(_("涉及的个人"))
    names = SealedText("names_sealed")
    named = models.BooleanField(_("写了个人姓名"), default=False)
    subject_kind = models.CharField(_("关于什么"), max_length=60, blank=True)
    subject = models.UUIDField(_("关于哪一个"), null=True)
    publisher = models.CharField(_("公示单位"), max_length=100)
    telephone = models.CharField(_("联系电话"), max_length=40)
    starts_on = models.DateField(_("从哪天"))
    ends_on = models.DateField(_("到哪天"))
    published_at = models.DateTimeField(_("公示时间"))
    published_by = models.UUIDField(_("谁公示的"), null=True)
    changed_at = models.DateTimeField(_("最近变动"))
    taken_down_at = models.DateTimeField(_("撤下姓名的时间"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    reason = models.CharField(_("撤回原因"), max_length=300, blank=True)
    received = models.IntegerField(_("收到几条异议"), default=0)

    objects = NearQuerySet["PublicNotice"].as_manager()

    class Meta:
        verbose_name = _("公示")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="notice_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, reason="") | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="notice_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None) | Q(names_sealed=None), name="notice_taken_down_names_nobody"
            ),
            models.CheckConstraint(condition=Q(received__gte=0), name="notice_counts_objections"),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="notice_newest"),
            models.Index("subject", name="notice_subject", condition=Q(subject__isnull=False)),
            models.Index("ends_on", name="notice_to_take_down", condition=Q(names_sealed__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Objection(Placed):
    """异议: what somebody says against a notice, signed in or not. Who, and how she is reached, is sealed."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS, "words_sealed": Sensitivity.SPECIAL, "name_sealed": Sensitivity.MASKED,
        "contact_sealed": Sensitivity.MASKED,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    number = models.IntegerField(_("第几条"))
    words_sealed = SealedColumn(_("说了什么"))
    words = SealedText("words_sealed")
    name_sealed = SealedColumn(_("称呼"))
    name = SealedText("name_sealed")
    contact_sealed = SealedColumn(_("联系方式"))
    contact = SealedText("contact_sealed")
    made_at = models.DateTimeField(_("收到时间"))
    due_on = models.DateField(_("哪天以前答复"))

    objects = NearQuerySet["Objection"].as_manager()

    class Meta:
        verbose_name = _("异议")
        constraints = [models.UniqueConstraint("notice", "number", name="objection_has_its_number")]
        indexes = [models.Index("county_id", "due_on", "id", name="objection_due")]


class Answer(models.Model):
    """答复: what came of an objection, for everybody to read; it says nothing of who objected. Rows are only added."""

    privacy = Privacy.PUBLIC

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("成立")
        PARTLY = "partly", _("部分成立")
        REJECTED = "rejected", _("不成立")
        ELSEWHERE = "elsewhere", _("不归这里管，已告知去哪里")

    objection = models.OneToOneField(Objection, models.PROTECT, primary_key=True, related_name="answer")
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="answers")
    number = models.IntegerField(_("第几条"))
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome.choices)
    words = models.TextField(_("答复"))
    received_on = models.DateField(_("哪天收到"))
    at = models.DateTimeField(_("答复时间"))
    by_user = models.UUIDField(_("谁答复的"), null=True)

    class Meta:
        verbose_name = _("异议答复")
