"""A file that is shut: its door, who may open it, and the station's answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks
from linli.people.access_forms import AssignForm, CheckForm, ReasonForm
from linli.people.forms import refuse
from linli.people.models import AccessGrant, AccessRequest, BackgroundCheck, Person
from linli.people.policies import CHECKERS, READERS
from linli.people.views.registering import PAGE, sent


@PAGE
@staff(*READERS)
def person_locked(request: Request, pk: UUID) -> HttpResponse:
    """Show the name and the age band of a child whose file is shut, and take a request to open it."""
    person = _person(request, pk)
    if locks.restricted([person]):
        return redirect("person_restricted", person.pk)
    if not locks.shut([person], request.actor):
        return redirect("person", person.pk)
    looked("person.locked", [person.pk], by=request.actor, county=person.county_id, fields=["name", "age_band"])
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_sight(person, by=request.actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("申请送给站长了，批准以后会在“待办”里看到结果。"))
            return redirect("person_locked", person.pk)
    waiting = AccessRequest.objects.filter(person=person, asker=request.actor.post, answered_at=None).exists()
    band = locks.band(person, timezone.localdate())
    context = {"person": person, "band": band, "form": form, "waiting": waiting}
    return render(request, "people/locked.html", context, status=422 if form.errors else 200)


@PAGE
@staff(Role.STATION_LEAD)
def person_access(request: Request, pk: UUID) -> HttpResponse:
    """Show who may open a child's file, and let one more colleague."""
    person = _person(request, pk)
    locks.use(person)
    looked("person.access", [person.pk], by=request.actor, county=person.county_id, fields=["name", "grants"])
    form = AssignForm(sent(request), posts=_colleagues(request))
    if request.method == "POST" and form.is_valid():
        post, until = form.posts[form.cleaned_data["post"]], form.cleaned_data["until"]
        try:
            actions.assign(person, post, by=request.actor, until=until)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("批准了，到%(day)s。") % {"day": until})
            return redirect("person_access", person.pk)
    grants = AccessGrant.objects.filter(person=person).select_related("grantee__user").order_by("-starts_at")[:50]
    now = timezone.now()
    rows = [(one, one.closed_at is None and one.until > now) for one in grants]
    context = {"person": person, "rows": rows, "form": form, "locked": locks.locked([person], timezone.localdate())}
    return render(request, "people/access.html", context, status=422 if form.errors else 200)


@require_POST
@staff(Role.STATION_LEAD)
def grant_close(request: Request, pk: UUID) -> HttpResponse:
    """Take sight back."""
    grant = get_object_or_404(AccessGrant.objects.visible_to(request.actor), pk=pk)
    actions.close_grant(grant, by=request.actor)
    messages.success(request, _("收回了，马上打不开。"))
    return redirect("person_access", grant.person_id)


@PAGE
@staff(Role.STATION_LEAD)
def access_answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer a request to open a file."""
    rows = AccessRequest.objects.visible_to(request.actor).select_related("person", "asker__user")
    asked = get_object_or_404(rows.defer("person__search"), pk=pk)
    locks.use(asked.person)
    looked("person.access", [asked.person_id], by=request.actor, county=asked.county_id, fields=["name", "grants"])
    wrong = ""
    if request.method == "POST":
        try:
            actions.answer(asked, by=request.actor, granted=request.POST.get("answer") == "yes")
        except Refused as refused:
            wrong = refused.sentence
        else:
            messages.success(request, _("答复了。"))
            return redirect("person_access", asked.person_id)
    return render(request, "people/access_answer.html", {"asked": asked, "wrong": wrong}, status=422 if wrong else 200)


@PAGE
@staff(*CHECKERS)
def checks(request: Request) -> HttpResponse:
    """Show whose check of offence records is valid until when, and enter one."""
    posts = _colleagues(request)
    form = CheckForm(sent(request), posts=posts)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.note_check(
                form.posts[asked["post"]], by=request.actor, queried_on=asked["queried_on"],
                clear=asked["clear"] == "yes", reference=asked["reference"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("登记好了。"))
            return redirect("checks")
    newest: dict[UUID, BackgroundCheck] = {}
    for check in BackgroundCheck.objects.filter(post__in=posts).order_by("queried_on", "id"):
        newest[check.post_id] = check
    day = timezone.localdate()
    rows = [
        (post, check, bool(check and check.clear and check.valid_until >= day))
        for post in posts for check in [newest.get(post.pk)]
    ]  # fmt: skip
    return render(request, "people/checks.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


def _person(request: Request, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)


def _colleagues(request: Request) -> list[Post]:
    """Return the colleagues who read files in the actor's place, but not herself."""
    rows = Post.objects.visible_to(request.actor).in_force(timezone.localdate())
    rows = rows.filter(role__in=READERS).exclude(user_id__in=[request.actor.user]).select_related("user", "place")
    return list(rows.order_by("user__name", "id")[:200])
