"""拨款: the list, one request with everything it rests on, its invoice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.directory.money import yuan
from linli.kernel.actor import Actor
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.papers import pictures
from linli.people.forms import refuse
from linli.projects import packs
from linli.projects.models import PaymentPart, PaymentRequest, PaymentState
from linli.projects.payment import actions, policies
from linli.projects.payment.forms import PaidForm, StepForm
from linli.projects.payment.queries import conditions, evidence, lists, money
from linli.projects.views.found import PAGE, asked, readers, row_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@readers
def payments(request: Request) -> HttpResponse:
    """List the requests in reach, newest first; those who buy take them for the finance system."""
    may_export = policies.export_payments(request.actor) is None
    if request.GET.get("as") == "xlsx":
        return _exported(request)
    shown = page(lists.requests(request.actor), *lists.ORDER, after=request.GET.get("after", ""), size=40)
    rows = [(row, yuan(row.amount), policies.agrees_next(request.actor, row)) for row in shown.rows]
    older = f"?after={shown.next}" if shown.next else ""
    return asked(request, "payments", {"rows": rows, "older": older, "may_export": may_export})


def _exported(request: Request) -> HttpResponse:
    posts = Post.objects.select_related("place")
    post = posts.filter(pk=request.actor.post).first() if request.actor.post else None
    if post is None or post.place is None or policies.export_payments(request.actor) is not None:
        raise Http404
    return as_file(actions.export_payments(post.place, by=request.actor), XLSX, _("拨款清单") + ".xlsx")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return bytes as a file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@PAGE
@readers
def project_payment(request: Request, pk: UUID) -> HttpResponse:
    """Show one request with all it rests on; it is agreed to, sent back and noted as paid here."""
    row: PaymentRequest = row_of(PaymentRequest, request, pk, "milestone", "project__organisation")
    verb = request.POST.get("do", "")
    sent = request.method == "POST"
    step = StepForm(request.POST if sent and verb != "pay" else None)
    paid = PaidForm(request.POST if sent and verb == "pay" else None)
    form: Any = paid if verb == "pay" else step
    if sent and verb not in ("agree", "send_back", "pay"):
        step.add_error(None, _("请点“同意”或者“退回”。"))
    if form.is_bound and form.is_valid():
        try:
            _done(request, row, verb, form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("好了。"))
            return redirect("project_payment", row.pk)
    return asked(request, "payment", _shown(request, row) | {"step": step, "paid": paid}, step, paid)


def _done(request: Request, row: PaymentRequest, verb: str, told: dict[str, Any]) -> None:
    if verb == "agree":
        seen = request.POST.get("step", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 4 else -1
        actions.agree_payment(row, number, by=request.actor, sentence=told["sentence"])
    elif verb == "send_back":
        actions.send_back_payment(row, by=request.actor, sentence=told["sentence"])
    else:
        actions.pay(row, by=request.actor, on=told["on"], voucher=told["voucher"])


def _shown(request: Request, row: PaymentRequest) -> dict[str, Any]:
    by, project = request.actor, row.project
    parts = PaymentPart.objects.filter(request=row).select_related("line").order_by("line__position")
    return {
        "row": row, "project": project, "told": row.evidence, "amount": yuan(row.amount), "tranche": yuan(row.tranche),
        "whole": evidence.digest(row.evidence) == row.digest, "moves": row.moves.order_by("at", "pk"),
        "parts": [(part.line.name, yuan(part.amount)) for part in parts], "kept_until": money.kept_until(project),
        "may_agree": policies.agrees_next(by, row), "may_send_back": policies.send_back_payment(by, row, "x") is None,
        "may_pay": policies.pay(by, row) is None, "waits_for": _next(row),
        "may_ask": row.state == PaymentState.SENT_BACK and _asks_again(by, row), "lines": _lines(row.evidence["lines"]),
    }  # fmt: skip


def _asks_again(by: Actor, row: PaymentRequest) -> bool:
    """Tell whether what was sent back may be asked for anew."""
    rules = packs.rules(packs.region_of(row.project.place))
    return policies.request_payment(by, row.project, conditions.wanting(row.project, row.milestone, rules)) is None


def _next(row: PaymentRequest) -> str:
    """Return whose approval or payment a request waits for; '' for nobody's."""
    if row.state == PaymentState.ASKED and row.step < len(row.chain):
        return _("现在等%(role)s审批。") % {"role": Role(row.chain[row.step]["role"]).label}
    return _("批完了，现在等购买方付款，付了记下日期和凭证号。") if row.state == PaymentState.APPROVED else ""


def _lines(rows: list[dict[str, Any]]) -> list[money.Trail]:
    return [money.Trail(**row) for row in rows]


@require_safe
@readers
def project_invoice(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of an invoice, or hand out the electronic one."""
    row = row_of(PaymentRequest, request, pk)
    content = pictures.shown(row.invoice_file)
    if row.invoice_kind == "pdf":
        return as_file(content, "application/pdf", _("发票") + f"-{row.invoice}.pdf")
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
