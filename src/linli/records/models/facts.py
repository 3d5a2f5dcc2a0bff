"""服务记录: the atomic fact and what it belongs to."""

from typing import TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Household, Person, Placed
from linli.places.models import ServicePoint

M = TypeVar("M", bound=models.Model)


class CountedQuerySet(models.QuerySet[M]):
    """Rows that lie in places and may also be seen by the organisation that did the work."""

    def visible_to(self, actor: Actor) -> "CountedQuerySet[M]":
        """Return the rows inside the actor's reach, by place or by organisation.

        Rows that name no organisation are out of reach of a post held in one alone.
        """
        if actor.scope.organisation is not None and not hasattr(self.model, "organisation_id"):
            return self.none()
        return self.filter(actor.scope.q())


class Method(models.TextChoices):
    """The method of social work a record is counted under."""

    CASE = "case", _("个案")
    GROUP = "group", _("小组")
    COMMUNITY = "community", _("社区服务")
    VISIT = "visit", _("走访")
    CALL = "call", _("电话")
    DESK = "desk", _("前台")


class Kind(models.TextChoices):
    """What was done; each kind belongs to one method."""

    HOME_VISIT = "home_visit", _("走访")
    PHONE_VISIT = "phone_visit", _("电话访问")
    VIDEO_VISIT = "video_visit", _("视频探访")
    CASE_SESSION = "case_session", _("会谈")
    FOLLOW_UP = "follow_up", _("跟进")
    GROUP_SESSION = "group_session", _("小组节次")
    EVENT = "event", _("活动")
    REQUEST = "request", _("反映问题")
    WISH = "wish", _("心愿")


METHOD_OF = {
    Kind.HOME_VISIT: Method.VISIT,
    Kind.PHONE_VISIT: Method.CALL,
    Kind.VIDEO_VISIT: Method.CALL,
    Kind.CASE_SESSION: Method.CASE,
    Kind.FOLLOW_UP: Method.CASE,
    Kind.GROUP_SESSION: Method.GROUP,
    Kind.EVENT: Method.COMMUNITY,
    Kind.REQUEST: Method.DESK,
    Kind.WISH: Method.DESK,
}


class Provenance(models.TextChoices):
    """How the fact came to be known."""

    ON_THE_SPOT = "on_the_spot", _("当场记")
    CODE = "code", _("扫码")
    LEADER = "leader", _("带队人确认")
    MANUAL = "manual", _("事后补记")
    IMPORT = "import", _("导入")


