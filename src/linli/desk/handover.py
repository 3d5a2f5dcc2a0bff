"""交接: a worker leaves; her visits, leads, todos and drafts are another's in one act, who reads five things first."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post, PostQuerySet
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.outreach import actions as outreach
from linli.outreach import intervals, plans, queries
from linli.outreach.actions import Handed
from linli.people import locks
from linli.practice import actions as practice
from linli.practice.policies import may_hand_over
from linli.practice.queries.supervision import loads
from linli.records.models import ServiceRecord
from linli.records.policies import RECORDERS, read_names
from linli.tasks import actions as tasks
from linli.tasks import veils
from linli.tasks.models import Draft, Task
from linli.tasks.policies import HEADS

KIND = "handover"
KEEP, NOBODY = "", "nobody"
FEW = 3


class HandoverForm(forms.Form):
    """Who leaves, and who takes over: posts of the front line inside the reach of who asks."""

    old = forms.ModelChoiceField(Post.objects.none(), label=lazy("谁要离开"))
    new = forms.ModelChoiceField(Post.objects.none(), label=lazy("谁来接手"))

    supervisor = forms.ChoiceField(label=lazy("个案以后谁督导"), required=False)

    def __init__(self, *args: object, by: Actor) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        for name, found in (("old", front_line(by)), ("new", front_line(by).in_force(timezone.localdate()))):
            asked = self.fields[name]
            asked.queryset = found  # type: ignore[attr-defined]
            asked.label_from_instance = told  # type: ignore[attr-defined]
            asked.empty_label = _("请选一位")  # type: ignore[attr-defined]
        self.loads = {str(one.supervisor.pk): one for one in loads(by)} if may_hand_over(by) is None else {}
        if not self.loads:
            del self.fields["supervisor"]
            return
        offered = [(pk, one.label) for pk, one in self.loads.items()]
        supervisor: Any = self.fields["supervisor"]
        supervisor.choices = [(KEEP, _("不变")), *offered, (NOBODY, _("先不安排督导"))]

    def supervisors(self) -> list[Post] | None:
        """Return who supervises the cases from now on; None to leave it as it is."""
        told = self.cleaned_data.get("supervisor", KEEP)
        if told == KEEP:
            return None
        return [self.loads[told].supervisor] if told != NOBODY else []


def front_line(by: Actor) -> PostQuerySet:
    """Return the posts of the front line inside an actor's reach, by name."""
    areas = list(by.scope.areas)
    here = Q(place__in=areas) | Q(place__parent__in=areas) | Q(place__town__in=areas)
    rows = Post.objects.filter(here, role__in=RECORDERS).select_related("user", "place")
    return rows.order_by("user__name", "id")


def told(post: Post) -> str:
    """Return a post as a list to choose from shows it."""
    return f"{post.user.name} · {post.get_role_display()} · {post.place}"


@staff(*sorted(HEADS))
@require_http_methods(["GET", "POST"])
def handover(request: Request) -> HttpResponse:
    """Ask who leaves and who takes over; then do it whole, or not at all."""
    form = HandoverForm(request.POST or None, by=request.actor)
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            handed, cases, todos = _hand_over(old, new, form.supervisors(), by=request.actor)
        except Refused as refused:
            form.add_error("new", refused.sentence)
        else:
            told = {"who": new.user.name, "visits": handed.visits, "leads": handed.leads, "cases": cases}
            told["todos"] = todos
            messages.success(
                request,
                _(
                    "已交给%(who)s：%(visits)s 位居民的走访、%(leads)s 条线索、%(todos)s 件待办和草稿、"
                    "%(cases)s 个个案。"
                )
                % told,
            )
            return redirect("handover")
    return render(request, "desk/handover.html", {"form": form}, status=422 if form.errors else 200)


