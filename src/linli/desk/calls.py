"""电话告知: a message that somebody delivers by telephone: the words, the number by day, and what came of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.kernel.policy import Refused
from linli.notifications import ladder
from linli.notifications.models import Preference
from linli.people import actions as people
from linli.people import locks
from linli.people.models import Person
from linli.people.numbers import spoken
from linli.tasks import actions as tasks
from linli.tasks.models import Task

KINDS = ("tell_by_phone", "call", "call_back")
OUTCOMES = {
    "told": lazy("已告知本人"),
    "family": lazy("已告知家人"),
    "no_answer": lazy("没人接"),
    "wrong": lazy("号码不对"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@staff(*WORKERS)
def call(request: Request, pk: UUID) -> HttpResponse:
    """Show the words; the number, unless it is too early or too late to ring; take the outcome."""
    rows = Task.objects.visible_to(request.actor).exclude(person=None).select_related("owner__user")
    task = get_object_or_404(rows, pk=pk)
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=task.person)
    locks.demand(person, request.actor)
    if outcome := request.POST.get("outcome", ""):
        return _done(request, task, outcome)
    quiet = ladder.after_the_quiet(timezone.now(), Preference.objects.filter(person=person.pk).first())
    numbers = _numbers(request, person) if request.method == "POST" and quiet is None else []
    audit.looked("call", [person.pk], by=request.actor, county=person.county_id, fields=["name"], purpose="call")
    context: dict[str, Any] = {
        "task": task, "person": person, "quiet": quiet, "numbers": numbers, "asked": bool(request.POST),
        "outcomes": OUTCOMES.items(), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/visits/tell.html", context)


def _numbers(request: Request, person: Person) -> list[dict[str, str]]:
    found = []
    for phone in person.telephones.order_by("id"):
        whole = people.reveal(phone, by=request.actor, purpose=_("电话告知"))
        found.append({"call": whole, "shown": spoken(whole), "label": phone.label})
    return found


def _done(request: Request, task: Task, outcome: str) -> HttpResponse:
    """End the todo with what came of it; nobody answering puts the same before the same people tomorrow."""
    if outcome not in OUTCOMES:
        messages.warning(request, _("请选一个结果。"))
        return redirect("call", task.pk)
    try:
        done = tasks.finish_task(task, by=request.actor, outcome=str(OUTCOMES[outcome]))
        if outcome == "no_answer":
            tasks.open_task(
                done.kind, done.title, timezone.localdate() + timedelta(days=1), by=request.actor, place=done,
                owner=done.owner, role=done.role, person=done.person,
            )  # fmt: skip
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("today")
    messages.success(request, _("明天再打一次。") if outcome == "no_answer" else _("记好了。"))
    return redirect("today")


urlpatterns = [path("w/calls/<uuid:pk>/", call, name="call")]
