"""向上申请: the list, one application on its road, and the records behind each of its figures."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.middleware import Request
from linli.giving import actions, policies, queries
from linli.giving import forms as asking
from linli.giving.models import Application, Reporting, State
from linli.giving.views.asking import PAGE, Made, Verb, done, made, part_of, status
from linli.giving.views.money import open_to, place_of
from linli.kernel.paging import page
from linli.kernel.policy import Refused

SHOWN, ACTIVITIES, BEHIND = 30, 100, 50
Parts = dict[str, tuple[Made, Verb]]


@PAGE
@open_to
def applications(request: Request) -> HttpResponse:
    """List the applications of one's reach, the newest first; begin another."""
    place = place_of(request)
    form = asking.ApplicationForm(request.POST or None, by=request.actor, place=place)
    opened: list[Application] = []

    def begin(form: forms.Form) -> None:
        told = form.told()  # type: ignore[attr-defined]
        opened.append(actions.open_application(place, told.pop("source"), by=request.actor, **told))

    if request.method == "POST" and done(form, begin):
        messages.success(request, _("存好了，还没有报。"))
        return redirect("application", opened[0].pk)
    rows = Application.objects.visible_to(request.actor).select_related("source", "place")
    found = page(rows, *queries.NEWEST, after=request.GET.get("after", ""), size=SHOWN)
    context = {"rows": found.rows, "older": f"?after={found.next}" if found.next else "", "form": form}
    return render(request, "giving/applications.html", context, status=status(request))


def _sought(request: Request, pk: UUID) -> Application:
    rows = Application.objects.visible_to(request.actor).select_related("place__county", "source", "line")
    return get_object_or_404(rows, pk=pk)


@PAGE
@open_to
def application(request: Request, pk: UUID) -> HttpResponse:
    """Show an application, and take its next step."""
    found = _sought(request, pk)
    parts = _parts(request, found)
    shown = made(request, {name: form for name, (form, _verb) in parts.items()})
    part, refused = part_of(request), ""
    if part in parts and done(shown[part], parts[part][1]):
        messages.success(request, _("记下了。"))
        return redirect("application", pk)
    if part in ("report", "pays", "no_longer_pays"):
        refused = _records(request, found, part)
        if not refused:
            messages.success(request, _("记下了。"))
            return redirect("application", pk)
    context = _shown(request, found) | {"forms": shown, "part": part, "refused": refused}
    return render(request, "giving/application.html", context, status=status(request))


def _parts(request: Request, found: Application) -> Parts:
    """Return what may be done now: its form and its verb."""
    by = request.actor
    amends = partial(
        asking.ApplicationForm, by=by, place=found.place, amends=True, initial={
            name: getattr(found, name)
            for name in ("title", "asked", "year", "purpose", "starts_on", "ends_on", "codes")
        },
    )  # fmt: skip
    every: list[tuple[str, Any, Made, Verb]] = [
        ("amend", policies.amend, amends, lambda form: actions.amend(found, by=by, **form.told())),  # type: ignore[attr-defined]
        ("send", policies.send, forms.Form, lambda form: actions.send(found, by=by)),
        (
            "take_back", policies.take_back, asking.SentenceForm,
            lambda form: actions.take_back(found, form.cleaned_data["sentence"], by=by),
        ),
        ("answer", policies.answer, asking.AnswerForm, lambda form: actions.answer(found, by=by, **form.cleaned_data)),
        (
            "receive", policies.receive_granted, asking.ReceiptForm,
            lambda form: actions.receive_granted(found, by=by, **form.cleaned_data),
        ),
        (
            "account", policies.account, asking.AccountForm,
            lambda form: actions.account(found, form.cleaned_data["told"], by=by),
        ),
    ]  # fmt: skip
    return {name: (form, verb) for name, policy, form, verb in every if policy(by, found) is None}


def _records(request: Request, found: Application, part: str) -> str:
    """Put records to the application, or say who pays for one; return the sentence that refuses, or ''."""
    try:
        if part == "report":
            actions.report(found, _ids(request.POST.getlist("record")), by=request.actor)
        else:
            keys = _ids([request.POST.get("reporting", "")])
            row = get_object_or_404(Reporting.objects.filter(application=found), pk__in=keys)
            (actions.pays if part == "pays" else actions.no_longer_pays)(row, by=request.actor)
    except Refused as refused:
        return refused.sentence
    return ""


def _ids(told: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in told]
    except ValueError:
        raise Http404 from None


def _shown(request: Request, found: Application) -> dict[str, Any]:
    draft = found.state == State.DRAFT
    figures = found.figures
    if figures is None:
        figures = queries.figures(found.place, found.period, queries.picked(found.place, found.codes))
    rows = queries.activities(found)
    if not draft:
        rows = rows.filter(pk__in=found.reportings.values("record"))
    after = page(rows, "-happened_on", "-id", after=request.GET.get("after", ""), size=ACTIVITIES)
    return {
        "found": found, "figures": figures, "draft": draft, "moves": found.moves.order_by("at", "id"),
        "said": queries.said(after.rows, found), "older": f"?after={after.next}" if after.next else "",
        "reports": policies.report(request.actor, found) is None,
        "settles": policies.no_longer_pays(request.actor, found) is None,
        "state": queries.states([found.line])[0] if found.line else None,
    }  # fmt: skip


@require_safe
@open_to
def application_figure(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Show exactly the records behind a figure, as they stood when it was sent; no name stands on the page."""
    found = _sought(request, pk)
    rows = queries.behind(found, code, request.actor)
    if rows is None:
        raise Http404
    figure = next((one for one in found.figures or () if one["code"] == code), None)
    shown = page(rows.defer("narrative_sealed"), "-happened_on", "-id", after=request.GET.get("after", ""), size=BEHIND)
    context = {
        "found": found, "figure": figure, "rows": shown.rows, "older": f"?after={shown.next}" if shown.next else "",
        "code": code, "count": rows.count(),
    }  # fmt: skip
    return render(request, "giving/figure.html", context)
