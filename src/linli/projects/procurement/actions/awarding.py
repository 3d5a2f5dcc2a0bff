"""Who is to win is told to everybody; the award is final when the notice has run out in peace."""

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.projects.actions import road
from linli.projects.models import Bid, Tender, TenderAward
from linli.projects.procurement import notices, policies, queries
from linli.projects.procurement.actions.steps import end, held_tender, step
from linli.projects.words import text
from linli.transparency import actions as transparency
from linli.transparency.models import Answer
from linli.transparency.queries import about


@action
def propose_award(tender: Tender, bid: Bid, *, by: Actor, why: str = "") -> TenderAward:
    """Propose a winner and publish it; who is not the first needs a reason. Raises ``Refused``."""
    tender = held_tender(tender)
    bid = Bid.objects.select_related("organisation").get(pk=bid.pk)
    require(policies.propose_award(by, tender, bid, why))
    award = TenderAward(
        tender=tender, bid=bid, price=bid.price or 0, why=text(why, 300, "why"), proposed_at=timezone.now(),
        proposed_name=by.name,
    )  # fmt: skip
    words = notices.awarding(award, queries.opened_bids(tender))
    award.notice = transparency.publish(words, place=tender.project, by=by, subject_kind=queries.KIND, subject=award.pk)
    award.save(force_insert=True)
    step(tender, "propose")
    audit.record("tender.award_proposed", award, by=by, county=tender.project.county_id)
    return award


@action
def take_back_award(award: TenderAward, *, by: Actor, why: str) -> TenderAward:
    """Take a proposal back: its notice is withdrawn with the reason, another may be proposed."""
    award = _held(award)
    require(policies.take_back_award(by, award, why))
    award.taken_back_at, award.taken_back_why = timezone.now(), text(why, 300, "why")
    award.save(update_fields=["taken_back_at", "taken_back_why"])
    if award.notice is not None and award.notice.withdrawn_at is None:
        transparency.withdraw(award.notice, reason=award.taken_back_why, by=by)
    step(award.tender, "take_back")
    audit.record("tender.award_taken_back", award, by=by, county=award.tender.project.county_id)
    return award


@action
def confirm_award(award: TenderAward, *, by: Actor) -> TenderAward:
    """Make an award final once its notice has run out and every objection was answered; the project is won."""
    award = _held(award)
    standing = about(queries.KIND, award.pk)
    upheld = Answer.objects.filter(notice=award.notice, outcome=Answer.Outcome.UPHELD).exists()
    require(policies.confirm_award(by, award, standing, upheld))
    award.final_at = timezone.now()
    award.save(update_fields=["final_at"])
    tender = end(award.tender, "confirm")
    how = f"{queries.method_of(tender).name} {tender.basis}"
    road.award(tender.project, award.bid.organisation, by=by, on=timezone.localdate(), sentence=how, price=award.price)
    audit.record("tender.awarded", award, by=by, county=tender.project.county_id)
    return award


def _held(award: TenderAward) -> TenderAward:
    """Return an award as it is now, its procedure and project held."""
    tender = held_tender(award.tender)
    rows = TenderAward.objects.select_for_update(of=("self",)).select_related("bid__organisation", "notice")
    award = rows.get(pk=award.pk)
    award.tender = tender
    return award
