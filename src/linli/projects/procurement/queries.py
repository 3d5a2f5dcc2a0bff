"""What is read of a procedure: what it lacks, where it stands, what was offered, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.text import sort_key
from linli.projects import packs as project_packs
from linli.projects.models import (
    Bid,
    BidPaper,
    BidScore,
    Contract,
    Invitation,
    ServiceProject,
    Tender,
    TenderAward,
    TenderCriterion,
    TenderJudge,
    TenderState,
)
from linli.projects.procurement import scoring
from linli.projects.procurement.packs import Method, Rules, rules
from linli.projects.procurement.told import Offer, unpacked
from linli.projects.queries.plan import WHOLE, weight_gap
from linli.workforce.models import TeamMember, Worker

MOST_WORKERS = 200
KIND, TEAM = "projects.tenderaward", "projects.bid"


@dataclass(frozen=True)
class OfferedBy:
    """A bid after the opening: who, how much (分), how many hours; points and place once the scoring has closed."""

    organisation: UUID
    agency: str
    price: int
    hours: int | None
    points: Decimal | None
    rank: int | None
    submitted_at: datetime


@dataclass(frozen=True)
class Awarded:
    """Who is proposed, or won: ``final_on`` is None while the notice runs."""

    organisation: UUID
    agency: str
    price: int
    proposed_on: date
    final_on: date | None
    notice: UUID | None


@dataclass(frozen=True)
class Procedure:
    """One try to buy a project, as it may be told to everybody."""

    tender: UUID
    number: int
    state: str
    method: str
    method_name: str
    published_on: date
    deadline: datetime
    opened_at: datetime | None
    bids: tuple[OfferedBy, ...]
    award: Awarded | None
    reason: str
    notice: UUID | None


def of_project(project: ServiceProject) -> Procedure | None:
    """Return the latest published procedure of a project; None when it was bought in no procedure here.

    Bids are told after the opening, in the order of their places; before it there are none.
    """
    rows = project.tenders.exclude(state=TenderState.DRAFT).order_by("-number")
    tender = rows.first()
    if tender is None:
        return None
    award = award_of(tender)
    told = method_of(tender, project)
    return Procedure(
        tender.pk, tender.number, tender.state, tender.method, told.name, _day(tender.published_at), tender.closes_at,
        tender.opened_at, tuple(_offered(bid) for bid in opened_bids(tender)),
        _awarded(award) if award is not None else None, tender.reason, tender.notice_id,
    )  # fmt: skip


def _offered(bid: Bid) -> OfferedBy:
    assert bid.price is not None
    return OfferedBy(bid.organisation_id, bid.organisation.name, bid.price, bid.hours, bid.points, bid.rank,
                     bid.submitted_at)  # fmt: skip


def _awarded(award: TenderAward) -> Awarded:
    final = _day(award.final_at) if award.final_at else None
    return Awarded(award.bid.organisation_id, award.bid.organisation.name, award.price, _day(award.proposed_at), final,
                   award.notice_id)  # fmt: skip


def _day(at: datetime | None) -> date:
    assert at is not None
    return timezone.localtime(at).date()


def rules_of(project: ServiceProject) -> Rules:
    """Return the rules of buying in the county of a project."""
    return rules(project_packs.region_of(project.place))


def method_of(tender: Tender, project: ServiceProject | None = None) -> Method:
    """Return how a procedure buys; a code that a county has dropped since is shown as it is."""
    known = rules_of(project or tender.project).methods
    return known.get(tender.method) or Method(tender.method, tender.method, False, "", "")


def tender_of(project: ServiceProject) -> Tender | None:
    """Return the procedure that a project is in, else the last that failed."""
    return project.tenders.select_related("notice").order_by("-number").first()


def award_of(tender: Tender) -> TenderAward | None:
    """Return who is proposed or won."""
    rows = tender.tenderawards.filter(taken_back_at=None).select_related("bid__organisation", "notice")
    return rows.first()


def contract_of(award: TenderAward | None) -> Contract | None:
    """Return the contract that follows from an award, without its paper."""
    return Contract.objects.filter(award=award).defer("scan_sealed").first() if award is not None else None


def lacking(tender: Tender) -> list[str]:
    """Return what still keeps a draft from being published, as sentences."""
    told, method = [], method_of(tender)
    total = sum(row.weight for row in tender.tendercriterions.all())
    if total != WHOLE:
        told.append(weight_gap(total))
    days = (tender.last_day - timezone.localdate()).days
    if days < (method.days_at_least or 0):
        told.append(_("%(method)s从发公告到截止至少 %(n)d 天，现在只有 %(days)d 天（%(law)s）。") % {
            "method": method.name, "n": method.days_at_least, "days": max(days, 0), "law": method.law,
        })  # fmt: skip
    elif days < 0:
        told.append(_("截止的日期已经过了。"))
    asked = tender.invitations.count() if method.invited else 0
    if asked < (method.invite_at_least or 0):
        told.append(_("%(method)s至少请 %(n)d 家机构，现在是 %(asked)d 家。") % {
            "method": method.name, "n": method.invite_at_least, "asked": asked,
        })  # fmt: skip
    if method.invite_at_most is not None and asked > method.invite_at_most:
        told.append(_("%(method)s最多请 %(n)d 家机构。") % {"method": method.name, "n": method.invite_at_most})
    return told


def open_to(actor: Actor) -> QuerySet[Tender]:
    """Return the procedures that an agency may bid in or has been offered; page them by ``-published_at, -id``."""
    asked = Invitation.objects.filter(tender=OuterRef("pk"))
    mine = asked.filter(organisation=actor.organisation)
    rows = Tender.objects.exclude(state=TenderState.DRAFT).select_related("project", "project__place__county")
    return rows.filter(~Exists(asked) | Exists(mine))


def own_bids(actor: Actor, tenders: Iterable[Tender]) -> dict[UUID, Bid]:
    """Return the bids of one's own agency by procedure."""
    rows = Bid.objects.filter(tender__in=list(tenders), organisation=actor.organisation)
    return {row.tender_id: row for row in rows}


