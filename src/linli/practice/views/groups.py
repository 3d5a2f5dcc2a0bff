"""小组: the list, the plan, the page, the road, the team and the members."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from linli.people.models import Person
from linli.people.queries import Wanted, communities, people
from linli.practice import actions
from linli.practice.actions.groups import TEXTS
from linli.practice.forms_groups import EndForm, GroupForm, MeasureForm, StaffForm
from linli.practice.models.groups import Group, GroupMember, Stage
from linli.practice.policies import groups as policies
from linli.practice.policies.cases import CASEWORKERS, IN_CHARGE, READERS
from linli.practice.queries.groups import groups as listed
from linli.practice.queries.groups import members, standing, steps, unmeasured
from linli.practice.queries.programmes import counties, offered, usual
from linli.practice.views import keeping

PAGE = require_http_methods(["GET", "HEAD", "POST"])
NEW, PLANNING = "newgrp", "grpplan"
PLAN = ("name", *TEXTS, "scale", "scale_low", "scale_high")
STEPS = {
    "begin": actions.begin_group, "turn": actions.turn_group, "ripen": actions.ripen_group,
    "call_off": actions.call_off_group, "submit": actions.submit_group, "approve": actions.approve_group,
}  # fmt: skip


def sought_group(request: Request, pk: UUID, *, writing: bool = False) -> Group:
    """Return the group a page is about; 404 for whoever may not open it, or for ``writing`` is not in its team."""
    group = listed(request.actor).filter(pk=pk).first()
    if group is None or (writing and policies.in_group(request.actor, group) is None):
        raise Http404
    return group


def frame(request: Request, group: Group) -> dict[str, Any]:
    """Return what every page of a group shows on top."""
    mine = any(row.post_id == request.actor.post for row in getattr(group, "team", ()))
    return {"group": group, "steps": steps(group), "mine": mine, "today": timezone.localdate()}


@require_safe
@staff(*READERS)
def groups(request: Request) -> HttpResponse:
    """List the groups an actor may open, newest first; ``?stage=`` narrows."""
    stage = request.GET.get("stage", "")
    shown = page(
        standing(listed(request.actor), stage), "-opened_at", "-id", after=request.GET.get("after", ""), size=30
    )
    older = request.GET.copy()
    older["after"] = shown.next
    context = {
        "rows": shown.rows, "stage": stage, "stages": [("", _("没结束的")), *Stage.choices],
        "older": f"?{older.urlencode()}" if shown.next else "", "may_plan": request.actor.role in CASEWORKERS,
    }  # fmt: skip
    return render(request, "practice/groups.html", context)


@PAGE
@staff(*CASEWORKERS)
def group_new(request: Request) -> HttpResponse:
    """Begin the plan of a group; what is typed is kept before there is one."""
    places, made = list(communities(request.actor)), list[Group]()
    rows = offered(request.actor, counties(places))

    def make(data: Any, **more: Any) -> GroupForm:
        return GroupForm(data, places=places, programmes=rows, usual=usual(request.actor, rows), **more)

    def do(told: dict[str, Any], _base: int) -> object:
        rest = {name: value for name, value in told.items() if name not in ("place", "name")}
        form = make(None)
        place, rest["programme"] = form.places[told["place"]], form.programmes.get(told.get("programme", ""))
        made.append(actions.plan_group(told["name"], place, by=request.actor, **rest))
        return made[0]

    long = keeping.Long(
        NEW, "practice/group_plan.html", make, 0, {}, lambda _row: {}, do,
        _("记下了。接着写每一节怎么安排，再交给站长。"), then=lambda: reverse("group", args=[made[0].pk]),
    )  # fmt: skip
    return keeping.answer(request, keeping.Unborn(request.actor.post), long, {"keeps": reverse("group_new_save")})


@require_POST
@staff(*CASEWORKERS)
def group_new_save(request: Request) -> HttpResponse:
    """Keep a plan that is begun."""
    return keeping.save(request, keeping.Unborn(request.actor.post), NEW)


@PAGE
@staff(*CASEWORKERS)
def group_plan(request: Request, pk: UUID) -> HttpResponse:
    """Write the plan of a group on."""
    group = sought_group(request, pk, writing=True)

    def make(data: Any, **more: Any) -> GroupForm:
        return GroupForm(data, places=None, **more)

    long = keeping.Long(
        PLANNING, "practice/group_plan.html", make, 0, {name: getattr(group, name) for name in PLAN}, lambda _row: {},
        lambda told, _base: actions.amend_group(group, by=request.actor, **told), _("计划存好了。"), then="group",
    )  # fmt: skip
    keeps = reverse("group_plan_save", args=[group.pk])
    return keeping.answer(request, group, long, {**frame(request, group), "keeps": keeps})


@require_POST
@staff(*CASEWORKERS)
def group_plan_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep the plan as it stands on the page."""
    return keeping.save(request, sought_group(request, pk, writing=True), PLANNING)


