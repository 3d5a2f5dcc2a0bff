"""The contract follows from the award: same price, same plan; its signed paper is kept sealed."""

from datetime import date
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.directory.money import yuan
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import scans, word
from linli.places.models import Division
from linli.projects.actions import road
from linli.projects.models import Contract, ContractTemplate, Tender, TenderAward
from linli.projects.procurement import policies, queries
from linli.projects.procurement.actions.steps import held_tender
from linli.projects.procurement.contract import KNOWN
from linli.projects.queries import plan
from linli.projects.words import held, text


@action
def draw_contract(award: TenderAward, *, by: Actor, number: str, price: int) -> Contract:
    """Draw the contract, or draw it anew before it is signed. What was bid and offered is not changed by it.

    Raises ``Refused`` for a price that is not the bid's, and for a plan that is not the one that was offered.
    """
    tender = held_tender(award.tender)
    award = TenderAward.objects.get(pk=award.pk)
    award.tender = tender
    contract = queries.contract_of(award)
    require(policies.draw_contract(by, award, contract))
    if price != award.price:
        told = {"price": yuan(award.price)}
        raise Refused(_("合同价要和中标价一样：%(price)s 元。要改价，只能重新采购。") % told, "price")
    _check_plan(tender)
    if contract is None:
        contract = Contract(project=tender.project, award=award)
    contract.number = text(number, 60, "number", ask=_("请写合同编号。"))
    contract.price, contract.drawn_at, contract.drawn_name = price, timezone.now(), by.name
    contract.save()
    audit.record("contract.drawn", contract, by=by, county=tender.project.county_id)
    return contract


@action
def replace_contract_template(county: Division, file_name: str, content: bytes, *, by: Actor) -> ContractTemplate:
    """Draw a county's contracts in its own Word template from now on. Raises ``Refused`` with all that is wrong."""
    require(policies.replace_contract_template(by, county))
    if wrong := word.check(content, KNOWN):
        raise Refused("".join(wrong), "file")
    name = text(file_name, 200, "file")
    made = ContractTemplate.objects.create(county=county, file_name=name, content=content, by_name=by.name)
    audit.record("contract_template.replaced", made, by=by, county=county.pk, size=len(content))
    return made


def _check_plan(tender: Tender) -> None:
    if plan.digest(plan.content(tender.project)) != tender.digest:
        raise Refused(_("方案和采购公告时的那一版不一样了，不能照它签合同。指标、预算和里程碑要以采购的那一版为准。"))


@action
def sign_contract(
    contract: Contract, *, by: Actor, on: date, scan: IO[bytes], programme: Programme | None = None
) -> Contract:
    """Keep the signed and sealed paper (PDF or photograph), and let the project run. Raises ``Refused``."""
    project = held(contract.project)
    contract = Contract.objects.select_for_update(of=("self",)).select_related("award__tender").get(pk=contract.pk)
    contract.project = contract.award.tender.project = project
    require(policies.sign_contract(by, contract))
    _check_plan(contract.award.tender)
    paper = scans.scanned(scan, "scan")
    contract.scan, contract.media, contract.digest = paper.kept, paper.media, paper.digest
    contract.signed_at = timezone.now()
    contract.save()
    contract.project = road.sign(project, by=by, on=on, contract=contract.number, programme=programme)
    audit.record("contract.signed", contract, by=by, county=project.county_id, digest=contract.digest)
    return contract
