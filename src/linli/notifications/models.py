"""通知: messages that wait to be delivered, what became of each try, and how somebody wants to be told."""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity

M = TypeVar("M", bound=models.Model)
AREAS = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)


class Rung(models.TextChoices):
    """The ladder, from the lightest hand to the surest."""

    INBOX = "inbox", _("站内")
    WECHAT = "wechat", _("微信")
    SMS = "sms", _("短信")
    CALL = "call", _("电话告知")
    PAPER = "paper", _("纸条")


class NearQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "NearQuerySet[M]":
        """Return the rows of people inside the actor's reach."""
        return self.none() if actor.scope.organisation is not None else self.filter(actor.scope.q())


class Message(models.Model):
    """One thing told to one person. ``key`` makes it once; ``at`` is the rung that is next, ``rungs`` the ladder."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS, "key": Sensitivity.PLAIN, "template": Sensitivity.PLAIN, "text_sealed": Sensitivity.SPECIAL,
        "rungs": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("幂等键"), max_length=120, unique=True)
    person = models.UUIDField(_("居民"))
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)
    template = models.CharField(_("模板"), max_length=40)
    text_sealed = SealedColumn(_("内容"))
    text = SealedText("text_sealed")
    urgent = models.BooleanField(_("安全有关"), default=False)
    rungs = ArrayField(models.CharField(max_length=10), verbose_name=_("怎么告诉"))
    at = models.SmallIntegerField(_("到第几步"), default=0)
    attempts = models.SmallIntegerField(_("这一步试过几次"), default=0)
    next_at = models.DateTimeField(_("下一步的时间"), null=True)
    made_at = models.DateTimeField(_("写下时间"))
    read_at = models.DateTimeField(_("看到时间"), null=True)

    objects = NearQuerySet["Message"].as_manager()

    class Meta:
        verbose_name = _("通知")
        constraints = [models.CheckConstraint(condition=Q(at__gte=0, attempts__gte=0), name="message_goes_up")]
        indexes = [
            models.Index("next_at", "id", name="message_due", condition=Q(next_at__isnull=False)),
            models.Index("person", "made_at", name="message_person"),
        ]


class Delivery(models.Model):
    """What became of one try on one rung. Rows are only added."""

    privacy = Privacy.INTERNAL

    class Outcome(models.TextChoices):
        SENT = "sent", _("发出了")
        FAILED = "failed", _("没发出去")
        NO_ADDRESS = "no_address", _("没有地址")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    rung = models.CharField(_("怎么告诉"), max_length=10, choices=Rung.choices)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    tried_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("送达")


class Preference(models.Model):
    """How one person wants to be told: on which rung first, which she does without, what need not reach her, her quiet.

    A kind of message she declines still stands in 站内, so that nothing is lost.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS,
        "first": Sensitivity.PLAIN,
        "without": Sensitivity.PLAIN,
        "declined": Sensitivity.PLAIN,
        "quiet_from": Sensitivity.PLAIN,
        "quiet_to": Sensitivity.PLAIN,
    }

    person = models.UUIDField(_("居民"), primary_key=True)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)
    first = models.CharField(_("先用"), max_length=10, choices=Rung.choices, blank=True)
    declined = ArrayField(models.CharField(max_length=40), verbose_name=_("不用告诉的"), default=list)
    without = ArrayField(models.CharField(max_length=10), verbose_name=_("不用"), default=list)
    quiet_from = models.TimeField(_("免打扰从"), null=True)
    quiet_to = models.TimeField(_("到"), null=True)

    objects = NearQuerySet["Preference"].as_manager()

    class Meta:
        verbose_name = _("联系偏好")