@require_safe
@staff(*READERS)
def group(request: Request, pk: UUID) -> HttpResponse:
    """Show a group: the plan, the sessions, the members with what was measured."""
    found = sought_group(request, pk)
    rows = members(found, request.actor)
    looked(
        "group.view", [row.person_id for row, _person in rows], by=request.actor, county=found.county_id,
        fields=["name", "measure"],
    )  # fmt: skip
    sessions = found.groupsessions.select_related("record").order_by("number")
    context = {
        **frame(request, found), "rows": rows, "sessions": sessions,
        "moves": found.groupmoves.order_by("-at", "-id"), "may_name": policies.names_team(request.actor, found) is None,
        "may_approve": policies.approve_group(request.actor, found) is None,
    }  # fmt: skip
    return render(request, "practice/group.html", context)


@require_POST
@staff(*READERS)
def group_step(request: Request, pk: UUID) -> HttpResponse:
    """Take a step: ``step`` names it; sending back wants a reason."""
    found, step = sought_group(request, pk), request.POST.get("step", "")
    try:
        if step == "return":
            actions.return_group(found, by=request.actor, reason=request.POST.get("reason", ""))
        elif step in STEPS:
            STEPS[step](found, by=request.actor)
        else:
            raise Refused(_("请选下一步。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("办好了。"))
    return redirect("group", found.pk)


@PAGE
@staff(*CASEWORKERS)
def group_end(request: Request, pk: UUID) -> HttpResponse:
    """End a group with its evaluation."""
    found = sought_group(request, pk, writing=True)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_group(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("小组结束了，辛苦了。"))
            return redirect("group", found.pk)
    context = {**frame(request, found), "form": form, "unmeasured": unmeasured(found) if found.scale else 0}
    return render(request, "practice/group_end.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*IN_CHARGE)
def group_team(request: Request, pk: UUID) -> HttpResponse:
    """Say who leads a group and who helps."""
    found = sought_group(request, pk)
    posts = Post.objects.visible_to(request.actor).in_force(timezone.localdate()).filter(role__in=CASEWORKERS)
    form = StaffForm(request.POST if request.method == "POST" else None, posts=list(posts.select_related("user")))
    if request.method == "POST" and form.is_valid():
        post = form.posts[form.cleaned_data["post"]]
        try:
            actions.join_team(found, post, by=request.actor, leads=form.cleaned_data["leads"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("group_team", found.pk)
    context = {**frame(request, found), "form": form}
    return render(request, "practice/group_team.html", context, status=422 if form.errors else 200)


@PAGE
@staff(Role.SOCIAL_WORKER, Role.STATION_LEAD)
def group_members(request: Request, pk: UUID) -> HttpResponse:
    """Look for somebody (``?q=``) and take her into the group."""
    found, typed = sought_group(request, pk, writing=True), request.GET.get("q", "")
    if request.method == "POST":
        try:
            actions.add_member(found, chosen_person(request), by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("加好了。"))
        return redirect("group", found.pk)
    told = wanted(request, typed, "group.members", found.county_id)
    return render(request, "practice/group_members.html", {**frame(request, found), "q": typed, "told": told})


@PAGE
@staff(Role.SOCIAL_WORKER, Role.STATION_LEAD)
def group_member(request: Request, pk: UUID) -> HttpResponse:
    """Show what was measured and noticed of a member; take her out with ``leave``."""
    member = get_object_or_404(
        GroupMember.objects.visible_to(request.actor).select_related("person").defer("person__search"), pk=pk
    )
    found = sought_group(request, member.group_id, writing=True)
    locks.demand(member.person, request.actor, writing=True)
    looked(
        "group.member",
        [member.person_id],
        by=request.actor,
        county=found.county_id,
        fields=["name", "measure", "notes"],
    )
    form = MeasureForm(
        request.POST if request.method == "POST" and "leave" not in request.POST else None,
        initial={"before": member.before, "after": member.after},
    )
    if request.method == "POST" and ("leave" in request.POST or form.is_valid()):
        try:
            if "leave" in request.POST:
                actions.drop_member(member, by=request.actor)
            else:
                actions.measure(member, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused) if form.is_bound else messages.warning(request, refused.sentence)
        else:
            return redirect("group", found.pk)
    notes = member.attendance.select_related("session").order_by("session__number")
    context = {**frame(request, found), "member": member, "form": form, "notes": notes}
    return render(request, "practice/group_member.html", context, status=422 if form.errors else 200)


def wanted(request: Request, typed: str, verb: str, county: int) -> list[tuple[Person, Person, bool]]:
    """Return whom what was typed may mean, as a list shows each, and whether her file is shut; the look is left."""
    rows = people(Wanted(typed), by=request.actor, day=timezone.localdate(), size=20).rows if typed else []
    shut = locks.shut(rows, request.actor, writing=True)
    looked(verb, [row.pk for row in rows], by=request.actor, county=county, fields=["name"])
    return [(row, shown, row.pk in shut) for row, shown in zip(rows, locks.unveil(rows, request.actor), strict=True)]


def chosen_person(request: Request) -> Person:
    """Return the person whom a button named; raise :class:`Refused` when it names nobody in reach."""
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError:
        raise Refused(_("请先找到这个人，再点。")) from None
    person = Person.objects.visible_to(request.actor).defer("search").filter(pk=key).first()
    if person is None:
        raise Refused(_("请先找到这个人，再点。"))
    return person
