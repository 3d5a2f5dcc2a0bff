"""立项: the list, a new project, the plan with its parts, its road."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.middleware import Request
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import actions, packs, policies
from linli.projects.forms.plan import BasicsForm, OpenForm, places_of
from linli.projects.forms.road import AwardForm, DayForm, SignForm
from linli.projects.models import ServiceProject, State
from linli.projects.queries import clocks, delivery, plan, risks
from linli.projects.queries import projects as queries
from linli.projects.queries.rules import spoken
from linli.projects.views.found import PAGE, asked, buyers, readers, sought

PLAIN = ("submit", "agree", "send_back", "reopen_plan", "call_off", "finish")
ASKED = ("award", "sign", "file_contract")


@require_safe
@readers
def projects(request: Request) -> HttpResponse:
    """List the projects in reach, of one state or of all."""
    state = request.GET.get("state", "")
    found = page(queries.projects(request.actor, state), *queries.ORDER, after=request.GET.get("after", ""), size=40)
    mine = [row for row in found.rows if policies.approves_next(request.actor, row)]
    return asked(request, "projects", {
        "rows": _with_clocks(found.rows), "states": State.choices, "state": state, "waiting": {row.pk for row in mine},
        "older": f"?state={state}&after={found.next}" if found.next else "",
        "may_open": _may_open(request),
    })  # fmt: skip


def _with_clocks(rows: Sequence[ServiceProject]) -> list[tuple[ServiceProject, clocks.Clock | None]]:
    """Return projects, each with the clock of its contract that has little time left, if there is one."""
    today, found = timezone.localdate(), []
    for row in rows:
        contracted = row.state in (State.AWARDED, State.RUNNING)
        told = clocks.clocks(row, packs.rules(packs.region_of(row.place)), today) if contracted else []
        found.append((row, next((one for one in told if one.presses), None)))
    return found


def _may_open(request: Request) -> bool:
    """Tell whether whoever looks may open a project in her own place."""
    place = request.post.place if request.post else None
    return place is not None and policies.open_project(request.actor, place) is None


@PAGE
@buyers
def project_new(request: Request) -> HttpResponse:
    """Open a project from a template, or bare."""
    first = places_of(request.actor).first()
    region = packs.region_of(first) if first is not None else "national"
    form = OpenForm(request.POST or None, by=request.actor, region=region)
    if form.is_valid():
        try:
            made = actions.open_project(
                form.cleaned_data["place"], form.told(), by=request.actor, template=form.cleaned_data["template"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("立好了，编号 %(number)s。请把每一部分看一遍。") % {"number": made.number})
            return redirect("project", made.pk)
    return asked(request, "new", {"form": form, "templates": packs.library(region).values()}, form)


@require_safe
@readers
def project(request: Request, pk: UUID) -> HttpResponse:
    """Show the plan of a project, what is missing in it, and its road."""
    found = sought(request, pk)
    rules = packs.rules(packs.region_of(found.place))
    may_amend = policies.amend_basics(request.actor, found) is None
    parts, today = plan.parts(found), timezone.localdate()
    told = clocks.clocks(found, rules, today)
    context = {
        "project": found, "parts": parts, "missing": [part for part in parts if part.missing],
        "may_amend": may_amend, "may": _may(request, found), "moves": queries.moves(found),
        "needs": found.needs.order_by("pk"),
        "indicators": [(row, spoken(row.rule)) for row in found.indicators.all()],
        "lines": found.budgetlines.all(), "dues": delivery.milestones(found, rules, found.starts_on),
        "criteria": found.criterions.all(), "staff": found.stafflines.all(), "steps": _steps(found),
        "frozen": policies.amend_basics(request.actor, found) if policies.buys(request.actor, found) is None else None,
        "clocks": told, "risks": risks.risks(found, (), (), (), (), today, told) if not found.is_delivered else [],
        "procured": policies.reads_procedures(request.actor, found), "public": queries.is_out(found),
    }  # fmt: skip
    return asked(request, "project", context)


def _may(request: Request, found: ServiceProject) -> dict[str, bool]:
    """Return which steps stand open to whoever looks."""
    by = request.actor
    return {
        "submit": policies.submit(by, found, []) is None, "agree": policies.approves_next(by, found),
        "reopen_plan": policies.reopen_plan(by, found, "x") is None,
        "call_off": policies.call_off(by, found, "x") is None, "award": policies.award(by, found) is None,
        "sign": policies.sign(by, found) is None, "finish": policies.finish(by, found) is None,
        "file_contract": policies.file_contract(by, found) is None,
    }  # fmt: skip


def _steps(found: ServiceProject) -> list[dict[str, Any]]:
    """Return the road from draft to end as a bar of steps."""
    road = (State.DRAFT, State.REVIEW, State.APPROVED, State.TENDERING, State.AWARDED, State.RUNNING, State.ENDED)
    if found.state == State.CALLED_OFF:
        return []
    here = road.index(State(found.state))
    return [
        {"label": state.label, "state": "current" if number == here else "done" if number < here else ""}
        for number, state in enumerate(road)
    ]


@PAGE
@buyers
def project_basics(request: Request, pk: UUID) -> HttpResponse:
    """Change what a project says of itself."""
    found = sought(request, pk)
    initial = {name: getattr(found, name) for name in BasicsForm.base_fields}
    form = BasicsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.amend_basics(found, form.told(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("project", found.pk)
    return asked(request, "form", {"form": form, "project": found, "title": _("基本情况"), "yes": _("存下")}, form)


@require_POST
@readers
def project_move(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Take one step on the road that needs a sentence at most."""
    found = sought(request, pk)
    if verb not in PLAIN:
        raise Http404
    sentence = request.POST.get("sentence", "")
    try:
        if verb == "agree":
            step = request.POST.get("step", "")
            actions.agree(found, int(step) if step.isdecimal() else -1, by=request.actor, sentence=sentence)
        elif verb == "submit":
            actions.submit(found, by=request.actor, why=sentence)
        else:
            getattr(actions, verb)(found, by=request.actor, sentence=sentence)
        messages.success(request, _("好了。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("project", found.pk)


@PAGE
@buyers
def project_settle(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Say who won, that the contract is signed, that it was filed."""
    found = sought(request, pk)
    if verb not in ASKED:
        raise Http404
    data = request.POST or None
    form: Any = DayForm(data)
    if verb != "file_contract":
        form = (AwardForm if verb == "award" else SignForm)(data, project=found)
    if form.is_valid():
        try:
            told = dict(form.cleaned_data)
            if verb == "award":
                told = {"organisation": told.pop("organisation"), **told}
            getattr(actions, verb)(found, by=request.actor, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("好了。"))
            return redirect("project", found.pk)
    titles = {"award": _("谁中标（成交）"), "sign": _("签了合同"), "file_contract": _("合同备案")}
    return asked(request, "form", {"form": form, "project": found, "title": titles[verb], "yes": _("存下")}, form)
