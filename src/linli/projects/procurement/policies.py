"""Who buys, bids, judges and awards; the sentence that refuses, or None."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.kernel.text import tidy
from linli.places.models import Division
from linli.projects.models import (
    MOVES,
    TENDER_MOVES,
    Bid,
    Contract,
    ServiceProject,
    State,
    Tender,
    TenderAward,
    TenderJudge,
    TenderState,
)
from linli.projects.policies import BUYERS, buys
from linli.transparency.queries import Standing

LEAST = 5


def draft_tender(by: Actor, project: ServiceProject, tender: Tender | None) -> Refusal:
    """The purchaser drafts how an approved project is bought; what was published stands."""
    if (refusal := buys(by, project)) is not None:
        return refusal
    if tender is not None and tender.state != TenderState.DRAFT:
        return _("采购公告已经发出去了，不能再改。要改，请先终止这一次，再来一次。")
    return _ready(project)


def publish_tender(by: Actor, tender: Tender, lacking: list[str]) -> Refusal:
    """The purchaser publishes what lacks nothing, once."""
    if (refusal := buys(by, tender.project) or _moves(tender, "publish") or _ready(tender.project)) is not None:
        return refusal
    return lacking[0] if lacking else None


def submit_bid(by: Actor, tender: Tender, invited: bool, arrived: datetime) -> Refusal:
    """The head of an agency bids before the deadline: the server's clock decides when a bid ``arrived``."""
    if by.role != Role.PROVIDER_LEAD or by.organisation is None:
        return _("投标由机构的负责人来投。")
    if not invited:
        return _("这一次采购只请了几家机构，没有请您的机构。")
    return _takes_bids(tender, arrived)


def withdraw_bid(by: Actor, bid: Bid, arrived: datetime) -> Refusal:
    """A bid is withdrawn by its own agency before the deadline."""
    if by.role != Role.PROVIDER_LEAD or by.organisation != bid.organisation_id:
        return _("投标由机构的负责人来撤。")
    if bid.withdrawn_at is not None:
        return _("已经撤回了。")
    return _takes_bids(bid.tender, arrived)


def open_bids(by: Actor, tender: Tender, now: datetime) -> Refusal:
    """The purchaser opens the bids after the deadline, never before."""
    if (refusal := buys(by, tender.project) or _moves(tender, "open")) is not None:
        return refusal
    if now < tender.closes_at:
        return _("还没有截止。%(day)s 24 时以后才能开标，在那以前谁也看不到投标。") % {"day": tender.last_day}
    return None


def appoint_judge(by: Actor, tender: Tender, post: Post, tied: bool) -> Refusal:
    """The purchaser asks judges; never one who belongs to an agency that bids or is invited, never herself."""
    if (refusal := buys(by, tender.project)) is not None:
        return refusal
    if tender.state not in (TenderState.DRAFT, TenderState.PUBLISHED, TenderState.OPENED):
        return _("评审已经结束，不再换人。")
    if post.role != Role.BID_JUDGE or not Post.objects.in_force(timezone.localdate()).filter(pk=post.pk).exists():
        return _("这个岗位现在不是评审专家。")
    if by.user is not None and post.user_id == by.user:
        return _("自己采购的项目，要请别人来评。")
    return tied_to_a_bidder(post.user.name) if tied else None


def tied_to_a_bidder(name: str) -> str:
    """Say why somebody does not judge."""
    return _("%(name)s在投标（或受邀）的机构里任职或登记，要回避这一次评审，请换一位。") % {"name": name}


def dismiss_judge(by: Actor, seat: TenderJudge, why: str) -> Refusal:
    """The purchaser replaces a judge before the scoring has closed, and says why."""
    if (refusal := buys(by, seat.tender.project)) is not None:
        return refusal
    if seat.dismissed_at is not None:
        return _("这位已经换下了。")
    if seat.tender.state not in (TenderState.DRAFT, TenderState.PUBLISHED, TenderState.OPENED):
        return _("评审已经结束，不再换人。")
    return _said(why, _("请写一句为什么换人。"))


def declare(by: Actor, seat: TenderJudge, conflict: bool, tied: bool) -> Refusal:
    """A judge says once, when she knows who bids, whether she stands aside; what is registered is not denied."""
    if (refusal := _judges(by, seat)) is not None:
        return refusal
    if seat.conflict is not None:
        return _("您已经声明过了。")
    if tied and not conflict:
        return _("投标的机构里有您任职或登记的一家，请选“我要回避”。")
    return None


def save_scores(by: Actor, seat: TenderJudge) -> Refusal:
    """A judge scores until the scoring closes, once she has said that nothing ties her."""
    if (refusal := _judges(by, seat)) is not None:
        return refusal
    if seat.conflict is None:
        return _("请先声明要不要回避，再打分。")
    return _("您声明了回避，这一次不打分。") if seat.conflict else None


