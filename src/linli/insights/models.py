"""统计: reports on their road from station to county, the snapshots sealed at its end, and a county's own papers."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.period import Period
from linli.kernel.privacy import Privacy
from linli.kernel.scope import Scope
from linli.places.models import Division, Level


def reach(scope: Scope) -> Q:
    """Return the filter for reports inside a scope: posts below the town, and those of organisations, see none."""
    if scope.everywhere:
        return Q()
    if scope.organisation is not None or scope.column not in ("county_id", "town_id"):
        return Q(pk=None)
    return scope.q()


class State(models.TextChoices):
    """Where a report is. A town's starts as a draft; the county's own gathers the towns' and starts as received."""

    DRAFT = "draft", _("站点待确认")
    CONFIRMED = "confirmed", _("站点已上报")
    SUMMED = "summed", _("镇街已汇总")
    RECEIVED = "received", _("区县已收")
    SEALED = "sealed", _("已封存")


MOVES: dict[str, tuple[frozenset[str], str]] = {
    "confirm": (frozenset({State.DRAFT}), State.CONFIRMED),
    "sum_up": (frozenset({State.CONFIRMED}), State.SUMMED),
    "receive": (frozenset({State.SUMMED}), State.RECEIVED),
    "seal": (frozenset({State.RECEIVED}), State.SEALED),
    "send_back": (frozenset({State.CONFIRMED, State.SUMMED, State.RECEIVED}), State.DRAFT),
}


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        """Return the reports of the actor's own town, or of her county with all its towns."""
        return self.filter(reach(actor.scope))


class Report(models.Model):
    """季报: the report of a place for a period. Its numbers are counted, never typed; only the remark is written.

    From the station's confirmation on ``as_of`` fixes the moment that is counted at, and ``figures`` keeps the exact
    amounts with the definitions (``told``) they were counted by.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("地方"))
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    start = models.DateField(_("从"))
    end = models.DateField(_("到"))
    state = models.CharField(_("进度"), max_length=12, choices=State.choices)
    remark = models.TextField(_("问题与打算"), max_length=2000, blank=True)
    as_of = models.DateTimeField(_("统计时点"), null=True)
    figures = models.JSONField(_("上报的数字"), null=True)
    told = models.JSONField(_("上报时的口径"), null=True)
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("季报")
        constraints = [
            models.UniqueConstraint("place", "start", "end", name="report_is_one_per_place_and_period"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="report_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "summed"]) | Q(as_of__isnull=False),
                name="confirmed_report_says_when_it_was_counted",
            ),
        ]
        indexes = [
            models.Index("county_id", F("start").desc(), name="report_county_start"),
            models.Index("town_id", F("start").desc(), name="report_town_start"),
        ]

    def __str__(self) -> str:
        return f"{self.place.name} {self.start}—{self.end}"

    @property
    def period(self) -> Period:
        """Return the days the report tells of."""
        return Period(self.start, self.end)

    @property
    def progress(self) -> str:
        """Return where the report is, in words; a county's own waits for its towns until it is sealed."""
        if self.is_county and self.state == State.RECEIVED:
            return gettext("待封存")
        return str(self.get_state_display())

    @property
    def is_county(self) -> bool:
        """True for the report that gathers a county's towns."""
        return self.place.level == Level.COUNTY


class Signed(models.Model):
    """Who did it, in which post."""

    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(null=True)
    by_post = models.UUIDField(null=True)
    by_name = models.CharField(_("姓名"), max_length=100, blank=True)
    by_role = models.CharField(_("角色"), max_length=40, blank=True)

    class Meta:
        abstract = True


class ReportMove(Signed):
    """One step of a report on its road, with the sentence said at it. Never changed."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="moves")
    verb = models.CharField(_("动作"), max_length=12)
    came_from = models.CharField(_("原来"), max_length=12, choices=State.choices)
    went_to = models.CharField(_("现在"), max_length=12, choices=State.choices)
    sentence = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("季报流转")
        constraints = [
            models.CheckConstraint(condition=~Q(verb="send_back") | ~Q(sentence=""), name="sending_back_says_why")
        ]
        indexes = [models.Index("report", "at", name="move_report_at")]


class ReportSnapshot(Signed):
    """封存件: a report's content at one moment, with the definitions it was counted by. Never changed.

    ``digest`` is the SHA-256 of the canonical JSON of ``content``; a correction makes the next version and says why.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots")
    version = models.IntegerField(_("版本"))
    as_of = models.DateTimeField(_("统计时点"))
    definitions = models.CharField(_("口径版本"), max_length=40)
    content: Any = models.JSONField(_("内容"))
    digest = models.CharField(_("校验值"), max_length=64)
    reason = models.CharField(_("更正原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("封存件")
        constraints = [
            models.UniqueConstraint("report", "version", name="snapshot_version_is_one"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="new_version_says_why"),
        ]


class ColumnMapping(models.Model):
    """导出映射: the columns in which a superior wants the numbers, remembered per county.

    ``columns`` is a list of ``[what, title]``: an indicator's code, or ``place``, ``from``, ``to``, ``remark``.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.OneToOneField(Division, models.PROTECT, related_name="+")
    name = models.CharField(_("表名"), max_length=60)
    columns = models.JSONField(_("列"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("导出映射")


class WordTemplate(models.Model):
    """A county's own Word template of the report. The newest is used; older ones stay."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField(_("模板"))
    by_name = models.CharField(_("上传人"), max_length=100, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Word 模板")
        indexes = [models.Index("county", F("uploaded_at").desc(), name="word_template_newest")]
