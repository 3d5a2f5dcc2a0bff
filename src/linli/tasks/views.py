"""The page of todos."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.accounts.doors import INBOXES, WORKERS, staff
from linli.accounts.landing import landing
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.policy import Refused
from linli.tasks import actions, links, queries, veils
from linli.tasks.models import Task

inbox = staff(*INBOXES, Role.BID_JUDGE)  # a judge has todos, and no other page of an inbox's


@require_GET
@inbox
def tasks(request: Request) -> HttpResponse:
    """Show one's todos in groups; naming a person leaves a look."""
    today = timezone.localdate()
    found = queries.todos(request.actor, today)
    shown = [*found.today, *found.week, *found.later, *found.waiting]
    for task in shown:
        task.address = links.address(task)  # type: ignore[attr-defined]
        task.ends_there = links.ends_there(task)  # type: ignore[attr-defined]
    persons = [task.person for task in shown if task.person]
    county = shown[0].county_id if shown else None
    audit.looked("tasks", persons, by=request.actor, county=county, fields=["title"], purpose="todo")
    groups: list[dict[str, Any]] = [
        {"title": _("今天到期"), "tasks": found.today, "own": True, "open": True},
        {"title": _("本周"), "tasks": found.week, "own": True, "open": True},
        {"title": _("以后"), "tasks": found.later, "own": True, "open": False},
        {"title": _("等别人"), "tasks": found.waiting, "own": False, "open": False},
    ]
    return render(
        request,
        "tasks/list.html",
        {
            "groups": [group for group in groups if group["tasks"]],
            "today": today,
            "count": found.count,
            "records": request.actor.role in WORKERS,
            "first": landing(request.actor.role),
        },
    )


@require_POST
@inbox
def task_done(request: Request, pk: UUID) -> HttpResponse:
    """Say that a todo is done."""
    task = get_object_or_404(Task.objects.visible_to(request.actor), pk=pk)
    try:
        task = actions.finish_task(task, by=request.actor, outcome=request.POST.get("outcome", ""))
        veils.draw([task], request.actor)
        messages.success(request, _("办好了：%(title)s") % {"title": task.title})
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect(request.POST.get("next") == "today" and "today" or "tasks")
