"""Agencies bid under seal; after the deadline the purchaser opens all bids at once."""

from hashlib import sha256
from random import SystemRandom
from string import ascii_uppercase
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.directory.money import MOST, yuan
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import scans
from linli.projects.models import Bid, BidPaper, Tender, TenderCriterion
from linli.projects.procurement import policies, promises, queries
from linli.projects.procurement.actions.sheets import ask_for_sheets
from linli.projects.procurement.actions.steps import held_tender, step
from linli.projects.procurement.told import BidTold, Offer, Seat, unpacked
from linli.projects.words import text
from linli.workforce import actions as workforce

LONGEST, MOST_HOURS = 20_000, 1_000_000


@action
def submit_bid(tender: Tender, told: BidTold, *, by: Actor, key: UUID) -> Bid:
    """Put a bid into its envelope; one that was there before is replaced. ``key`` is the form's: sent twice, once done.

    What counts is when it arrived here, not when the lock was free. Raises ``Refused`` naming the field.
    """
    arrived = timezone.now()
    tender = _taking(tender)
    require(policies.submit_bid(by, tender, queries.is_invited(tender, by.organisation), arrived))
    organisation = Organisation.objects.get(pk__in=[by.organisation])
    bid = Bid.objects.filter(tender=tender, organisation=organisation).first()
    if bid is not None and bid.key == key:
        return bid
    facts = {"key": key, "submitted_at": arrived, "submitted_user": by.user, "submitted_name": by.name,
             "withdrawn_at": None}  # fmt: skip
    if bid is None:
        bid = Bid(tender=tender, organisation=organisation, **facts)
        bid.save(force_insert=True)
        paper = BidPaper(bid=bid, organisation=organisation, county_id=tender.project.county_id,
                         town_id=tender.project.town_id)  # fmt: skip
    else:
        paper = BidPaper.objects.get(bid=bid)
        bid.times += 1
        for name, value in facts.items():
            setattr(bid, name, value)
    packed = _offer(tender, bid, paper, told, by).packed()
    paper.content = packed
    if told.paper is not None:
        paper.file, paper.media = told.paper.kept, told.paper.media
    paper.save()
    bid.digest = sha256(packed.encode()).hexdigest()
    bid.save()
    audit.record("bid.submitted", bid, by=by, county=organisation.county_id, digest=bid.digest)
    return bid


def _taking(tender: Tender) -> Tender:
    """Return a procedure as it is now, held: bids into it wait for one another, and for its opening."""
    rows = Tender.objects.select_for_update(of=("self",)).select_related("project__place__county")
    return rows.get(pk=tender.pk)


def _offer(tender: Tender, bid: Bid, paper: BidPaper, told: BidTold, by: Actor) -> Offer:
    words = text(told.words, LONGEST, "words", ask=_("请写服务方案。"))
    names = [row["name"] for row in tender.content["budgetlines"]]
    if len(told.lines) != len(names):
        raise Refused(_("每个科目都要写金额，没有的写 0。"), "line0")
    for n, amount in enumerate(told.lines):
        if not 0 <= amount <= MOST:
            raise Refused(_("金额写成 150000 或 150,000.50 这样。"), f"line{n}")
    _check_price(tender, told.price)
    hours = _hours(tender, told.hours)
    _check_nameless(bid.organisation.name, words, told)
    team = _team(tender, bid, told, by)
    before = unpacked(paper.content).file if paper.content_sealed else ""
    file = told.paper.digest if told.paper is not None else before
    lines = tuple(zip(names, told.lines, strict=True))
    return Offer(words, lines, hours, team, file, promises.checked(tender.content, told.promises))


def _check_price(tender: Tender, price: int) -> None:
    total = tender.project.total
    if tender.fixed and price != total:
        raise Refused(_("这是固定价，各科目相加要正好 %(total)s 元，现在是 %(price)s 元。") % {
            "total": yuan(total), "price": yuan(price),
        }, "line0")  # fmt: skip
    if not 0 < price <= total:
        raise Refused(_("各科目相加要大于 0，不能超过项目预算 %(total)s 元，现在是 %(price)s 元。") % {
            "total": yuan(total), "price": yuan(price),
        }, "line0")  # fmt: skip


