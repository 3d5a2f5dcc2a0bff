"""今天: what presses, what is half written, what was left out yesterday, and what the day already says was done."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.accounts.doors import OFFICERS, WORKERS, staff
from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.desk import visits
from linli.desk.lunar import spoken
from linli.desk.quick_record import choices
from linli.desk.quick_record.state import from_body
from linli.kernel.actor import Actor
from linli.outreach import conditions
from linli.records import queries as records
from linli.records.models import Kind
from linli.records.policies import RECORDERS
from linli.records.shown import own_lines
from linli.tasks import links
from linli.tasks import queries as tasks
from linli.tasks.actions import body_of
from linli.tasks.models import Draft

LOOK_BACK, MOST_GAPS = 7, 20  # days in which a missing length is asked for, and of how many acts
QUICK = ((Kind.HOME_VISIT, "door"), (Kind.PHONE_VISIT, "phone"), (Kind.EVENT, "people"), (Kind.REQUEST, "speak"))


@require_GET
@staff(*WORKERS, *OFFICERS)
def today(request: Request) -> HttpResponse:
    """Show the day of whoever is signed in."""
    day, actor = timezone.localdate(), request.actor
    todos = tasks.todos(actor, day)
    for task in (*todos.today, *todos.week):
        task.address = links.address(task)  # type: ignore[attr-defined]
        task.ends_there = links.ends_there(task)  # type: ignore[attr-defined]
    since = day - timedelta(days=LOOK_BACK)
    lately = records.lately(actor, since, day) if actor.role in RECORDERS else []
    told = own_lines([record for record in lately if record.minutes is None][:MOST_GAPS], actor)
    walk = visits.shown(visits.round_for(request), 0, visits.ON_TODAY)
    seen = [task.person for task in (*todos.today, *todos.week) if task.person]
    seen += [pk for one in told for pk in one.persons]
    seen += [stop.person for stop in walk["stops"]]
    audit.looked("today", seen, by=actor, county=_county(request), fields=["name"], purpose="today")
    context: dict[str, Any] = {
        "day": spoken(day),
        "today": day,
        "todos": todos,
        "gaps": told,
        "minutes": conditions.minutes(),
        "may_record": actor.role in RECORDERS,
        "drafts": [_draft(draft) for draft in tasks.drafts(actor, "record") if draft.version > 1],
        "quick": _quick(),
        "done": _done(actor, day, [record.minutes for record in lately if record.happened_on == day]),
        "next": "today",
        **walk,
    }
    return render(request, "desk/today.html", context)


def _county(request: Request) -> int | None:
    place = request.post.place if request.post else None
    return (place.county_id or place.pk) if place else None


def _quick() -> list[dict[str, Any]]:
    return [
        {"url": f"{reverse('record_new')}?kind={kind}", "label": choices.SHORT.get(kind, kind.label), "icon": icon}
        for kind, icon in QUICK
    ]


def _draft(draft: Draft) -> dict[str, Any]:
    state = from_body(body_of(draft))
    words = state.note.strip() or state.title.strip() or state.call.strip()
    return {
        "url": reverse("record_draft", args=[draft.pk]),
        "kind": Kind(state.kind).label if state.kind in Kind.values else _("记录"),
        "words": words[:40],
        "at": draft.saved_at,
    }


def _done(actor: Actor, day: date, lengths: list[int | None]) -> dict[str, Any]:
    """Return how much the actor wrote down today, with the list behind it."""
    if actor.role not in RECORDERS:
        return {}
    listed = f"{reverse('records')}?mine=on&start={day.isoformat()}&end={day.isoformat()}"
    return {"count": len(lengths), "minutes": sum(filter(None, lengths)), "url": listed}


urlpatterns = [path("w/", today, name="today")]
