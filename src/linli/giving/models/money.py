"""资金: where money comes from, one sum of one year, what came in, what it is set aside for. Amounts are whole 分."""

from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division

M = TypeVar("M", bound=models.Model)


class FundedQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "FundedQuerySet[M]":
        """Return what lies in the actor's county or town; nothing for a post in an organisation or below a town."""
        scope = actor.scope
        if scope.organisation is not None or (not scope.everywhere and scope.column not in ("county_id", "town_id")):
            return self.none()
        return self.filter(scope.q())


class SourceQuerySet(models.QuerySet["MoneySource"]):
    def visible_to(self, actor: Actor) -> "SourceQuerySet":
        """Return the sources of the actor's county; a town applies to those of its county."""
        scope = actor.scope
        if scope.everywhere:
            return self
        if scope.organisation is not None or scope.column not in ("county_id", "town_id"):
            return self.none()
        towns = Division.objects.filter(pk__in=scope.areas).values("county_id")
        inside = Q(county_id__in=scope.areas) if scope.column == "county_id" else Q(county_id__in=towns)
        return self.filter(inside)


class Placed(models.Model):
    """Whose it is: a county's, or one of its towns'. Who wrote it down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    noted_name = models.CharField(_("登记人"), max_length=50, blank=True)
    noted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        abstract = True


class MoneySource(Placed):
    """资金来源: who gives: a department, a welfare-lottery fund, a charity, a firm, oneself. Kinds are data."""

    privacy = Privacy.INTERNAL

    kind = models.CharField(_("类别"), max_length=20)
    name = models.CharField(_("名称"), max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金来源")
        constraints = [models.UniqueConstraint("county_id", "name", name="money_source_is_one_in_its_county")]

    def __str__(self) -> str:
        return self.name


class FundLine(Placed):
    """一笔资金: so much from one source for one year. What came in of it, and what is left, the ledger holds."""

    privacy = Privacy.INTERNAL

    source = models.ForeignKey(MoneySource, models.PROTECT, related_name="lines", verbose_name=_("来源"))
    name = models.CharField(_("名称"), max_length=100)
    year = models.SmallIntegerField(_("年度"))
    amount = models.BigIntegerField(_("金额(分)"))
    paper = models.CharField(_("文号"), max_length=200)
    closed_at = models.DateTimeField(_("结清时间"), null=True)

    objects = FundedQuerySet["FundLine"].as_manager()

    class Meta:
        verbose_name = _("一笔资金")
        constraints = [
            models.UniqueConstraint("source", "year", "name", name="fund_line_is_one_in_its_year"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_line_is_something"),
            models.CheckConstraint(condition=~Q(paper=""), name="fund_line_names_its_paper"),
        ]
        indexes = [models.Index("county_id", F("year").desc(), F("id").desc(), name="fund_line_county")]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """到账: so much came in on a day, with its voucher. Only added; the entry of the ledger stands beside it."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(FundLine, models.PROTECT, related_name="receipts")
    amount = models.BigIntegerField(_("金额(分)"))
    on = models.DateField(_("哪一天"))
    voucher = models.CharField(_("凭证号"), max_length=40)
    entry = models.UUIDField(_("账本的一笔"))
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    noted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("到账")
        constraints = [
            models.UniqueConstraint("line", "voucher", name="receipt_is_entered_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_is_something"),
            models.CheckConstraint(condition=~Q(voucher=""), name="receipt_has_its_voucher"),
        ]


class Allotment(models.Model):
    """安排: part of a sum set aside for something (a project, by kind and id, or words alone); drawn until it is used.

    ``amount`` is what was set aside; what is left of it the ledger holds.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(FundLine, models.PROTECT, related_name="allotments")
    subject_kind = models.CharField(_("给什么"), max_length=40, blank=True)
    subject = models.UUIDField(_("给哪一个"), null=True)
    name = models.CharField(_("用在哪里"), max_length=100)
    amount = models.BigIntegerField(_("金额(分)"))
    noted_by = models.UUIDField(_("谁安排的"), null=True)
    noted_name = models.CharField(_("安排人"), max_length=50, blank=True)
    noted_at = models.DateTimeField(_("安排时间"))

    class Meta:
        verbose_name = _("资金安排")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="allotment_is_something"),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject=None) | (~Q(subject_kind="") & Q(subject__isnull=False)),
                name="allotment_names_kind_and_subject",
            ),
            models.UniqueConstraint(
                "line",
                "subject_kind",
                "subject",
                condition=Q(subject__isnull=False),
                name="allotment_is_one_of_its_line",
            ),
        ]
        indexes = [models.Index("subject", name="allotment_subject", condition=Q(subject__isnull=False))]

    def __str__(self) -> str:
        return self.name
