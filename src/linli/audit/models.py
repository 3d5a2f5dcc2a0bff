"""What was done and who looked: two append-only tables (the database refuses to change or remove a row)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Channel
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy


class Trace(models.Model):
    """What every row of the trail says: when, who, in which post, for whom, through which door, in which request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("时间"), db_default=Now())
    by_user = models.UUIDField(_("谁"), null=True)
    by_post = models.UUIDField(_("岗位"), null=True)
    by_name = models.CharField(_("姓名"), max_length=100, blank=True)
    by_role = models.CharField(_("角色"), max_length=40, blank=True)
    on_behalf_of = models.UUIDField(_("代谁"), null=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    request = models.CharField(_("请求号"), max_length=40, blank=True)
    county_id = models.IntegerField(_("区县"), null=True)
    seal = models.BigIntegerField(_("封存批次"), null=True, editable=False)

    class Meta:
        abstract = True


class Event(Trace):
    """One thing that was done (写). The content stays with its own table; ``facts`` holds keys and numbers only."""

    privacy = Privacy.INTERNAL

    verb = models.CharField(_("动作"), max_length=60)
    subject_kind = models.CharField(_("对象类别"), max_length=60)
    subject = models.UUIDField(_("对象"), null=True)
    facts = models.JSONField(_("要点"), default=dict)

    class Meta:
        verbose_name = _("动作留痕")
        indexes = [
            models.Index("county_id", models.F("at").desc(), models.F("id").desc(), name="event_county_at"),
            models.Index("subject", models.F("at").desc(), name="event_subject"),
            models.Index("seal", name="event_seal"),
        ]


class Look(Trace):
    """One look at persons (读), written in the transaction that reads, before the first byte leaves."""

    privacy = Privacy.INTERNAL

    kind = models.CharField(_("看了什么"), max_length=60)
    persons = ArrayField(models.UUIDField(), verbose_name=_("谁的"))
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("哪些栏"), default=list)
    purpose = models.CharField(_("目的"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("查看留痕")
        indexes = [
            models.Index("county_id", models.F("at").desc(), models.F("id").desc(), name="look_county_at"),
            GinIndex(fields=["persons"], name="look_persons"),
            models.Index("seal", name="look_seal"),
        ]


class Seal(models.Model):
    """One batch of the trail under one signed root. The same line stands in files outside the database."""

    privacy = Privacy.INTERNAL

    number = models.BigIntegerField(_("批次"), primary_key=True)
    at = models.DateTimeField(_("封存时间"))
    events = models.IntegerField(_("动作"))
    looks = models.IntegerField(_("查看"))
    root = models.CharField(_("树根"), max_length=64)
    before = models.CharField(_("上一批的摘要"), max_length=64)
    key = models.CharField(_("公钥"), max_length=44)
    signature = models.CharField(_("签名"), max_length=88)

    class Meta:
        verbose_name = _("留痕封存")
