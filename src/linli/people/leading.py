"""An address of a file that was merged into another leads to the one that is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from linli.accounts.middleware import Request
from linli.people.locks import Restricted, Shut
from linli.people.models import Person

View = Callable[..., HttpResponse]


def leads_on(view: View) -> View:
    """Let a person's page answer for the files merged into hers, and a file that is shut lead to its door."""

    @wraps(view)
    def answer(request: Request, pk: UUID, **more: Any) -> HttpResponse:
        try:
            return view(request, pk, **more)
        except Restricted as closed:
            return redirect("person_restricted", closed.person.pk)
        except Shut as closed:
            return redirect("person_locked", closed.person.pk)
        except Http404:
            merged = Person.objects.even_merged(request.actor).filter(pk=pk, merged_into__isnull=False)
            kept = (
                Person.objects.visible_to(request.actor).filter(pk__in=merged.values("merged_into")).only("pk").first()
            )
            match = request.resolver_match
            if kept is None or match is None or request.method not in ("GET", "HEAD"):
                raise
            return redirect(match.view_name, kept.pk)

    return answer
