"""督导: who supervises whom, meetings and their hours, the week."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people import locks
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_supervision import MeetingForm, PlanForm, RetrospectForm, SuperviseForm
from linli.practice.models import CaseFile, CaseWorker, Supervision, SupervisionRecord
from linli.practice.queries import supervision as told
from linli.practice.queries.cases import cases as listed
from linli.practice.queries.cases import mine
from linli.practice.weights import weights

PAGE = require_http_methods(["GET", "HEAD", "POST"])
LOOK_BACK = 366  # days of hours that are shown


@PAGE
@staff(*policies.IN_CHARGE)
def supervision_assign(request: Request) -> HttpResponse:
    """Show who supervises whom, and give a worker a supervisor with one act."""
    pairs = told.pairs(request.actor)
    loads = told.loads(request.actor)
    form = SuperviseForm(
        request.POST if request.method == "POST" else None,
        workers=[pair.worker for pair in pairs], supervisors=[one.supervisor for one in loads],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        worker, supervisor = (form.posts[form.cleaned_data[name]] for name in ("worker", "supervisor"))
        try:
            done = actions.supervise(worker, supervisor, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            _tell(request, done)
            return redirect("supervision_assign")
    context = {"form": form, "pairs": pairs, "ratio": weights(), "loads": loads}
    return render(request, "practice/supervision_assign.html", context, status=422 if form.errors else 200)


def _tell(request: Request, done: actions.Supervised) -> None:
    messages.success(request, _("定好了，加进了 %(count)d 个个案的团队。") % {"count": done.joined})
    for number, why in done.left_out:
        messages.warning(request, f"{number}：{why}")
    if done.limit is not None:
        messages.warning(
            request,
            _("这位督导现在带 %(workers)d 位社工，本地定的是 %(limit)d 位。")
            % {"workers": done.workers, "limit": done.limit},
        )


@require_POST
@staff(*policies.IN_CHARGE)
def supervision_end(request: Request, pk: UUID) -> HttpResponse:
    """End a supervision."""
    row = get_object_or_404(Supervision.objects.visible_to(request.actor), pk=pk)
    try:
        actions.end_supervision(row, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("办好了。"))
    return redirect("supervision_assign")


@require_safe
@staff(*policies.READERS)
def supervision_records(request: Request) -> HttpResponse:
    """List the meetings an actor may read, and the hours by quarter."""
    shown = page(told.records_of(request.actor), "-held_on", "-id", after=request.GET.get("after", ""))
    context = {
        "rows": shown.rows,
        "hours": told.hours(request.actor, timezone.localdate() - timedelta(days=LOOK_BACK)),
        "older": f"?after={shown.next}" if shown.next else "",
        "writes": request.actor.role == Role.SUPERVISOR,
    }
    return render(request, "practice/supervision_records.html", context)


@require_safe
@staff(*policies.READERS)
def supervision_record(request: Request, pk: UUID) -> HttpResponse:
    """Show one meeting; of a case it is a look at whoever is served."""
    found = get_object_or_404(told.records_of(request.actor).select_related("case__client"), pk=pk)
    if (case := found.case) is not None:
        locks.demand(case.client, request.actor)
        looked(
            "supervision.view", [case.client_id], by=request.actor, county=case.county_id, fields=["talked", "agreed"],
            purpose=f"case:{case.pk}",
        )  # fmt: skip
    themes = [SupervisionRecord.Theme(code).label for code in found.themes]
    own = (found.supervisor_id, found.supervisor_user) == (request.actor.post, request.actor.user)
    context = {"record": found, "themes": themes, "own": own}
    return render(request, "practice/supervision_record.html", context)


@PAGE
@staff(Role.SUPERVISOR)
def supervision_record_new(request: Request) -> HttpResponse:
    """Write a meeting down; ``?case=`` names the case a conference is about."""
    cases = list(mine(request.actor, listed(request.actor)).filter(client__restricted_at=None).order_by("number")[:500])
    form = MeetingForm(
        request.POST if request.method == "POST" else None, posts=_around(request, cases), cases=cases,
        initial={"case": request.GET.get("case", ""), "kind": "conference" if "case" in request.GET else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_supervision(_meeting(form), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记好了。"))
            return redirect("supervision_record", made.pk)
    return render(request, "practice/supervision_record_new.html", {"form": form}, status=422 if form.errors else 200)


def _around(request: Request, cases: list[CaseFile]) -> list[Post]:
    """Return whom the actor supervises, and who works in the cases she supervises."""
    rows = CaseWorker.objects.filter(case__in=cases, ended_at=None).exclude(post__in=[request.actor.post])
    posts = {one.pk: one for one in told.supervised(request.actor)}
    posts |= {row.post_id: row.post for row in rows.select_related("post__user").order_by("post__user__name")}
    return list(posts.values())


def _meeting(form: MeetingForm) -> actions.Meeting:
    told = form.cleaned_data
    posts = [form.by_key[pk] for pk in told["posts"]]
    todos = [actions.Todo(post, told["due_on"]) for post in posts] if told["due_on"] else []
    names = ("kind", "held_on", "minutes", "talked", "agreed", "themes")
    facts: dict[str, Any] = {name: told[name] for name in names}
    return actions.Meeting(**facts, posts=posts, case=form.cases.get(told["case"]), todos=todos)


@require_POST
@staff(Role.SUPERVISOR)
def supervision_take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take back a meeting that was written down wrongly."""
    found = get_object_or_404(SupervisionRecord.objects.visible_to(request.actor), pk=pk)
    try:
        actions.take_back_supervision(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("收回了，时数不再算它。"))
    return redirect("supervision_record", found.pk)


@PAGE
@staff(*policies.READERS)
def supervision_week(request: Request) -> HttpResponse:
    """Plan a week and look back on it; ``?week=`` names a day of it. A supervisor sees her workers' below her own."""
    monday = told.monday_of(_day(request.GET.get("week", "")))
    kept = told.week(request.actor, monday)
    looking_back = request.POST.get("part") == "review"
    posted = request.POST if request.method == "POST" else None
    written = kept is not None and kept.planned_at is not None
    plan = PlanForm(None if looking_back else posted, initial={
        "plan": kept.plan if kept and written else told.planned(request.actor, monday),
        "wish": kept.wish if kept else "",
    })  # fmt: skip
    reviewed = kept is not None and kept.reviewed_at is not None
    review = RetrospectForm(posted if looking_back else None, initial={
        "went": kept.went if kept and reviewed else told.done(request.actor, monday),
        "learned": kept.learned if kept else "",
    })  # fmt: skip
    form: PlanForm | RetrospectForm = review if looking_back else plan
    if request.method == "POST" and form.is_valid():
        try:
            verb = actions.review_week if looking_back else actions.plan_week
            verb(monday, *form.cleaned_data.values(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记好了。"))
            return redirect(f"{request.path}?week={monday.isoformat()}")
    week = timedelta(days=7)
    context = {
        "plan": plan, "review": review, "kept": kept, "monday": monday, "friday": monday + timedelta(days=4),
        "before": monday - week, "after": monday + week, "others": told.weeks(request.actor, monday),
        "supervisor": told.supervisor_of(request.actor),
    }  # fmt: skip
    return render(request, "practice/supervision_week.html", context, status=422 if form.errors else 200)


def _day(said: str) -> date:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2100 else timezone.localdate()
