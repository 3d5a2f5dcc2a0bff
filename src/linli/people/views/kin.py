"""亲属: said with people who are registered, and ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks, queries
from linli.people.cards import Card, cards
from linli.people.forms import EndForm, KinForm, refuse
from linli.people.models import KinshipLink, Person
from linli.people.policies import KEEPERS
from linli.people.views.listing import FIELDS
from linli.people.views.registering import PAGE, sent

OFFERED = 10


@PAGE
@staff(*KEEPERS)
def kin_new(request: Request, pk: UUID) -> HttpResponse:
    """Say who is kin: found like anybody, then told as what."""
    people = Person.objects.visible_to(request.actor).defer("search")
    person = get_object_or_404(people, pk=pk)
    locks.demand(person, request.actor, writing=True)
    form = KinForm(sent(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        other = get_object_or_404(people, pk=asked["other"])
        try:
            actions.relate(person, other, by=request.actor, kind=asked["kind"], starts_on=asked["starts_on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("亲属记下了。"))
            return redirect("person_family", person.pk)
    context = {"person": person, "form": form, "q": request.GET.get("q", ""), "found": _found(request, person)}
    return render(request, "people/kin.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def kin_end(request: Request, pk: UUID) -> HttpResponse:
    """End a relation."""
    links = KinshipLink.objects.visible_to(request.actor).select_related("person", "other")
    link = get_object_or_404(links.defer("person__search", "other__search"), pk=pk)
    for one in (link.person, link.other):
        locks.demand(one, request.actor, writing=True)
    seen = [link.person_id, link.other_id]
    looked("person.family", seen, by=request.actor, county=link.county_id, fields=["name", "kin"])
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.unrelate(link, by=request.actor, ends_on=form.cleaned_data["ends_on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("关系结束了。"))
            return redirect("person_family", link.person_id)
    return render(request, "people/kin_end.html", {"link": link, "form": form}, status=422 if form.errors else 200)


def _found(request: Request, person: Person) -> list[Card]:
    wanted, day = queries.Wanted(request.GET.get("q", "")), timezone.localdate()
    rows = queries.people(wanted, by=request.actor, day=day, size=OFFERED).rows if wanted.text else []
    seen = [person.pk, *(row.pk for row in rows)]
    looked("person.family", seen, by=request.actor, county=person.county_id, fields=FIELDS)
    return cards([row for row in rows if row.pk != person.pk], day, by=request.actor)