def is_invited(tender: Tender, organisation: UUID | None) -> bool:
    """Tell whether an agency may bid: everybody where nobody was invited by name."""
    asked = set(tender.invitations.values_list("organisation_id", flat=True))
    return not asked or organisation in asked


def opened_bids(tender: Tender) -> list[Bid]:
    """Return the bids of a procedure after its opening, the best first, then by letter; none before."""
    if tender.opened_at is None:
        return []
    rows = tender.bids.filter(withdrawn_at=None).select_related("organisation")
    return sorted(rows, key=lambda bid: (bid.rank or 0, bid.letter))


def envelopes(tender: Tender) -> dict[UUID, str]:
    """Return the texts of the opened envelopes, by bid; none before the opening."""
    rows = BidPaper.objects.filter(bid__tender=tender, bid__withdrawn_at=None).defer("file_sealed")
    return {row.pk: row.content for row in rows} if tender.opened_at is not None else {}


def offers(tender: Tender) -> dict[UUID, Offer]:
    """Return what lies in the opened envelopes, by bid."""
    return {key: unpacked(told) for key, told in envelopes(tender).items()}


def with_file(bids: Iterable[Bid]) -> set[UUID]:
    """Return those bids of several that came with a file."""
    rows = BidPaper.objects.filter(bid__in=list(bids)).exclude(media="")
    return set(rows.values_list("pk", flat=True))


def own_offer(bid: Bid | None) -> Offer | None:
    """Return what one's own agency has put into its envelope."""
    if bid is None:
        return None
    row = BidPaper.objects.filter(bid=bid).defer("file_sealed").first()
    return unpacked(row.content) if row is not None else None


