"""投标: what an agency offers, sealed until the opening; what judges gave; who won, and the contract."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division
from linli.projects.models.projects import OfProject
from linli.projects.models.tenders import OfTender, TenderCriterion, TenderJudge
from linli.transparency.models import PublicNotice


class Bid(OfTender):
    """投标: whose it is and when it came. Until the opening the database shows a row to its own agency alone.

    ``letter`` is what judges call it, drawn by lot at the opening; ``price`` (分), ``hours`` and what follows are
    filled by the opening and the scoring. ``digest`` is the hash of what lies in the envelope, told to the bidder.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.UUIDField(_("哪一次提交"))
    times = models.SmallIntegerField(_("交过几次"), default=1)
    digest = models.CharField(_("校验值"), max_length=64)
    submitted_at = models.DateTimeField(_("提交时间"))
    submitted_user = models.UUIDField(_("谁提交的"), null=True)
    submitted_name = models.CharField(_("谁提交的"), max_length=50, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    letter = models.CharField(_("代号"), max_length=3, blank=True)
    price = models.BigIntegerField(_("报价(分)"), null=True)
    hours = models.IntegerField(_("工时"), null=True)
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True)
    rank = models.SmallIntegerField(_("名次"), null=True)

    class Meta:
        verbose_name = _("投标")
        constraints = [
            models.UniqueConstraint("tender", "organisation", name="agency_bids_once_in_a_tender"),
            models.UniqueConstraint("tender", "letter", condition=~Q(letter=""), name="bid_has_its_letter"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="bid_asks_for_something"),
        ]


class BidPaper(models.Model):
    """The envelope of a bid: what was offered (text, lines, hours, team without names) and its file, both sealed.

    Read before the opening by its own agency alone, then also where the purchaser is and by the judges who sit.
    """

    privacy = Privacy.INTERNAL

    bid = models.OneToOneField(Bid, models.PROTECT, primary_key=True, related_name="paper")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    content_sealed = SealedColumn(_("投标内容"))
    content = SealedText("content_sealed")
    file_sealed = SealedColumn(_("方案文件"))
    file = SealedText("file_sealed")
    media = models.CharField(_("文件类型"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("投标的信封")


class BidScore(OfTender):
    """打分: points that a judge gave a bid for a criterion; others read them when the scoring has closed."""

    judge = models.ForeignKey(TenderJudge, models.PROTECT, related_name="scores")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(TenderCriterion, models.PROTECT, related_name="+")
    points = models.DecimalField(_("分"), max_digits=4, decimal_places=1)
    given_at = models.DateTimeField(_("打分时间"))

    class Meta:
        verbose_name = _("评审打分")
        constraints = [
            models.UniqueConstraint("judge", "bid", "criterion", name="judge_scores_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100), name="score_is_within_a_hundred"),
        ]


class TenderAward(OfTender):
    """中标建议: whom the purchaser means to take, told to everybody; final when the notice has run out in peace."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="+")
    price = models.BigIntegerField(_("中标价(分)"))
    why = models.CharField(_("为什么是这一家"), max_length=300, blank=True)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_name = models.CharField(_("谁提的"), max_length=50, blank=True)
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)
    taken_back_why = models.CharField(_("为什么收回"), max_length=300, blank=True)
    final_at = models.DateTimeField(_("定标时间"), null=True)

    class Meta:
        verbose_name = _("中标")
        constraints = [
            models.UniqueConstraint(
                "tender", condition=Q(taken_back_at=None), name="tender_is_awarded_to_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(final_at=None) | Q(taken_back_at=None), name="final_award_is_not_taken_back"
            ),
        ]


class Contract(OfProject):
    """合同 that follows from an award: its number and price, and the signed paper, sealed."""

    award = models.OneToOneField(TenderAward, models.PROTECT, related_name="contract")
    number = models.CharField(_("合同编号"), max_length=60)
    price = models.BigIntegerField(_("合同价(分)"))
    drawn_at = models.DateTimeField(_("拟好的时间"))
    drawn_name = models.CharField(_("谁拟的"), max_length=50, blank=True)
    scan_sealed = SealedColumn(_("盖章的合同"))
    scan = SealedText("scan_sealed")
    media = models.CharField(_("文件类型"), max_length=20, blank=True)
    digest = models.CharField(_("校验值"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("签好的时间"), null=True)

    class Meta:
        verbose_name = _("购买合同")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None) | (Q(scan_sealed__isnull=False) & ~Q(digest="")),
                name="signed_contract_has_its_scan",
            ),
        ]


class ContractTemplate(models.Model):
    """合同模板: a county's own Word template of its contracts. The newest is used; older ones stay."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField(_("模板"))
    by_name = models.CharField(_("上传人"), max_length=100, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("合同模板")
        indexes = [models.Index("county", F("uploaded_at").desc(), name="contract_template_newest")]


# Tables of which nothing is removed before the file of its procedure may go.
KEPT = ("tendercriterion", "invitation", "tenderjudge", "bid", "bidscore", "tenderaward")

__all__ = ["KEPT", "Bid", "BidPaper", "BidScore", "Contract", "ContractTemplate", "TenderAward"]
