"""执行台: one project against its plan, all running projects at once, and the records behind a number."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.middleware import Request
from linli.directory.money import yuan
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import actions, packs, policies
from linli.projects.forms.road import AnswerForm, QuestionForm
from linli.projects.models import Indicator, Inquiry, ServiceProject
from linli.projects.queries import clocks as contract
from linli.projects.queries import counting, delivery, evidence, risks
from linli.projects.queries import projects as queries
from linli.projects.views.found import PAGE, asked, buyers, readers, row_of, sought

SIZE = 60


@require_safe
@readers
def project_delivery(request: Request, pk: UUID) -> HttpResponse:
    """Show where a project stands against its plan."""
    found = sought(request, pk)
    if not found.is_delivered:
        return redirect("project", found.pk)
    return asked(request, "delivery", _told(request, found))


def _told(request: Request, found: ServiceProject) -> dict[str, Any]:
    today, rules = timezone.localdate(), packs.rules(packs.region_of(found.place))
    indicators = delivery.indicators_of([found])
    heard = delivery.heard([found], indicators).get(found.programme_id) if found.programme_id else None
    rows = delivery.rows(found, indicators.get(found.pk, []), rules, today, heard)
    lines, dues = delivery.lines(found, rules), delivery.milestones(found, rules, today)
    staff = risks.staffed(found, today, rules.credential_days)
    clocks = contract.clocks(found, rules, today)
    return {
        "project": found, "rows": rows, "lines": lines, "dues": [(one, yuan(one.amount)) for one in dues],
        "sums": delivery.spent_of(lines), "staff": staff, "figure": getattr(found, "figure", None),
        "hours": delivery.hours(found.figure.minutes) if hasattr(found, "figure") else "—",
        "risks": risks.risks(found, rows, lines, dues, staff, today, clocks), "worth": yuan(found.worth),
        "inquiries": found.inquirys.order_by("-asked_at", "-pk")[:10],
        "changes": found.linechanges.select_related("came_from", "to").order_by("-asked_at", "-pk")[:10],
        "buys": policies.ask(request.actor, found) is None, "provides": policies.spend(request.actor, found) is None,
        "evaluates": policies.ask(request.actor, found) is None or policies.spend(request.actor, found) is None,
    }  # fmt: skip


@require_safe
@readers
def projects_progress(request: Request) -> HttpResponse:
    """Show the indicators of all running projects in reach, a page at a time."""
    today = timezone.localdate()
    shown = page(queries.running(request.actor), *queries.ORDER, after=request.GET.get("after", ""), size=SIZE)
    indicators, money = delivery.indicators_of(shown.rows), delivery.money_of(shown.rows)
    heard, told = delivery.heard(shown.rows, indicators), []
    for one in shown.rows:
        rules = packs.rules(packs.region_of(one.place))
        said = heard.get(one.programme_id) if one.programme_id else None
        rows = delivery.rows(one, indicators.get(one.pk, []), rules, today, said)
        told.append((one, rows, sum(row.red for row in rows), yuan(sum(money.get(one.pk, (0, 0)))), yuan(one.worth)))
    older = f"?after={shown.next}" if shown.next else ""
    return asked(request, "progress", {"told": told, "older": older})


@require_safe
@readers
def project_evidence(request: Request, pk: UUID) -> HttpResponse:
    """Show the records behind a number, or the pieces that do not count yet, without a name."""
    indicator = row_of(Indicator, request, pk)
    found = indicator.project
    if not found.is_delivered or indicator.how == Indicator.How.SURVEY:
        raise Http404
    short = "short" in request.GET and counting.has_minimum(indicator)
    after = request.GET.get("after", "")
    shown = evidence.short(found, indicator, after) if short else evidence.records(found, indicator, after)
    context = {"project": found, "indicator": indicator, "short": short, **shown}
    return asked(request, "evidence", context)


@PAGE
@buyers
def project_ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask the provider about the work."""
    found = sought(request, pk)
    data = request.POST or None
    form = QuestionForm(data, initial={"question": request.GET.get("about_text", "")[:300]})
    about = (request.POST if data else request.GET).get("about", "")
    if form.is_valid():
        try:
            actions.ask(found, form.cleaned_data["question"], by=request.actor, about=about)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("问过去了，承接机构会在待办里看到。"))
            return redirect("project_delivery", found.pk)
    context = {"form": form, "project": found, "title": _("问一问"), "yes": _("发给承接机构"), "about": about}
    return asked(request, "form", context, form)


@PAGE
@readers
def project_inquiry(request: Request, pk: UUID) -> HttpResponse:
    """Show a question; the provider answers it here."""
    inquiry = row_of(Inquiry, request, pk)
    may = policies.answer(request.actor, inquiry) is None
    form = AnswerForm(request.POST or None) if may or request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            actions.answer(inquiry, form.cleaned_data["answer"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("回过去了。"))
            return redirect("project_delivery", inquiry.project_id)
    return asked(request, "inquiry", {"form": form, "inquiry": inquiry, "project": inquiry.project}, form)