def _hours(tender: Tender, hours: int | None) -> int | None:
    asked = tender.tendercriterions.filter(kind=TenderCriterion.Kind.HOURS).exists()
    if asked and not hours:
        raise Refused(_("这次采购比工时，请写全期一共做多少小时。"), "hours")
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        raise Refused(_("工时写成整数，最多 1,000,000 小时。"), "hours")
    return hours if asked else None


def _check_nameless(name: str, words: str, told: BidTold) -> None:
    """Judges read without names: refuse a proposal that names its own agency."""
    if name in words:
        raise Refused(_("方案是匿名评的，里面不要写“%(name)s”。") % {"name": name}, "words")
    if told.paper is not None and name in "".join(scans.words(told.paper).split()):
        raise Refused(_("方案文件是匿名评的，里面不要写“%(name)s”。") % {"name": name}, "file")


def _team(tender: Tender, bid: Bid, told: BidTold, by: Actor) -> tuple[Seat, ...]:
    if tender.content["stafflines"] and not told.team:
        raise Refused(_("请从人才库里选做这个项目的人。"), "team")
    members = workforce.declare_team(
        bid.organisation, queries.TEAM, bid.pk, dict(told.team), county=workforce.UNDER_SEAL, by=by
    )
    return tuple(Seat(one.part, tuple(one.grades), tuple(one.fields)) for one in members)


@action
def withdraw_bid(bid: Bid, *, by: Actor) -> Bid:
    """Withdraw a bid before the deadline; its envelope is never opened. Raises ``Refused``."""
    arrived = timezone.now()
    tender = _taking(bid.tender)
    bid = Bid.objects.select_related("organisation").get(pk=bid.pk)
    bid.tender = tender
    require(policies.withdraw_bid(by, bid, arrived))
    bid.withdrawn_at = arrived
    bid.save(update_fields=["withdrawn_at"])
    audit.record("bid.withdrawn", bid, by=by, county=bid.organisation.county_id)
    return bid


@action
def open_bids(tender: Tender, *, by: Actor) -> Tender:
    """Open all bids at once, after the deadline; a lot gives each the letter by which judges know it.

    Too few bids are not opened at all. Raises ``Refused``.
    """
    tender, now = held_tender(tender), timezone.now()
    require(policies.open_bids(by, tender, now))
    tender.opened_at, tender.opened_name = now, by.name
    step(tender, "open", "opened_at", "opened_name")
    bids = list(tender.bids.filter(withdrawn_at=None).select_related("organisation").order_by("pk"))
    method = queries.method_of(tender)
    least = max(method.bids_at_least or 1, 1)
    if len(bids) < least:
        raise Refused(_("只有 %(n)d 家投标，%(method)s至少要 %(least)d 家。不开标，请终止这一次采购。") % {
            "n": len(bids), "method": method.name, "least": least,
        })  # fmt: skip
    SystemRandom().shuffle(bids)
    offers = queries.envelopes(tender)
    for number, bid in enumerate(bids):
        packed = offers[bid.pk]
        if sha256(packed.encode()).hexdigest() != bid.digest:
            raise Refused(_("有一份投标和它的回执对不上，先不开标，请找系统管理员。"))
        offer = unpacked(packed)
        bid.letter, bid.price, bid.hours = letter(number), offer.price, offer.hours
        workforce.place_team(bid.organisation, queries.TEAM, bid.pk, place=tender.project, by=by)
    Bid.objects.bulk_update(bids, ["letter", "price", "hours"])
    ask_for_sheets(tender, [seat for seat in queries.seats(tender) if seat.dismissed_at is None], by=by)
    audit.record("tender.opened", tender, by=by, county=tender.project.county_id, bids=len(bids))
    return tender


def letter(number: int) -> str:
    """Return A, B … Z, AA, AB … for 0, 1 …"""
    before, here = divmod(number, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[here]