def own_workers(actor: Actor) -> list[Worker]:
    """Return the people of one's own agency who stand on the register, by name."""
    rows = Worker.objects.visible_to(actor).filter(organisation=actor.organisation, left_at=None)
    return list(rows.order_by("sort_key", "pk")[:MOST_WORKERS])


def teams(bids: Iterable[Bid]) -> dict[UUID, list[TeamMember]]:
    """Return the teams that were declared, by bid; the caller writes the look before it renders."""
    found: dict[UUID, list[TeamMember]] = defaultdict(list)
    rows = TeamMember.objects.filter(subject_kind=TEAM, subject__in=[bid.pk for bid in bids])
    for row in sorted(rows, key=lambda one: sort_key(one.name)):
        found[row.subject].append(row)
    return found


def seats(tender: Tender) -> list[TenderJudge]:
    """Return the judges of a procedure as they were asked, those replaced among them."""
    return list(tender.tenderjudges.select_related("post__organisation").order_by("appointed_at", "pk"))


def sheets(tender: Tender) -> tuple[int, int]:
    """Return how many judges may score, and how many of them have not handed in; nobody where nothing is judged."""
    if not tender.tendercriterions.filter(kind=TenderCriterion.Kind.JUDGED).exists():
        return 1, 0
    sitting = [seat for seat in seats(tender) if seat.dismissed_at is None and not seat.conflict]
    return len(sitting), sum(seat.handed_in_at is None for seat in sitting)


def seats_of(actor: Actor) -> list[TenderJudge]:
    """Return the procedures a judge was asked for, newest first."""
    rows = TenderJudge.objects.filter(post__in=[actor.post], dismissed_at=None).exclude(tender__state=TenderState.DRAFT)
    return list(rows.select_related("tender__project__place__county").order_by("-appointed_at")[:50])


def ties(post: Post) -> set[UUID]:
    """Return the organisations that somebody belongs to by what is registered: her posts, her row on the register."""
    held = Post.objects.in_force(timezone.localdate()).filter(user=post.user_id, organisation__isnull=False)
    named = set(held.values_list("organisation_id", flat=True))
    rows = Worker.objects.filter(user=post.user_id, left_at=None, organisation__isnull=False)
    return {key for key in (*named, *rows.values_list("organisation_id", flat=True)) if key is not None}


def bidders(tender: Tender) -> set[UUID]:
    """Return the agencies that are invited, and after the opening those that bid."""
    asked = set(tender.invitations.values_list("organisation_id", flat=True))
    return asked | {bid.organisation_id for bid in opened_bids(tender)}


def own_scores(seat: TenderJudge) -> dict[tuple[UUID, UUID], Decimal]:
    """Return what one judge gave, by bid and criterion."""
    rows = BidScore.objects.filter(judge=seat)
    return {(row.bid_id, row.criterion_id): row.points for row in rows}


def given(tender: Tender) -> dict[tuple[UUID, UUID], list[Decimal]]:
    """Return what all judges who sit gave, by bid and criterion; nothing before the scoring has closed."""
    found: dict[tuple[UUID, UUID], list[Decimal]] = defaultdict(list)
    if tender.scored_at is None:
        return found
    rows = tender.bidscores.filter(judge__conflict=False, judge__dismissed_at=None).order_by("judge__appointed_at")
    for row in rows:
        found[row.bid_id, row.criterion_id].append(row.points)
    return found


def results(tender: Tender) -> list[scoring.Result]:
    """Return the bids scored, the best first."""
    items = [scoring.Item(row.pk, row.weight, row.kind) for row in tender.tendercriterions.all()]
    entrants = [scoring.Entrant(bid.pk, bid.price or 0, bid.hours, bid.submitted_at) for bid in opened_bids(tender)]
    return scoring.results(items, entrants, given(tender), rules_of(tender.project).ties)


def history(project: ServiceProject) -> list[Tender]:
    """Return the procedures of a project that failed, newest first."""
    rows = project.tenders.filter(state=TenderState.FAILED).order_by("-number")
    return list(rows)
