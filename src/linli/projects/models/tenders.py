"""采购: how a project is bought, from the notice to the award; its criteria, its judges, whom it was offered to."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Organisation
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.projects.models.projects import OfProject
from linli.transparency.models import PublicNotice


class TenderState(models.TextChoices):
    """Where a procedure stands."""

    DRAFT = "draft", _("起草")
    PUBLISHED = "published", _("公告中，等投标")
    OPENED = "opened", _("已开标，评审中")
    SCORED = "scored", _("评完了")
    PROPOSED = "proposed", _("中标公示")
    AWARDED = "awarded", _("已成交")
    FAILED = "failed", _("没有成")


# verb: from where, to where.
TENDER_MOVES: dict[str, tuple[frozenset[TenderState], TenderState]] = {
    "publish": (frozenset({TenderState.DRAFT}), TenderState.PUBLISHED),
    "open": (frozenset({TenderState.PUBLISHED}), TenderState.OPENED),
    "score": (frozenset({TenderState.OPENED}), TenderState.SCORED),
    "propose": (frozenset({TenderState.SCORED}), TenderState.PROPOSED),
    "take_back": (frozenset({TenderState.PROPOSED}), TenderState.SCORED),
    "confirm": (frozenset({TenderState.PROPOSED}), TenderState.AWARDED),
    "fail": (
        frozenset({TenderState.PUBLISHED, TenderState.OPENED, TenderState.SCORED, TenderState.PROPOSED}),
        TenderState.FAILED,
    ),
}


class Tender(OfProject):
    """采购程序: one try to buy a project. ``content`` and ``digest`` are the plan as it was offered.

    Bids arrive before ``closes_at`` (the end of a day) by the server's clock; nobody reads one before ``opened_at``.
    ``kept_until`` is the day before which nothing of it is removed (the database keeps that), from its end on.
    """

    number = models.SmallIntegerField(_("第几次"))
    method = models.CharField(_("采购方式"), max_length=20)
    fixed = models.BooleanField(_("固定价，比工时"), default=False)
    requirements = models.TextField(_("要求"), max_length=4000, blank=True)
    basis = models.CharField(_("依据"), max_length=300)
    publisher = models.CharField(_("公告单位"), max_length=100)
    telephone = models.CharField(_("联系电话"), max_length=40)
    bond_percent = models.SmallIntegerField(_("履约保证金百分比"), null=True)
    closes_at = models.DateTimeField(_("截止"))
    state = models.CharField(_("到哪一步"), max_length=10, choices=TenderState.choices, default=TenderState.DRAFT)
    content = models.JSONField(_("采购的是哪一版方案"), default=dict)
    digest = models.CharField(_("校验值"), max_length=64, blank=True)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(_("起草时间"))
    published_at = models.DateTimeField(_("公告时间"), null=True)
    published_name = models.CharField(_("谁公告的"), max_length=50, blank=True)
    opened_at = models.DateTimeField(_("开标时间"), null=True)
    opened_name = models.CharField(_("谁开的标"), max_length=50, blank=True)
    scored_at = models.DateTimeField(_("评完的时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    reason = models.CharField(_("为什么没有成"), max_length=300, blank=True)
    kept_until = models.DateField(_("至少保存到"), null=True)

    @property
    def last_day(self) -> date:
        """The last day on which bids are taken, to its midnight."""
        return timezone.localtime(self.closes_at).date() - timedelta(days=1)

    class Meta:
        verbose_name = _("采购程序")
        constraints = [
            models.UniqueConstraint("project", "number", name="tender_has_its_number"),
            models.UniqueConstraint("project", condition=~Q(state="failed"), name="project_is_tendered_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(opened_at__gte=F("closes_at")),
                name="bids_are_opened_after_the_deadline",
            ),
            models.CheckConstraint(
                condition=Q(scored_at=None) | Q(opened_at__isnull=False), name="bids_are_scored_after_the_opening"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="tender_is_a_draft_until_it_is_published",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="failed_tender_says_why"),
            models.CheckConstraint(
                condition=Q(bond_percent=None) | Q(bond_percent__range=(0, 100)), name="bond_is_a_percentage"
            ),
        ]
        indexes = [models.Index("state", F("published_at").desc(), F("id").desc(), name="tender_state")]


class OfTender(models.Model):
    """A row of a procedure."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class TenderCriterion(OfTender):
    """评审项: what a bid is scored by and how many of a hundred points it weighs; price and hours by a formula."""

    class Kind(models.TextChoices):
        JUDGED = "judged", _("评审打分")
        PRICE = "price", _("按报价算（最低价满分）")
        HOURS = "hours", _("按工时算（工时最多满分）")

    position = models.SmallIntegerField(_("第几项"))
    name = models.CharField(_("评审项"), max_length=100)
    weight = models.SmallIntegerField(_("多少分"))
    kind = models.CharField(_("怎么评"), max_length=8, choices=Kind.choices, default=Kind.JUDGED)

    class Meta:
        verbose_name = _("评审项")
        constraints = [
            models.UniqueConstraint("tender", "name", name="tender_criterion_is_one"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="tender_criterion_weighs_something"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Invitation(OfTender):
    """邀请: whom a procedure is offered to where its method asks for invitations."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("邀请的机构")
        constraints = [models.UniqueConstraint("tender", "organisation", name="agency_is_invited_once")]


class TenderJudge(OfTender):
    """评审专家 of one procedure: appointed, then she says 回避 or not, scores, and hands in."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=50)
    appointed_at = models.DateTimeField(_("请来的时间"))
    conflict = models.BooleanField(_("回避"), null=True)
    why = models.CharField(_("为什么"), max_length=200, blank=True)
    declared_at = models.DateTimeField(_("声明时间"), null=True)
    handed_in_at = models.DateTimeField(_("交卷时间"), null=True)
    dismissed_at = models.DateTimeField(_("换下的时间"), null=True)

    class Meta:
        verbose_name = _("评审专家")
        constraints = [
            models.UniqueConstraint("tender", "post", name="judge_sits_once"),
            models.CheckConstraint(
                condition=Q(conflict=None, declared_at=None) | Q(conflict__isnull=False, declared_at__isnull=False),
                name="judge_says_when_she_declared",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(conflict=False), name="who_stands_aside_hands_nothing_in"
            ),
        ]

    @property
    def sits(self) -> bool:
        """True while she may score: she has said that nothing ties her, and was not replaced."""
        return self.conflict is False and self.dismissed_at is None
