"""社区项目和活动: the list, a project, the plan, the page, the money, the code on the door."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people import locks
from linli.people.forms import refuse
from linli.people.queries import communities
from linli.practice import actions
from linli.practice.forms_activities import ActivityForm, BudgetForm, HoldForm, ProjectForm, PromiseForm, fen
from linli.practice.models.activities import Activity, Guest, Promise
from linli.practice.packs import themes
from linli.practice.policies import activities as policies
from linli.practice.policies.cases import CASEWORKERS, READERS
from linli.practice.queries.activities import activities as listed
from linli.practice.queries.activities import may_fetch, projects
from linli.practice.queries.programmes import counties, offered, usual
from linli.practice.views.groups import chosen_person, wanted
from linli.practice.views.posters import poster

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def sought_activity(request: Request, pk: UUID) -> Activity:
    """Return the activity a page is about; 404 outside one's reach."""
    return get_object_or_404(listed(request.actor), pk=pk)


@require_safe
@staff(*READERS)
def activities(request: Request) -> HttpResponse:
    """List the activities of one's reach, newest first; ``?kind=`` narrows."""
    kind, rows = request.GET.get("kind", ""), listed(request.actor)
    rows = rows.filter(kind=kind) if kind in Activity.Kind.values else rows
    shown = page(rows, "-planned_on", "-id", after=request.GET.get("after", ""), size=30)
    older = request.GET.copy()
    older["after"] = shown.next
    context = {
        "rows": shown.rows, "kind": kind, "kinds": [("", _("全部")), *Activity.Kind.choices],
        "older": f"?{older.urlencode()}" if shown.next else "", "may_plan": request.actor.role in CASEWORKERS,
    }  # fmt: skip
    return render(request, "practice/activities.html", context)


@PAGE
@staff(*CASEWORKERS)
def project_new(request: Request) -> HttpResponse:
    """Open a community project."""
    places = list(communities(request.actor))
    rows = offered(request.actor, counties(places))
    form = ProjectForm(
        request.POST if request.method == "POST" else None, places=places, programmes=rows,
        usual=usual(request.actor, rows),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        try:
            place = form.places[told.pop("place")]
            made = actions.open_project(told.pop("name"), place, by=request.actor, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("“%(name)s”开好了，接着安排活动。") % {"name": made.name})
            return redirect("activity_new")
    context = {"form": form, "title": _("开社区项目")}
    return render(request, "practice/activity_form.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def activity_new(request: Request) -> HttpResponse:
    """Plan an activity of a project."""
    offered = list(projects(request.actor))
    if not offered:
        return redirect("project_new")
    first = {"kind": "event", "size": "small", "planned_on": timezone.localdate()}
    form = ActivityForm(request.POST if request.method == "POST" else None, projects=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            made = actions.plan_activity(form.projects[told.pop("project")], by=request.actor, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("activity", made.pk)
    context = {"form": form, "title": _("安排活动")}
    return render(request, "practice/activity_form.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*READERS)
def activity(request: Request, pk: UUID) -> HttpResponse:
    """Show an activity; whoever works there writes it down, once."""
    found = sought_activity(request, pk)
    guests = list(found.guests.select_related("person", "fetched_by").defer("person__search").order_by("at", "id"))
    told = list(zip(guests, locks.unveil([one.person for one in guests], request.actor), strict=True))
    looked(
        "activity.view", [one.person_id for one in guests], by=request.actor, county=found.county_id, fields=["name"]
    )
    lines = list(found.budgetlines.order_by("id"))
    form = HoldForm(
        request.POST if request.method == "POST" else None, guests=told, lines=lines,
        initial={"held_on": timezone.localdate()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold_activity(found, by=request.actor, **form.facts())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了，算了一次。"))
            return redirect("activity", found.pk)
    context = {
        "activity": found, "guests": told, "lines": lines, "form": form, "theme": themes().get(found.theme),
        "mine": policies.works_there(request.actor, found) is None,
        "planned": sum(line.planned for line in lines) / 100, "spent": sum(line.spent or 0 for line in lines) / 100,
        "code": found.codes.filter(ended_at=None, until__gt=timezone.now()).first(),
        "promises": found.promises.select_related("post__user").order_by("due_on", "id"),
    }  # fmt: skip
    return render(request, "practice/activity.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def activity_budget(request: Request, pk: UUID) -> HttpResponse:
    """Add a line of money."""
    found = sought_activity(request, pk)
    form = BudgetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.budget(found, by=request.actor, label=told["label"], planned=fen(told["planned"]))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("activity", found.pk)
    context = {"form": form, "title": _("加一笔预算"), "activity": found}
    return render(request, "practice/activity_form.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*CASEWORKERS)
def activity_promise_new(request: Request, pk: UUID) -> HttpResponse:
    """Note what was promised in a courtyard."""
    found = sought_activity(request, pk)
    posts = Post.objects.visible_to(request.actor).in_force(timezone.localdate()).select_related("user")
    form = PromiseForm(request.POST if request.method == "POST" else None, posts=list(posts))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.promise(
                found, by=request.actor, what=told["what"], post=form.posts[told["post"]], due_on=told["due_on"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("activity", found.pk)
    context = {"form": form, "title": _("记一件答应的事"), "activity": found}
    return render(request, "practice/activity_form.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*CASEWORKERS)
def activity_promise(request: Request, pk: UUID) -> HttpResponse:
    """Lead from the todo of a promise to its activity."""
    return redirect("activity", get_object_or_404(Promise.objects.visible_to(request.actor), pk=pk).activity_id)


@PAGE
@staff(*CASEWORKERS)
def activity_guests(request: Request, pk: UUID) -> HttpResponse:
    """Look for somebody (``?q=``) and sign her in."""
    found, typed = sought_activity(request, pk), request.GET.get("q", "")
    if request.method == "POST":
        try:
            actions.welcome(found, chosen_person(request), by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("签到好了。"))
        return redirect("activity_guests", found.pk)
    told = wanted(request, typed, "activity.guests", found.county_id)
    return render(request, "practice/activity_guests.html", {"activity": found, "q": typed, "told": told})


@PAGE
@staff(*CASEWORKERS)
def activity_fetch(request: Request, pk: UUID) -> HttpResponse:
    """Sign a child out to somebody of her kin who may fetch her."""
    guest = get_object_or_404(
        Guest.objects.visible_to(request.actor).select_related("person", "activity").defer("person__search"), pk=pk
    )
    locks.demand(guest.person, request.actor, writing=True)
    offered = may_fetch(guest.person, timezone.localdate())
    looked(
        "activity.guests", [guest.person_id, *(one.pk for one, _called in offered)], by=request.actor,
        county=guest.county_id, fields=["name", "kin"],
    )  # fmt: skip
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        who = next((one for one, _called in offered if str(one.pk) == chosen), None)
        try:
            actions.fetch_child(guest, who or chosen_person(request), by=request.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("记下了，接走了。"))
        return redirect("activity", guest.activity_id)
    context = {"guest": guest, "activity": guest.activity, "offered": offered}
    return render(request, "practice/activity_fetch.html", context)


@require_POST
@staff(*CASEWORKERS)
def activity_code(request: Request, pk: UUID) -> HttpResponse:
    """Hang up a code, or change it."""
    found = sought_activity(request, pk)
    try:
        actions.hang_code(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("activity", found.pk)


@require_safe
@staff(*CASEWORKERS)
def activity_poster(request: Request, pk: UUID) -> HttpResponse:
    """Print the code that hangs now."""
    found = sought_activity(request, pk)
    return poster(request, found.codes) or redirect("activity", found.pk)
