"""采购: the purchaser's page of a procedure, from its draft to the signed contract; its whole file on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects.forms.fields import refuse_row, rows_of
from linli.projects.models import ServiceProject, Tender, TenderState
from linli.projects.policies import PROCEDURES
from linli.projects.procurement import actions, queries
from linli.projects.procurement.forms import (
    CriterionForm,
    DrawForm,
    JudgeForm,
    ProposeForm,
    SignForm,
    TenderForm,
    WhyForm,
)
from linli.projects.procurement.views.showing import shown
from linli.projects.views.found import PAGE, asked, sought

buyers = staff(*PROCEDURES)
MOST_ITEMS, AT_FIRST = 30, 4


class Sheets:
    """The forms of the page; only the one that was sent is bound."""

    def __init__(self, request: Request, project: ServiceProject, tender: Tender | None) -> None:
        self.request, self.project, self.tender = request, project, tender
        self.do = request.POST.get("do", "")
        methods = queries.rules_of(project).methods
        self.draft = TenderForm(
            self._sent("draft"), project=project, methods=methods, initial=_initial(project, tender)
        )
        items = list(tender.tendercriterions.values("name", "weight", "kind")) if tender is not None else []
        more = 1 if items else AT_FIRST
        made = formset_factory(CriterionForm, extra=more, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS)
        self.items: Any = made(self._sent("draft"), initial=items, prefix="rows")
        self.judge = JudgeForm(self._sent("appoint"), by=request.actor, today=timezone.localdate())
        self.fail = WhyForm(self._sent("fail"), prefix="fail")
        self.take_back = WhyForm(self._sent("take_back"), prefix="back")
        self.dismiss = WhyForm(self._sent("dismiss"), prefix="out")
        self.propose = ProposeForm(self._sent("propose"), tender=tender) if tender is not None else None
        award = queries.award_of(tender) if tender is not None else None
        drawn = queries.contract_of(award)
        number = drawn.number if drawn is not None else ""
        self.draw = DrawForm(
            self._sent("draw"), initial={"number": number, "price": award.price if award is not None else None}
        )
        files = request.FILES if self.do == "sign" else None
        self.sign = SignForm(self._sent("sign"), files, project=project)

    def _sent(self, do: str) -> Any:
        return self.request.POST if self.do == do else None

    def bound(self) -> list[Any]:
        """Return the forms that were sent."""
        forms = (self.draft, self.items, self.judge, self.fail, self.take_back, self.dismiss, self.propose, self.draw,
                 self.sign)  # fmt: skip
        return [form for form in forms if form is not None and form.is_bound]


def _initial(project: ServiceProject, tender: Tender | None) -> dict[str, Any]:
    if tender is None:
        return {"publisher": project.place.name}
    names = ("method", "fixed", "requirements", "bond_percent", "basis", "publisher", "telephone")
    told = {name: getattr(tender, name) for name in names}
    again = tender.state == TenderState.DRAFT
    return told | {
        "closes_on": tender.last_day if again else None,
        "invited": list(tender.invitations.values_list("organisation_id", flat=True)),
    }


@PAGE
@buyers
def procurement(request: Request, pk: UUID) -> HttpResponse:
    """Show how a project is bought, and take the next step."""
    found = sought(request, pk)
    tender = queries.tender_of(found)
    if tender is not None:
        tender.project = found
    sheets = Sheets(request, found, tender)
    if sheets.do in VERBS and (sheets.do == "draft" or tender is not None):
        try:
            said = VERBS[sheets.do](request, found, tender, sheets)
        except Refused as refused:
            _refuse(request, sheets, refused)
        else:
            if said:
                messages.success(request, said)
                return redirect("procurement", found.pk)
    return asked(request, "procurement", shown(request.actor, found, tender) | {"sheets": sheets}, *sheets.bound())


def _refuse(request: Request, sheets: Sheets, refused: Refused) -> None:
    """Show a refusal at its field, at its row, or above the page."""
    forms = sheets.bound()
    if not forms:
        messages.warning(request, refused.sentence)
    elif sheets.do == "draft":
        field = refused.field if refused.field in sheets.draft.fields else ""
        if field:
            refuse(sheets.draft, refused)
        else:
            refuse_row(sheets.items, rows_of(sheets.items), refused)
    else:
        refuse(forms[0], refused)


def _draft(request: Request, project: ServiceProject, tender: Tender | None, sheets: Sheets) -> str:
    if not (sheets.draft.is_valid() and sheets.items.is_valid()):
        return ""
    rows: Any = rows_of(sheets.items)
    actions.draft_tender(project, sheets.draft.told([row.told() for row in rows]), by=request.actor)
    return _("存好了。看一遍，再发公告。")


def _plain(verb: Callable[..., Any], said: str) -> Callable[..., str]:
    def run(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
        verb(tender, by=request.actor)
        return said

    return run


def _appoint(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    if not sheets.judge.is_valid():
        return ""
    seat = actions.appoint_judge(tender, sheets.judge.cleaned_data["post"], by=request.actor)
    return _("请了%(name)s。") % {"name": seat.name}


def _dismiss(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    seat = next((one for one in queries.seats(tender) if str(one.pk) == request.POST.get("seat")), None)
    if seat is None:
        raise Http404
    if not sheets.dismiss.is_valid():
        return ""
    seat.tender = tender
    actions.dismiss_judge(seat, by=request.actor, why=sheets.dismiss.cleaned_data["why"])
    return _("换下了。")


def _fail(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    if not sheets.fail.is_valid():
        return ""
    actions.fail_tender(tender, by=request.actor, reason=sheets.fail.cleaned_data["why"])
    return _("终止了，公告已经发出去。")


def _propose(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    if sheets.propose is None or not sheets.propose.is_valid():
        return ""
    actions.propose_award(tender, by=request.actor, **sheets.propose.cleaned_data)
    return _("中标公示发出去了。期满没有异议、或异议都答复了，再来定标。")


def _take_back(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    award = queries.award_of(tender)
    if award is None or not sheets.take_back.is_valid():
        return ""
    award.tender = tender
    actions.take_back_award(award, by=request.actor, why=sheets.take_back.cleaned_data["why"])
    return _("收回了，公示页上写明了原因。")


def _confirm(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    award = queries.award_of(tender)
    if award is None:
        return ""
    award.tender = tender
    actions.confirm_award(award, by=request.actor)
    return _("定标了。三十天内要签合同，看下面的日子。")


def _draw(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    award = queries.award_of(tender)
    if award is None or not sheets.draw.is_valid():
        return ""
    award.tender = tender
    actions.draw_contract(award, by=request.actor, **sheets.draw.cleaned_data)
    return _("拟好了，可以下载 Word。")


def _sign(request: Request, project: ServiceProject, tender: Tender, sheets: Sheets) -> str:
    contract = queries.contract_of(queries.award_of(tender))
    if contract is None or not sheets.sign.is_valid():
        return ""
    contract.project = project
    actions.sign_contract(contract, by=request.actor, **sheets.sign.cleaned_data)
    return _("合同收好了，项目开始执行。七个工作日内要备案。")


VERBS: dict[str, Callable[..., str]] = {
    "draft": _draft,
    "publish": _plain(actions.publish_tender, _("公告发出去了。截止以前，谁也看不到投标。")),
    "open": _plain(actions.open_bids, _("开标了，代号是抽签排的。")),
    "score": _plain(actions.close_scoring, _("评审结束，得分算好了。")),
    "appoint": _appoint,
    "dismiss": _dismiss,
    "fail": _fail,
    "propose": _propose,
    "take_back": _take_back,
    "confirm": _confirm,
    "draw": _draw,
    "sign": _sign,
}
