"""Procedures of buying for tests: drafted, published, bid in, opened and scored by the verbs, under a moved clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, seeing
from linli.papers.scans import JPEG, Scan
from linli.places.models import Division, Level
from linli.projects.models import (
    Bid,
    BidPaper,
    BidScore,
    Contract,
    ServiceProject,
    Tender,
    TenderAward,
    TenderCriterion,
    TenderJudge,
    TenderState,
)
from linli.projects.procurement import actions
from linli.projects.procurement.told import BidTold, CriterionTold, Offer, Seat, TenderTold
from linli.workforce.models import Worker
from tests.factories import projects
from tests.factories.projects import Buying
from tests.factories.workforce import worker

ITEMS = (CriterionTold("方案", 60), CriterionTold("团队", 20), CriterionTold("报价", 20, "price"))


@dataclass
class Fair:
    """A project that is bought: who buys, who bids, who judges, the procedure."""

    who: Buying
    project: ServiceProject
    tender: Tender
    heads: list[Actor] = field(default_factory=list)
    judges: list[Actor] = field(default_factory=list)


def told(**facts: Any) -> TenderTold:
    """Say a consultation that takes bids to the end of today."""
    said: dict[str, Any] = {
        "method": "consultation", "closes_on": timezone.localdate(), "basis": "示采〔2026〕1号",
        "publisher": "示范县民政局", "telephone": "0990-1234567", "criteria": ITEMS, "requirements": "有登记证书。",
    }  # fmt: skip
    return TenderTold(**(said | facts))


def head(county: int, name: str) -> Actor:
    """Register an agency with its head and one worker on the register; return the head."""
    agency = projects.agency(county, name)
    lead = projects.actor(Role.PROVIDER_LEAD, None, organisation=agency)
    with seeing(Scope(column="county_id", areas=(county,))):
        worker({"county_id": county}, organisation_id=agency.pk)
    return lead


def published(place: Division, names: tuple[str, ...] = ("甲社工机构", "乙社工机构"), **facts: Any) -> Fair:
    """Have a project approved and its procedure published; heads and two judges stand by."""
    who = projects.buying(place)
    project = projects.approved(place, who)
    tender = actions.draft_tender(project, told(**facts), by=who.buyer)
    county = project.county_id
    fair = Fair(who, project, tender, [head(county, name) for name in names])
    seat_of = place if place.level == Level.COUNTY else place.county
    fair.judges = [projects.actor(Role.BID_JUDGE, seat_of) for _ in range(2)]
    for judge in fair.judges:
        actions.appoint_judge(tender, post_of(judge), by=who.buyer)
    fair.tender = actions.publish_tender(tender, by=who.buyer)
    return fair


def post_of(actor: Actor) -> Post:
    """Return the post an actor stands in."""
    return Post.objects.select_related("user").get(pk__in=[actor.post])


def offer(by: Actor, tender: Tender, price: int = 14_000_000, **facts: Any) -> BidTold:
    """Say a bid of two lines with one's own people in it."""
    lines = facts.pop("lines", (price - 1_000_000, 1_000_000))
    team = tuple((one.pk, "社工") for one in Worker.objects.filter(organisation=by.organisation))
    return BidTold(facts.pop("words", "每月走访，节假日不断。"), lines, team=facts.pop("team", team), **facts)


def bid(fair: Fair, by: Actor, price: int = 14_000_000, **facts: Any) -> Bid:
    """Bid as the head of an agency, in her own reach."""
    with seeing(by.scope):
        key = facts.pop("key", new_id())
        return actions.submit_bid(fair.tender, offer(by, fair.tender, price, **facts), by=by, key=key)


@contextmanager
def after(fair: Fair, **more: int) -> Iterator[None]:
    """Stand a minute, or so many days, after the deadline."""
    moment = fair.tender.closes_at + (timedelta(**more) if more else timedelta(minutes=1))
    with time_machine.travel(moment, tick=True):
        yield


def opened(place: Division, **facts: Any) -> Fair:
    """Have two bids in (14 and 13 thousand tens) and opened; call it under :func:`after`'s clock afterwards."""
    fair = published(place, **facts)
    for by, price in zip(fair.heads, (14_000_000, 13_000_000), strict=False):
        bid(fair, by, price)
    with after(fair):
        fair.tender = actions.open_bids(fair.tender, by=fair.who.buyer)
    return fair


