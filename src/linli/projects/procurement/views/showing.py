"""What the purchaser's page shows of a procedure, and which steps stand open to whoever looks."""

from typing import Any

from django.utils import timezone

from linli.audit import actions as audit
from linli.directory.money import yuan
from linli.kernel.actor import Actor
from linli.places.models import Level
from linli.projects import packs as project_packs
from linli.projects.models import Bid, Contract, ServiceProject, Tender, TenderAward, TenderState
from linli.projects.policies import buys
from linli.projects.procurement import policies, promises, queries
from linli.projects.procurement.views.following import next_step
from linli.projects.queries import clocks
from linli.transparency.queries import about

ROAD = (TenderState.DRAFT, TenderState.PUBLISHED, TenderState.OPENED, TenderState.SCORED, TenderState.PROPOSED,
        TenderState.AWARDED)  # fmt: skip


def shown(by: Actor, project: ServiceProject, tender: Tender | None) -> dict[str, Any]:
    """Return what the page is rendered from; the looks at the teams are written."""
    rules = queries.rules_of(project)
    told: dict[str, Any] = {
        "project": project, "tender": tender, "rules": rules, "history": queries.history(project),
        "clocks": clocks.clocks(project, project_packs.rules(project_packs.region_of(project.place)),
                                timezone.localdate()),
        "drafting": policies.draft_tender(by, project, tender if _runs(tender) else None), "may": {},
    }  # fmt: skip
    if tender is None:
        return told
    award = queries.award_of(tender)
    if award is not None:
        award.tender = tender
    contract = queries.contract_of(award)
    if contract is not None:
        contract.project = project
    bids = queries.opened_bids(tender)
    return told | {
        "method": queries.method_of(tender), "steps": _steps(tender), "lacking": _lacking(tender),
        "criteria": tender.tendercriterions.all(),
        "seats": queries.seats(tender), "bids": _bids(by, tender, bids), "scores": _scores(tender, bids),
        "award": award, "award_price": yuan(award.price) if award is not None else "",
        "standing": about(queries.KIND, award.pk) if award is not None else None, "contract": contract,
        "invited": list(tender.invitations.select_related("organisation")),
        "may": _may(by, tender, award, contract), "next": next_step(by, tender, award, contract),
    }  # fmt: skip


def _runs(tender: Tender | None) -> bool:
    return tender is not None and tender.state != TenderState.FAILED


def _lacking(tender: Tender) -> list[str]:
    return queries.lacking(tender) if tender.state == TenderState.DRAFT else []


def _steps(tender: Tender) -> list[dict[str, Any]]:
    """Return the road of a procedure as a bar of steps; none for one that failed."""
    if tender.state == TenderState.FAILED:
        return []
    here = ROAD.index(TenderState(tender.state))
    return [
        {"label": state.label, "state": "current" if number == here else "done" if number < here else ""}
        for number, state in enumerate(ROAD)
    ]


def _bids(by: Actor, tender: Tender, bids: list[Bid]) -> list[dict[str, Any]]:
    teams = queries.teams(bids)
    seen = {one.worker_id for team in teams.values() for one in team}
    audit.looked("team", sorted(seen), by=by, fields=["name"])
    files, offers = queries.with_file(bids), queries.offers(tender)
    return [
        {
            "bid": bid,
            "price": yuan(bid.price or 0),
            "team": teams.get(bid.pk, []),
            "file": bid.pk in files,
            "offer": offers.get(bid.pk),
            "promised": promises.shown(tender.content, offers[bid.pk].promises) if bid.pk in offers else [],
        }
        for bid in bids
    ]


def _scores(tender: Tender, bids: list[Bid]) -> list[dict[str, Any]]:
    """Return the points by item once the scoring has closed."""
    if tender.scored_at is None:
        return []
    named, names = {bid.pk: bid for bid in bids}, [row.name for row in tender.tendercriterions.all()]
    return [
        {"bid": named[one.pk], "parts": list(zip(names, one.parts, strict=True)), "points": one.points}
        for one in queries.results(tender)
    ]


def _may(by: Actor, tender: Tender, award: TenderAward | None, contract: Contract | None) -> dict[str, bool]:
    first = next((bid for bid in queries.opened_bids(tender) if bid.rank == 1), None)
    asks, place = buys(by, tender.project) is None, tender.project.place
    county = place if place.level == Level.COUNTY else place.county
    return {
        "judges": asks and tender.state in (TenderState.DRAFT, TenderState.PUBLISHED, TenderState.OPENED),
        "propose": first is not None and policies.propose_award(by, tender, first, "") is None,
        "take_back": award is not None and policies.take_back_award(by, award, "为什么收回") is None,
        "fail": policies.fail_tender(by, tender, "为什么终止") is None,
        "draw": award is not None and policies.draw_contract(by, award, contract) is None,
        "template": county is not None and policies.replace_contract_template(by, county) is None,
        "sign": contract is not None and policies.sign_contract(by, contract) is None,
    }  # fmt: skip