def close_scoring(by: Actor, tender: Tender, sitting: int, waiting: int) -> Refusal:
    """The purchaser closes the scoring when every sheet is in."""
    if (refusal := buys(by, tender.project) or _moves(tender, "score")) is not None:
        return refusal
    if not sitting:
        return _("还没有一位评审专家可以打分。")
    return _("还有 %(n)d 位评审专家没有交卷。") % {"n": waiting} if waiting else None


def propose_award(by: Actor, tender: Tender, bid: Bid, why: str) -> Refusal:
    """The purchaser proposes the first; another one only with a reason that stands in the file."""
    if (refusal := buys(by, tender.project) or _moves(tender, "propose")) is not None:
        return refusal
    if bid.tender_id != tender.pk or bid.rank is None:
        return _("请选一家参加了评审的机构。")
    if bid.rank != 1:
        return _said(why, _("不是第一名，要写为什么是这一家。"))
    return None


def take_back_award(by: Actor, award: TenderAward, why: str) -> Refusal:
    """The purchaser takes a proposal back, for everybody to read why."""
    return buys(by, award.tender.project) or _moves(award.tender, "take_back") or _said(why, _("请写一句为什么收回。"))


def confirm_award(by: Actor, award: TenderAward, standing: Standing | None, upheld: bool) -> Refusal:
    """An award is final when its notice has run out and every objection is answered, none of them upheld."""
    if (refusal := buys(by, award.tender.project) or _moves(award.tender, "confirm")) is not None:
        return refusal
    if standing is None or standing.notice.withdrawn_at is not None:
        return _("中标还没有公示，或公示撤回了。请收回这个建议，再提一次。")
    if standing.running:
        return _("公示到 %(day)s 为止，期满以后才能定标。") % {"day": standing.notice.ends_on}
    if standing.waiting:
        return _("还有 %(n)d 条异议没有答复，答复完才能定标。") % {"n": standing.waiting}
    return _("有异议成立了，请收回这个建议，重新提。") if upheld else None


def fail_tender(by: Actor, tender: Tender, reason: str) -> Refusal:
    """The purchaser ends a procedure that comes to nothing, for everybody to read why."""
    return buys(by, tender.project) or _moves(tender, "fail") or _said(reason, _("请写一句为什么终止，会登在公告里。"))


def draw_contract(by: Actor, award: TenderAward, contract: Contract | None) -> Refusal:
    """The purchaser draws the contract of a final award, until it is signed."""
    if (refusal := buys(by, award.tender.project)) is not None:
        return refusal
    if award.final_at is None:
        return _("还没有定标，不能拟合同。")
    return _("合同已经签了，不能再改。") if contract is not None and contract.signed_at is not None else None


def replace_contract_template(by: Actor, county: Division) -> Refusal:
    """Whoever buys for the whole county says how its contracts look."""
    if by.role in BUYERS and by.scope.column == "county_id" and county.pk in by.scope.areas:
        return None
    return _("合同模板由区县的购买方或经办人来换。")


def sign_contract(by: Actor, contract: Contract) -> Refusal:
    """The purchaser keeps the signed paper, once."""
    if contract.signed_at is not None:
        return _("这份合同已经签了。")
    if contract.project.state != State.AWARDED:
        return _("项目现在是“%(state)s”，这一步还不能做。") % {"state": contract.project.get_state_display()}
    return buys(by, contract.project)


def _judges(by: Actor, seat: TenderJudge) -> Refusal:
    if by.post is None or seat.post_id != by.post or seat.dismissed_at is not None:
        return _("这一次采购没有请您评审。")
    if seat.tender.state in (TenderState.DRAFT, TenderState.PUBLISHED):
        return _("还没有开标。开标以后请再来。")
    return _("评审已经结束了。") if seat.tender.state != TenderState.OPENED else None


def _takes_bids(tender: Tender, arrived: datetime) -> Refusal:
    if tender.state != TenderState.PUBLISHED or tender.project.state != State.TENDERING:
        return _("这一次采购现在不收投标。")
    if arrived >= tender.closes_at:
        return _("投标在 %(day)s 24 时截止，已经过了。") % {"day": tender.last_day}
    return None


def _ready(project: ServiceProject) -> Refusal:
    if State(project.state) in MOVES["tender"][0]:
        return None
    return _("项目现在是“%(state)s”，批准立项以后才能采购。") % {"state": project.get_state_display()}


def _moves(tender: Tender, verb: str) -> Refusal:
    if TenderState(tender.state) in TENDER_MOVES[verb][0]:
        return None
    return _("这一次采购现在是“%(state)s”，这一步不能做。") % {"state": tender.get_state_display()}


def _said(sentence: str, ask: str) -> Refusal:
    return ask if len(tidy(sentence)) < LEAST else None
