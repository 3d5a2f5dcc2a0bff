"""A project's money: its tranches, where every 分 went; a tranche is asked for, and let go when it was withheld."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.middleware import Request
from linli.directory.money import yuan
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import packs
from linli.projects import policies as rights
from linli.projects.models import Milestone, ServiceProject, TrancheRelease
from linli.projects.payment import actions, policies
from linli.projects.payment.forms import InvoiceForm, ReasonForm
from linli.projects.payment.packs import paying
from linli.projects.payment.queries import conditions, evidence, lists, money, sources
from linli.projects.queries.delivery import Due
from linli.projects.views.found import PAGE, asked, providers, readers, sought


@PAGE
@readers
def project_payments(request: Request, pk: UUID) -> HttpResponse:
    """Show the tranches of a project and where every 分 went; the purchaser lets a withheld tranche go here."""
    found = sought(request, pk)
    if not found.is_delivered:
        return redirect("project", found.pk)
    form = ReasonForm(request.POST or None, label=_("为什么放行"))
    if form.is_valid():
        one = get_object_or_404(Milestone, pk=uuid_of(request.POST.get("milestone", "")), project=found)
        try:
            actions.release_tranche(found, one, by=request.actor, sentence=form.cleaned_data["sentence"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("放行了，承接机构可以申请这一期了。"))
            return redirect("project_payments", found.pk)
    return asked(request, "money", _told(request, found) | {"form": form}, form)


def uuid_of(text: str) -> UUID:
    """Return an id that a form sent; a made-up one is found nowhere."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _told(request: Request, found: ServiceProject) -> dict[str, Any]:
    by, rules = request.actor, packs.rules(packs.region_of(found.place))
    rows, kept = money.trail(found), paying(packs.region_of(found.place))
    buys = rights.buys(by, found) is None
    asked_for = list(lists.of_project(found))
    given, drawn = sources.sources(found, asked_for) if buys else ([], {})
    bound = buys and found.budgetlines.exclude(contracted=None).exists()
    return {
        "project": found, "tranches": [_tranche(request, found, due, rules) for due in evidence.dues(found)],
        "rows": rows, "sum": money.whole(rows), "buys": buys, "bound": bound,
        "mismatch": money.mismatch(found) if bound else [],
        "sources": given, "requests": [(row, yuan(row.amount), drawn.get(row.pk, "")) for row in asked_for],
        "releases": TrancheRelease.objects.filter(project=found).select_related("milestone"),
        "kept_until": money.kept_until(found), "keep_years": kept.keep_years, "keep_source": kept.keep_source,
        "worth": yuan(found.worth),
    }  # fmt: skip


def _tranche(request: Request, found: ServiceProject, due: Due, rules: packs.Rules) -> dict[str, Any]:
    wanting = conditions.wanting(found, due.milestone, rules)
    withheld = wanting is not None and conditions.withheld(found, due.milestone, rules)
    return {
        "due": due, "amount": yuan(due.amount), "wanting": wanting,
        "may_ask": policies.request_payment(request.actor, found, wanting) is None,
        "may_release": policies.release_tranche(request.actor, found, withheld, "x") is None,
    }  # fmt: skip


@PAGE
@providers
def project_payment_new(request: Request, pk: UUID) -> HttpResponse:
    """Ask for a tranche: everything it rests on is there already, the invoice is added."""
    found = sought(request, pk)
    wanted = request.GET.get("milestone", "")
    due = next((one for one in evidence.dues(found) if str(one.milestone.pk) == wanted), None)
    sent = request.method == "POST"
    form = InvoiceForm(
        request.POST if sent else None, request.FILES if sent else None, initial={"amount": due.amount if due else None}
    )
    if form.is_bound and form.is_valid():
        milestone = due.milestone if due else Milestone()
        try:
            made = actions.request_payment(found, milestone, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("申请提上去了，批了、付了都会在这里写着。"))
            return redirect("project_payment", made.pk)
    context: dict[str, Any] = {"project": found, "form": form, "due": due, "today": timezone.localdate()}
    if due is not None:
        context |= {
            "told": evidence.assembled(found, due), "amount": yuan(due.amount), "lines": money.trail(found),
            "wanting": conditions.wanting(found, due.milestone, packs.rules(packs.region_of(found.place))),
        }  # fmt: skip
    return asked(request, "payment_new", context, form)
