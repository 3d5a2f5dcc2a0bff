"""The HTTP of ＋记一笔: every change is kept, every pick is a step that works without script, 完成 makes the record."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.desk.quick_record import choices, outbox, who
from linli.desk.quick_record.finish import finish
from linli.desk.quick_record.state import State, from_body, from_page, number
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.outreach.queries import unasked
from linli.records.models import Kind, ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.actions import Overtaken
from linli.tasks.models import Draft

FORM = "record"
WHOLE, WHO = "desk/record/form.html", "desk/record/who.html"
SHOWN_WHEN_BOTH_WROTE = {"note": lazy("说一说"), "call": lazy("称呼"), "title": lazy("事由"), "minutes": lazy("多久")}


@dataclass
class Page:
    """What one rendering of the form carries besides its answers."""

    version: int
    token: str
    wrong: dict[str, str] = field(default_factory=dict)
    theirs: list[tuple[str, str]] = field(default_factory=list)
    part: bool = False


@require_GET
@staff(*WORKERS)
def record_new(request: Request) -> HttpResponse:
    """Begin a form in the place of one left untouched; ``?kind=``, ``?household=``, ``?person=`` fill it in."""
    today = timezone.localdate()
    state = choices.first_state(request.actor, today)
    if not choices.may(request.actor, Kind(state.kind)):
        state = replace(state, kind=Kind.HOME_VISIT)
    for step in ("kind", "household", "person"):
        if value := request.GET.get(step, ""):
            state = who.pick(state, f"{step}:{value}", request.actor)
    untouched = Draft.objects.visible_to(request.actor).filter(form=FORM, version=1).first()
    if untouched is not None:
        tasks.finish_draft(untouched, by=request.actor)
    draft = tasks.open_draft(FORM, state.body(), by=request.actor)
    return redirect("record_draft", draft.pk)


@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def record_draft(request: Request, pk: UUID) -> HttpResponse:
    """Show the form; take a step; or make the record."""
    # Reading waits too: a page drawn while a save is under way shows what that save kept.
    draft = Draft.objects.visible_to(request.actor).select_for_update().filter(pk=pk, form=FORM).first()
    if draft is None:
        return _already(request, pk)
    held = from_body(tasks.body_of(draft))
    if request.method == "GET":
        return _render(request, draft, held, Page(draft.version, new_id().hex))
    state = from_page(request.POST, held)
    if choice := request.POST.get("pick", ""):
        return _step(request, draft, who.pick(state, choice, request.actor), choice)
    return _finish(request, draft, state)


@require_POST
@staff(*WORKERS)
def record_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep what stands on the page: 204, 409 when another page has written, 404 when the form is finished."""
    held = Draft.objects.visible_to(request.actor).select_for_update()
    draft = get_object_or_404(held, pk=pk, form=FORM)
    try:
        draft = _keep(request, draft, from_page(request.POST, from_body(tasks.body_of(draft))))
    except Overtaken:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Draft-Version": str(draft.version)})


@require_POST
@staff(*WORKERS)
def record_discard(request: Request, pk: UUID) -> HttpResponse:
    """Throw a form away."""
    draft = get_object_or_404(Draft.objects.visible_to(request.actor), pk=pk, form=FORM)
    tasks.finish_draft(draft, by=request.actor)
    messages.info(request, _("这份草稿不要了。"))
    return redirect("today")


def _already(request: Request, pk: UUID) -> HttpResponse:
    """A form that was finished leads to its record."""
    made = ServiceRecord.objects.visible_to(request.actor).filter(key=pk).first()
    if made is None:
        raise Http404
    return redirect("record", made.pk)


def _keep(request: Request, draft: Draft, state: State) -> Draft:
    version = number(request.POST.get("version", "")) or 0
    page = request.POST.get("page", "")[:64]
    return tasks.save_draft(draft, state.body(), by=request.actor, version=version, page=page)


def _step(request: Request, draft: Draft, state: State, choice: str) -> HttpResponse:
    try:
        draft = _keep(request, draft, state)
    except Overtaken as met:
        return _both(request, draft, state, met)
    if not getattr(request, "htmx", False):
        where = "kind" if choice.startswith("kind:") else "who"
        return redirect(reverse("record_draft", args=[draft.pk]) + f"#{where}")
    part = not choice.startswith("kind:")
    page = Page(draft.version, request.POST.get("page", "")[:64], part=part)
    return _render(request, draft, state, page, template=WHO if part else WHOLE)


def _finish(request: Request, draft: Draft, state: State) -> HttpResponse:
    try:
        draft = _keep(request, draft, state)
        with transaction.atomic():
            made = finish(state, draft.pk, by=request.actor, today=timezone.localdate())
            tasks.finish_draft(draft, by=request.actor)
    except Overtaken as met:
        return _both(request, draft, state, met)
    except Draft.DoesNotExist:
        return _already(request, draft.pk)
    except Refused as refused:
        page = Page(draft.version, new_id().hex, wrong={refused.field or "form": refused.sentence})
        return _render(request, draft, state, page, status=422)
    messages.success(request, _("记好了。"))
    child = unasked(made)
    return redirect("lead", child.pk) if child is not None else redirect("record", made.pk)


def _both(request: Request, draft: Draft, state: State, met: Overtaken) -> HttpResponse:
    """Show this page's answers in the form and the other page's beside them; the next save has seen both."""
    other = from_body(met.theirs)
    theirs = [
        (str(name), str(getattr(other, key)))
        for key, name in SHOWN_WHEN_BOTH_WROTE.items()
        if getattr(other, key) != getattr(state, key) and getattr(other, key)
    ]
    return _render(request, draft, state, Page(met.version, new_id().hex, theirs=theirs or [("", "")]), status=409)


def _render(
    request: Request, draft: Draft, state: State, page: Page, *, template: str = WHOLE, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    shown = who.show(state, request.actor, today)
    audit.looked(
        "record.form", shown.seen, by=request.actor, county=draft.owner.place.county_id if draft.owner.place else None,
        fields=["name", "age", "address"], purpose="record",
    )  # fmt: skip
    context: dict[str, Any] = {
        "draft": draft, "state": state, "page": page, "who": shown, "today": today,
        "last_page": tasks.body_of(draft).get("page", ""),
        "outbox_point": outbox.server_point(),
        **choices.context(request.actor, state, today),
    }  # fmt: skip
    return render(request, template, context, status=status)


urlpatterns = [
    path("w/record/", record_new, name="record_new"),
    path("w/record/<uuid:pk>/", record_draft, name="record_draft"),
    path("w/record/<uuid:pk>/save/", record_save, name="record_save"),
    path("w/record/<uuid:pk>/discard/", record_discard, name="record_discard"),
    *outbox.urlpatterns,
]
