"""Judges are asked, stand aside or sit, score without names, and hand in; the purchaser closes the scoring."""

from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects.models import Bid, BidScore, Tender, TenderCriterion, TenderJudge, TenderState
from linli.projects.procurement import policies, queries
from linli.projects.procurement.actions.sheets import ask_for_sheets, end_sheets
from linli.projects.procurement.actions.steps import held_tender, step
from linli.projects.procurement.told import Given
from linli.projects.words import text
from linli.workforce.reach import own

STEP = Decimal("0.5")


@action
def appoint_judge(tender: Tender, post: Post, *, by: Actor) -> TenderJudge:
    """Ask somebody to judge. Raises ``Refused`` for whoever belongs to an agency that is invited or bids."""
    tender = held_tender(tender)
    tied = bool(queries.ties(post) & queries.bidders(tender))
    require(policies.appoint_judge(by, tender, post, tied))
    if tender.tenderjudges.filter(post=post).exists():
        raise Refused(_("这位已经请过了。"), "post")
    seat = TenderJudge.objects.create(tender=tender, post=post, name=post.user.name, appointed_at=timezone.now())
    if tender.state == TenderState.OPENED:
        ask_for_sheets(tender, [seat], by=by)
    audit.record("tender.judge_appointed", seat, by=by, county=tender.project.county_id)
    return seat


@action
def dismiss_judge(seat: TenderJudge, *, by: Actor, why: str) -> TenderJudge:
    """Replace a judge; what she gave does not count."""
    tender = held_tender(seat.tender)
    seat = TenderJudge.objects.select_for_update().get(pk=seat.pk)
    seat.tender = tender
    require(policies.dismiss_judge(by, seat, why))
    seat.dismissed_at, seat.why = timezone.now(), text(why, 200, "why")
    seat.save(update_fields=["dismissed_at", "why"])
    end_sheets(tender, [seat], _("换人了"), by=by)
    audit.record("tender.judge_dismissed", seat, by=by, county=tender.project.county_id)
    return seat


@action
def declare(seat: TenderJudge, *, by: Actor, conflict: bool, why: str = "") -> TenderJudge:
    """Say whether one stands aside. Who is registered with a bidder cannot say that nothing ties her."""
    seat = _sitting(seat)
    with own(by):
        tied = bool(queries.ties(seat.post) & queries.bidders(seat.tender))
    require(policies.declare(by, seat, conflict, tied))
    seat.conflict, seat.why, seat.declared_at = conflict, text(why, 200, "why"), timezone.now()
    seat.save(update_fields=["conflict", "why", "declared_at"])
    if conflict:
        end_sheets(seat.tender, [seat], _("回避了"), by=by)
    audit.record("tender.judge_declared", seat, by=by, county=seat.tender.project.county_id, conflict=conflict)
    return seat


@action
def save_scores(seat: TenderJudge, given: Given, *, by: Actor, hand_in: bool) -> TenderJudge:
    """Keep a judge's points, as often as she likes until the scoring closes; handed in, none may be missing.

    Raises ``Refused`` naming ``<bid>.<criterion>``.
    """
    seat = _sitting(seat)
    require(policies.save_scores(by, seat))
    bids = {bid.pk for bid in queries.opened_bids(seat.tender)}
    items = {row.pk: row for row in seat.tender.tendercriterions.filter(kind=TenderCriterion.Kind.JUDGED)}
    for (bid, item), points in given.items():
        _check_points(bid in bids, items.get(item), points, f"{bid}.{item}")
    now = timezone.now()
    rows = [
        BidScore(tender=seat.tender, judge=seat, bid_id=bid, criterion_id=item, points=points, given_at=now)
        for (bid, item), points in given.items()
    ]
    BidScore.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["judge", "bid", "criterion"], update_fields=["points", "given_at"]
    )
    if hand_in:
        _hand_in(seat, {(bid, item) for bid in bids for item in items})
        end_sheets(seat.tender, [seat], _("交卷了"), by=by)
    audit.record("tender.scores_saved", seat, by=by, county=seat.tender.project.county_id, handed_in=hand_in)
    return seat


def _check_points(known: bool, item: TenderCriterion | None, points: Decimal, field: str) -> None:
    if not known or item is None:
        raise Refused(_("这一格不在这次评审里，请刷新再打。"), field)
    if not 0 <= points <= item.weight or points % STEP:
        raise Refused(_("“%(name)s”打 0 到 %(most)d 分，半分一档。") % {"name": item.name, "most": item.weight}, field)


def _hand_in(seat: TenderJudge, wanted: set[tuple[UUID, UUID]]) -> None:
    missing = len(wanted - set(queries.own_scores(seat)))
    if missing:
        raise Refused(_("还有 %(n)d 格没有打分，打完才能交卷。") % {"n": missing})
    seat.handed_in_at = timezone.now()
    seat.save(update_fields=["handed_in_at"])


@action
def close_scoring(tender: Tender, *, by: Actor) -> Tender:
    """Close the scoring when every sheet is in: points and places are made, exactly. Raises ``Refused``."""
    tender = held_tender(tender)
    require(policies.close_scoring(by, tender, *queries.sheets(tender)))
    tender.scored_at = timezone.now()
    step(tender, "score", "scored_at")
    bids = {bid.pk: bid for bid in queries.opened_bids(tender)}
    for told in queries.results(tender):
        bids[told.pk].points, bids[told.pk].rank = told.points, told.rank
    Bid.objects.bulk_update(bids.values(), ["points", "rank"])
    audit.record("tender.scored", tender, by=by, county=tender.project.county_id, bids=len(bids))
    return tender


def _sitting(seat: TenderJudge) -> TenderJudge:
    """Return a seat as it is now, its procedure held, so that no sheet changes while the scoring closes."""
    rows = Tender.objects.select_for_update(of=("self",)).select_related("project__place__county")
    tender = rows.get(pk=seat.tender_id)
    seat = TenderJudge.objects.select_related("post__user").get(pk=seat.pk)
    seat.tender = tender
    return seat