def seat(fair: Fair, judge: Actor) -> TenderJudge:
    """Return where a judge sits."""
    return TenderJudge.objects.get(tender=fair.tender, post__in=[judge.post])


def score(fair: Fair, judge: Actor, points: dict[str, tuple[str, str]], *, hand_in: bool = True) -> TenderJudge:
    """Declare and score as a judge: agency → points for the two judged items."""
    with seeing(judge.scope):
        held = seat(fair, judge)
        if held.conflict is None:
            held = actions.declare(held, by=judge, conflict=False)
        items = list(fair.tender.tendercriterions.filter(kind="judged"))
        bids = {one.organisation.name: one for one in Bid.objects.select_related("organisation")}
        given = {
            (bids[name].pk, item.pk): Decimal(value)
            for name, values in points.items() for item, value in zip(items, values, strict=True)
        }  # fmt: skip
        return actions.save_scores(held, given, by=judge, hand_in=hand_in)


def scored(place: Division, **facts: Any) -> Fair:
    """Have two bids opened and scored: 甲 comes first."""
    fair = opened(place, **facts)
    with after(fair):
        for judge in fair.judges:
            score(fair, judge, {"甲社工机构": ("50", "18"), "乙社工机构": ("40", "15.5")})
        fair.tender = actions.close_scoring(fair.tender, by=fair.who.buyer)
    return fair


def proposed(place: Division, **facts: Any) -> tuple[Fair, TenderAward]:
    """Have the first proposed."""
    fair = scored(place, **facts)
    with after(fair):
        first = Bid.objects.get(tender=fair.tender, rank=1)
        return fair, actions.propose_award(fair.tender, first, by=fair.who.buyer)


def awarded(place: Division, **facts: Any) -> tuple[Fair, TenderAward]:
    """Have the award final, fourteen days after the deadline."""
    fair, award = proposed(place, **facts)
    with after(fair, days=14):
        award = actions.confirm_award(award, by=fair.who.buyer)
    fair.project.refresh_from_db()
    return fair, award


DAY = datetime(2024, 5, 6, 9, tzinfo=timezone.get_default_timezone())


def bare(project: ServiceProject, ours: Organisation, judge: Any = None) -> Tender:
    """Make a procedure of a project by a few rows: opened, one bid with its file, a judge who sits when given one."""
    with acting():
        tender = Tender.objects.create(
            project=project, number=1, method="consultation", basis="依据", publisher="单位", telephone="1",
            closes_at=DAY, drafted_at=DAY, published_at=DAY, opened_at=DAY, state=TenderState.OPENED,
            content={**dict.fromkeys(("indicators", "budgetlines", "milestones", "stafflines"), []), "objective": "",
                     "standards": "", "name": "示范", "starts_on": "", "ends_on": ""},
        )  # fmt: skip
        item = TenderCriterion.objects.create(tender=tender, position=1, name="方案", weight=100)
        made = Bid.objects.create(
            tender=tender, organisation=ours, key=new_id(), digest="0" * 64, submitted_at=DAY, letter="A", price=100_00
        )
        paper = BidPaper(bid=made, organisation=ours, county_id=project.county_id, town_id=project.town_id, media=JPEG)
        paper.content = Offer("方案", (), None, (Seat("社工"),), "0" * 64).packed()
        paper.file = Scan(projects.receipt().getvalue(), JPEG).kept
        paper.save(force_insert=True)
        if judge is not None:
            held = TenderJudge.objects.create(
                tender=tender, post=judge, name="示范专家", appointed_at=DAY, conflict=False, declared_at=DAY
            )
            with seeing(Scope(post=judge.pk)):
                BidScore.objects.create(
                    tender=tender, judge=held, bid=made, criterion=item, points=Decimal(50), given_at=DAY
                )
    return tender


def contract(tender: Tender) -> Contract:
    """Make the signed contract of a bare procedure."""
    with acting():
        award = TenderAward.objects.create(
            tender=tender, bid=tender.bids.get(), price=100_00, proposed_at=DAY, final_at=DAY
        )
        made = Contract(project=tender.project, award=award, number="1号", price=100_00, drawn_at=DAY, digest="0" * 64,
                        media=JPEG, signed_at=DAY)  # fmt: skip
        made.scan = Scan(projects.receipt().getvalue(), JPEG).kept
        made.save(force_insert=True)
    return made