def _hand_over(old: Post, new: Post, supervisors: list[Post] | None, *, by: Actor) -> tuple[Handed, int, int]:
    with transaction.atomic():
        handed = outreach.hand_over_visits(old, new, by=by)
        cases = practice.hand_over_cases(old, new, by=by, supervisors=supervisors)
        todos, drafts = tasks.hand_over(old, new, by=by)
        title = _("接手%(who)s的工作：先看这五样") % {"who": old.user.name}
        place = SimpleNamespace(**(new.place.areas() if new.place else {}))
        tasks.open_task(KIND, title, timezone.localdate(), by=by, place=place, owner=new, subject=old)
    return handed, cases, todos + drafts


@dataclass(frozen=True)
class Part:
    """One of the five things: what it is, its most pressing lines (words, address, day), where all of it is."""

    title: str | Promise
    lines: list[tuple[str, str, date | None]]
    everything: str = ""


@require_GET
@staff(*WORKERS)
def handover_brief(request: Request, pk: UUID) -> HttpResponse:
    """Show whoever took over the five things to read first; a stranger to the handover meets 404."""
    told = Task.objects.visible_to(request.actor).filter(kind=KIND, subject=pk, owner_id=request.actor.post).first()
    old = Post.objects.select_related("user").filter(pk=pk).first()
    if told is None or old is None or request.post is None:
        raise Http404
    parts, seen = _five(request.actor, old, request.post, told)
    audit.looked("handover", seen, by=request.actor, county=told.county_id, fields=["name"], purpose="handover")
    return render(request, "desk/handover_brief.html", {"old": old, "parts": parts, "task": told})


def _five(actor: Actor, old: Post, new: Post, told: Task) -> tuple[list[Part], list[UUID]]:
    open_todos = list(Task.objects.filter(owner=new, done_at=None).exclude(pk=told.pk).order_by("due_on", "id")[:FEW])
    veils.draw(open_todos, actor)
    leads = queries.open_leads(actor).filter(owner=new).select_related("person")[:FEW]
    found = plans.round_of(actor, intervals.of(new.place)) if new.place else plans.EMPTY
    late = sorted((one for one in found.stops if one.due), key=lambda one: one.due.on if one.due else date.max)[:FEW]
    work = (
        ServiceRecord.objects.standing()
        .filter(actor.scope.q(), acted_post=old, undertaking__closed_on=None, undertaking__isnull=False)
        .order_by("undertaking_id", "-happened_on").distinct("undertaking_id").select_related("undertaking")[:FEW]
    )  # fmt: skip
    drafts = Draft.objects.visible_to(actor).order_by("-saved_at")[:FEW]
    named = [one.person for one in leads if one.person is not None]
    called: dict[UUID | None, str] = {one.pk: str(one) for one in locks.unveil(named, actor)}
    seen = [*(one.person_id for one in leads if one.person_id), *(one.person for one in late)]
    return [
        Part(_("最要紧的待办"), [(one.title, "", one.due_on) for one in open_todos], reverse("tasks")),
        Part(_("没处理的困境线索"), [(called.get(one.person_id, _("还不知道是谁")), reverse("lead", args=[one.pk]),
                              one.due_on) for one in leads], reverse("leads")),
        Part(_("最该去看的人"), [(one.name, reverse("person", args=[one.person]), one.due.on if one.due else None)
                              for one in late], reverse("visits")),
        Part(_("没结束的个案、小组和项目"), [(_work(one, actor), _record(one.pk), one.happened_on) for one in work]),
        Part(_("没写完的记录"), [(_("草稿"), reverse("record_draft", args=[one.pk]), timezone.localdate(one.saved_at))
                              for one in drafts if one.form == "record"]),
    ], seen  # fmt: skip


def _work(record: ServiceRecord, actor: Actor) -> str:
    """Return what a piece of work is called, to those who may read its name; to others only its kind."""
    work = record.undertaking
    if work is None or read_names(actor, record) is not None:
        return work.get_kind_display() if work else ""
    return work.title


def _record(pk: UUID) -> str:
    return reverse("record", args=[pk])


urlpatterns = [
    path("w/handover/", handover, name="handover"),
    path("w/handover/<uuid:pk>/", handover_brief, name="handover_brief"),
]
