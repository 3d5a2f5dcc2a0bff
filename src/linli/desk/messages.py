"""消息: what she was told, and on which way; opening the page is having read it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.desk.display import display_of
from linli.desk.resident import AROUND, allowed, glance, known
from linli.notifications import actions
from linli.notifications.models import Message

ON_PAGE, ON_PAGE_ELDER = 20, 2


@never_cache
@require_safe
@resident
def my_messages(request: Request) -> HttpResponse:
    """Show the last messages, each with what became of it."""
    if led := known(request):
        return led
    person = allowed(request, "progress")
    glance(request, "my.messages", person, "messages")
    most = ON_PAGE_ELDER if display_of(request).elder else ON_PAGE
    found = list(Message.objects.filter(person=person.pk).prefetch_related("deliveries").order_by("-made_at")[:most])
    herself = request.standing.may is None  # what a relative reads she has not been told yet
    for message in found:
        if herself and message.read_at is None:
            actions.read(message, by=request.actor)
    rows: list[dict[str, Any]] = [{"message": row, "ways": _ways(row)} for row in found]
    return render(request, "desk/my/messages.html", {**AROUND, "rows": rows})


def _ways(message: Message) -> str:
    tried = sorted(message.deliveries.all(), key=lambda one: one.tried_at)
    return "，".join(f"{one.get_rung_display()}{one.get_outcome_display()}" for one in tried)


urlpatterns = [path("my/messages/", my_messages, name="my_messages")]