class Undertaking(Placed):
    """A case, a group or a community project that records belong to. Rooms above point down at it."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "title": Sensitivity.SPECIAL, "organisation_id": Sensitivity.PLAIN, "source": Sensitivity.PLAIN,
        "source_id": Sensitivity.PLAIN,
    }  # fmt: skip

    class Kind(models.TextChoices):
        CASE = "case", _("个案")
        GROUP = "group", _("小组")
        COMMUNITY_PROJECT = "community_project", _("社区项目")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("来源"), max_length=40)
    source_id = models.CharField(_("来源编号"), max_length=60)
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, blank=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")
    organisation_id = models.UUIDField(_("承接机构"), null=True, blank=True)
    opened_on = models.DateField(_("开始"))
    closed_on = models.DateField(_("结束"), null=True, blank=True)

    objects = CountedQuerySet["Undertaking"].as_manager()

    class Meta:
        verbose_name = _("服务事项")
        constraints = [
            models.UniqueConstraint("source", "source_id", name="undertaking_comes_from_one_source"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="undertaking_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index("community_id", "kind", name="undertaking_community")]

    def __str__(self) -> str:
        return self.title


class ServiceRecordQuerySet(CountedQuerySet["ServiceRecord"]):
    def standing(self) -> "ServiceRecordQuerySet":
        """Return the records that count: neither superseded by a correction nor withdrawals themselves."""
        return self.filter(superseded_at=None, withdrawn=False)

    def with_servers(self) -> "ServiceRecordQuerySet":
        """Fetch who served along with the rows, so that :meth:`ServiceRecord.serving` asks nothing more."""
        served = RecordWorker.objects.filter(record=models.OuterRef("pk")).order_by("pk").values("post_id")
        return self.annotate(served_posts=ArraySubquery(served))


class ServiceRecord(Placed):
    """服务记录: one act, one row, never changed. A correction is a new row that says why and supersedes the old.

    ``minutes`` is how long the act lasted; ``server_count`` how many served (workers and volunteers);
    ``service_minutes`` = minutes × server_count (unless each server's minutes are told), the field that hours are
    counted from. ``head_count`` is how many were served, named or not (人次).
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "household": Sensitivity.CONTACT, "narrative_sealed": Sensitivity.SPECIAL,
        "acted_name": Sensitivity.PLAIN, "title": Sensitivity.CONTACT, "reason": Sensitivity.SPECIAL,
        "source": Sensitivity.PLAIN, "source_id": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField(_("幂等键"), unique=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    method = models.CharField(_("方法"), max_length=12, choices=Method.choices)
    title = models.CharField(_("事由"), max_length=100, blank=True)
    happened_on = models.DateField(_("日期"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    minutes = models.IntegerField(_("时长(分)"), null=True, blank=True)
    server_count = models.IntegerField(_("服务人员数"), default=1)
    service_minutes = models.IntegerField(_("服务总分钟"), default=0)
    head_count = models.IntegerField(_("服务人次"), default=0)
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="records")
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, null=True, blank=True, related_name="records")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="records")
    organisation_id = models.UUIDField(_("服务机构"), null=True, blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    acted_by = models.UUIDField(_("谁记的"), null=True)
    acted_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    acted_name = models.CharField(_("记录人"), max_length=50, blank=True)
    on_behalf_of = models.UUIDField(_("代谁记"), null=True)
    provenance = models.CharField(_("来历"), max_length=12, choices=Provenance.choices)
    narrative_sealed = SealedColumn(_("说一说"))
    narrative = SealedText("narrative_sealed")
    protected = models.BooleanField(_("受保护"), default=False)
    source = models.CharField(_("来源房间"), max_length=40)
    source_id = models.CharField(_("来源编号"), max_length=60)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    withdrawn = models.BooleanField(_("作废"), default=False)
    recorded_at = models.DateTimeField(_("记录时间"))
    superseded_at = models.DateTimeField(_("被更正时间"), null=True, blank=True)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务记录")
        constraints = [
            models.UniqueConstraint("source", "source_id", condition=Q(corrects=None), name="one_act_is_recorded_once"),
            models.UniqueConstraint("corrects", name="record_is_corrected_once"),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__range=(1, 1440)), name="minutes_fit_a_day"),
            models.CheckConstraint(condition=Q(server_count__range=(1, 10000)), name="somebody_serves"),
            models.CheckConstraint(condition=Q(head_count__range=(0, 100000)), name="heads_are_counted"),
            models.CheckConstraint(condition=Q(service_minutes__gte=0), name="service_minutes_are_not_negative"),
        ]
        indexes = [
            models.Index("county_id", F("happened_on").desc(), F("id").desc(), name="record_county_day"),
            models.Index("town_id", F("happened_on").desc(), F("id").desc(), name="record_town_day"),
            models.Index("community_id", F("happened_on").desc(), F("id").desc(), name="record_community_day"),
            models.Index("acted_post", F("happened_on").desc(), F("id").desc(), name="record_post_day"),
            models.Index(
                "county_id",
                "method",
                "happened_on",
                name="record_county_method",
                condition=Q(superseded_at=None, withdrawn=False),
            ),
            models.Index(
                F("programme"), F("happened_on"), name="record_programme_day", condition=Q(programme__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"

    def serving(self) -> set[UUID]:
        """Return the posts of those who served."""
        told: list[UUID] | None = self.__dict__.get("served_posts")
        return set(told) if told is not None else {row.post_id for row in self.workers.all()}


class RecordWorker(Placed):
    """服务人员: one named server of a record, with her own minutes."""

    privacy = Privacy.INTERNAL
    sensitivity = {**PLACED, "record": Sensitivity.PLAIN, "post": Sensitivity.PLAIN, "minutes": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="workers")
    post = models.ForeignKey(Post, models.PROTECT, related_name="served")
    minutes = models.IntegerField(_("分钟"), null=True)

    objects = CountedQuerySet["RecordWorker"].as_manager()

    class Meta:
        verbose_name = _("服务人员")
        constraints = [models.UniqueConstraint("record", "post", name="worker_serves_once_per_record")]


class Beneficiary(Placed):
    """受益人: one named person of a record, frozen as she was on that day (band, sex, categories, home divisions).

    The area columns of the row are the record's; ``home_*`` are the person's own.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "age_band": Sensitivity.CONTACT, "sex": Sensitivity.CONTACT,
        "categories": Sensitivity.SPECIAL, "home_community_id": Sensitivity.CONTACT,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="beneficiaries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="served")
    age_band = models.CharField(_("年龄段"), max_length=10, blank=True)
    sex = models.CharField(_("性别"), max_length=1, blank=True)
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("类别"), default=list)
    home_town_id = models.IntegerField(_("居住镇街"), null=True)
    home_community_id = models.IntegerField(_("居住社区"), null=True)

    objects = CountedQuerySet["Beneficiary"].as_manager()

    class Meta:
        verbose_name = _("受益人")
        constraints = [models.UniqueConstraint("record", "person", name="person_is_served_once_per_record")]
        indexes = [models.Index("person", F("id").desc(), name="beneficiary_person")]
