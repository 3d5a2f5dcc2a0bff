"""Requests in reach, newest first, and what the finance system reads: one row for each budget line of a payment."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.directory.money import FEN
from linli.kernel.actor import Actor
from linli.papers.writing import Cell, Sheet
from linli.projects.models import Expense, PaymentPart, PaymentRequest, PaymentState, ServiceProject
from linli.projects.payment.packs import Paying

ORDER = ("-asked_at", "-id")
CHUNK = 500
RECEIPTS = (
    lazy("项目编号"), lazy("项目名称"), lazy("预算科目"), lazy("日期"), lazy("买了什么"), lazy("付给谁"),
    lazy("金额（元）"), lazy("核对"), lazy("核对人"), lazy("核对日期"),
)  # fmt: skip


def requests(actor: Actor) -> QuerySet[PaymentRequest]:
    """Return the requests in reach without their invoices' files; page them by ``ORDER``."""
    rows = PaymentRequest.objects.visible_to(actor).defer("invoice_sealed", "evidence")
    return rows.select_related("project__organisation", "milestone")


def of_project(project: ServiceProject) -> list[PaymentRequest]:
    """Return the requests of a project, newest first."""
    rows = PaymentRequest.objects.filter(project=project).defer("invoice_sealed", "evidence")
    return list(rows.select_related("milestone").order_by(*ORDER))


def sheets(actor: Actor, rules: Paying) -> list[Sheet]:
    """Return the workbook of the finance system: payments by line, and receipts; rows are read as they are written."""
    return [
        Sheet(
            _("付款"), [name for _code, name in rules.export], _payments(actor, [code for code, _name in rules.export])
        ),
        Sheet(_("票据"), RECEIPTS, _receipts(actor)),
    ]


def _payments(actor: Actor, codes: list[str]) -> Iterator[list[Cell]]:
    seen = PaymentRequest.objects.visible_to(actor).filter(state__in=(PaymentState.APPROVED, PaymentState.PAID))
    parts = PaymentPart.objects.filter(request__in=seen).select_related(
        "request__milestone", "project__organisation", "line"
    )
    parts = parts.defer("request__invoice_sealed", "request__evidence")
    for part in parts.order_by("request__approved_at", "request_id", "line__position", "pk").iterator(CHUNK):
        told = _told(part)
        yield [told.get(code) for code in codes]


def _told(part: PaymentPart) -> dict[str, Any]:
    request, project, agency = part.request, part.project, part.project.organisation
    approved = timezone.localdate(request.approved_at) if request.approved_at else None
    return {
        "project_number": project.number, "project": project.name, "contract": project.contract,
        "payee": agency.name if agency else "", "payee_code": agency.credit_code if agency else "",
        "milestone": request.milestone.name, "line": part.line.name, "amount": in_yuan(part.amount),
        "invoice": request.invoice, "invoice_amount": in_yuan(request.amount), "approved_on": approved,
        "state": str(request.get_state_display()), "paid_on": request.paid_on, "voucher": request.voucher,
        "request": str(request.pk),
    }  # fmt: skip


def _receipts(actor: Actor) -> Iterator[list[Cell]]:
    projects = ServiceProject.objects.visible_to(actor)
    rows = Expense.objects.filter(project__in=projects).select_related("project", "line").defer("receipt_sealed")
    for row in rows.order_by("project__number", "spent_on", "pk").iterator(CHUNK):
        checked = timezone.localdate(row.checked_at) if row.checked_at else None
        yield [
            row.project.number, row.project.name, row.line.name, row.spent_on, row.what, row.payee,
            in_yuan(row.amount), str(row.get_state_display()), row.checked_name, checked,
        ]  # fmt: skip


def in_yuan(amount: int) -> Decimal:
    """Return 分 as yuan, exactly."""
    return Decimal(amount) / FEN
