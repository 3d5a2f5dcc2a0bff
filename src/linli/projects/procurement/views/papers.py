"""Papers of a procedure: the file of a bid, the contract in Word with its template, the signed contract."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers import pictures
from linli.papers.scans import ENDINGS
from linli.people.forms import refuse
from linli.places.models import Division, Level
from linli.projects.models import BidPaper, Contract, ServiceProject, TenderJudge
from linli.projects.policies import PROCEDURES
from linli.projects.procurement import actions, policies, queries
from linli.projects.procurement import contract as word
from linli.projects.procurement.forms import ContractTemplateForm
from linli.projects.procurement.views.buyer import buyers
from linli.projects.views.found import PAGE, asked
from linli.projects.views.found import buyers as purchasers

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@staff(*PROCEDURES, Role.PROVIDER_LEAD, Role.BID_JUDGE)
def bid_file(request: Request, pk: UUID) -> HttpResponse:
    """Give out the file of a bid: to its own agency, and after the opening where it is judged."""
    rows = BidPaper.objects.select_related("bid__tender__project").exclude(file_sealed=None)
    paper = get_object_or_404(rows, pk=pk)
    if not _reads(request.actor, paper):
        raise Http404
    name = _("投标方案%(letter)s") % {"letter": paper.bid.letter}
    return _file(pictures.shown(paper.file), f"{name}.{ENDINGS[paper.media]}", paper.media)


def _reads(by: Actor, paper: BidPaper) -> bool:
    tender = paper.bid.tender
    if by.role == Role.PROVIDER_LEAD:
        return by.organisation == paper.organisation_id
    if tender.opened_at is None or paper.bid.withdrawn_at is not None:
        return False
    if by.role == Role.BID_JUDGE:
        return TenderJudge.objects.filter(tender=tender, post__in=[by.post], conflict=False, dismissed_at=None).exists()
    return ServiceProject.objects.visible_to(by).filter(pk=tender.project_id).exists()


@require_safe
@buyers
def contract_paper(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Give out a contract: in Word as it was drawn, or the signed paper."""
    rows = Contract.objects.filter(project__in=ServiceProject.objects.visible_to(request.actor))
    found = get_object_or_404(
        rows.select_related("project__place__county", "award__tender", "award__bid__organisation"), pk=pk
    )
    if kind == "word":
        tender = found.award.tender
        tender.project = found.project
        offer = queries.offers(tender).get(found.award.bid_id)
        if offer is None:
            raise Http404
        content = word.as_word(found, offer, queries.method_of(tender).name)
        return _file(content, f"{found.project.name}{_('合同')}.docx", DOCX)
    if kind != "signed" or found.signed_at is None:
        raise Http404
    return _file(pictures.shown(found.scan), f"{found.project.name}{_('合同')}.{ENDINGS[found.media]}", found.media)


@PAGE
@purchasers
def contract_template(request: Request) -> HttpResponse:
    """Show how the county's contracts look, give out the template in use (``?take``), and take one of its own."""
    area = request.actor.scope.areas[0] if request.actor.scope.column == "county_id" else None
    county = get_object_or_404(Division, pk=area, level=Level.COUNTY)
    if policies.replace_contract_template(request.actor, county) is not None:
        raise Http404
    newest = word.newest(county.pk)
    if "take" in request.GET:
        name = newest.file_name if newest is not None else f"{_('合同模板')}.docx"
        return _file(word.template_of(county.pk, county.code), name, DOCX)
    form = ContractTemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.replace_contract_template(county, file.name, file.read(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("换上了，以后的合同就用它。"))
            return redirect("contract_template")
    return asked(request, "contract_template", {"form": form, "newest": newest, "known": word.KNOWN}, form)


def _file(content: bytes, name: str, media: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
