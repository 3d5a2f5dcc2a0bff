"""A person's rights on her page: what she agreed to, and who has looked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.desk.person import frame, sought
from linli.people import consents
from linli.people.leading import leads_on
from linli.people.models import ConsentEvent
from linli.people.policies import KEEPERS
from linli.people.purposes import duties, purposes


@require_safe
@staff(*KEEPERS)
@leads_on
def person_consents(request: Request, pk: UUID) -> HttpResponse:
    """Show what a person agreed to, what is done by law, and every turn of it."""
    context = frame(request, sought(request, pk), "person_consents", ("name", "consents"))
    context |= {
        "standing": consents.standing(context["person"]),
        "duties": duties(),
        "events": [_told(event) for event in consents.history(context["person"])],
    }
    return render(request, "desk/person_consents.html", context)


def _told(event: ConsentEvent) -> dict[str, Any]:
    """Return an event in the words of the pack; what has left the pack shows as its code."""
    use = purposes().get(event.purpose)
    if use is None:
        return {"event": event, "name": event.purpose, "what": event.data_class, "whom": event.recipient}
    what = use.classes.get(event.data_class, event.data_class)
    whom = use.recipients.get(event.recipient, event.recipient)
    return {"event": event, "name": use.name, "what": what, "whom": whom}


urlpatterns = [
    path("w/people/<uuid:pk>/consents/", person_consents, name="person_consents"),
]
