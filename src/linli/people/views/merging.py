"""合并: the other file is found, both stand side by side, each field is chosen; and the way back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, comparing, locks, merging, policies, queries
from linli.people.cards import cards
from linli.people.models import Merge, Person
from linli.people.policies import MERGERS
from linli.people.views.listing import FIELDS
from linli.people.views.registering import PAGE

OFFERED = 10
COMPARED = ("name", "birth_date", "sex", "address", "note", "document_masked", "telephone_masked", "household")


@require_safe
@staff(*MERGERS)
def person_same(request: Request, pk: UUID) -> HttpResponse:
    """Find the other file of the same person, like anybody is found."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    wanted, day = queries.Wanted(request.GET.get("q", person.name)), timezone.localdate()
    try:
        rows = queries.people(wanted, by=request.actor, day=day, size=OFFERED).rows
    except Refused as refused:
        rows = []
        messages.warning(request, refused.sentence)
    seen = [person.pk, *(row.pk for row in rows)]
    looked("person.compared", seen, by=request.actor, county=person.county_id, fields=FIELDS)
    found = cards([row for row in rows if row.pk != person.pk], day, by=request.actor)
    return render(request, "people/same.html", {"person": person, "q": wanted.text, "found": found})


@PAGE
@staff(*MERGERS)
def person_merge(request: Request, pk: UUID, other: UUID) -> HttpResponse:
    """Lay two files side by side; put the second into the first when asked to."""
    people = Person.objects.visible_to(request.actor).select_related("household").defer("search")
    kept, merged = get_object_or_404(people, pk=pk), get_object_or_404(people, pk=other)
    for one in (kept, merged):
        locks.demand(one, request.actor, writing=True)
    looked("person.compared", [kept.pk, merged.pk], by=request.actor, county=kept.county_id, fields=COMPARED)
    sentence = ""
    if request.method == "POST":
        choices = {name: request.POST[name] for name in merging.CHOSEN if name in request.POST}
        try:
            actions.merge(kept, merged, by=request.actor, choices=choices)
        except Refused as refused:
            sentence = refused.sentence
        else:
            messages.success(request, _("合并好了。合错了可以撤销，两份都会回到原来的样子。"))
            return redirect("person", kept.pk)
    refusal = policies.merge(request.actor, kept, merged)
    context = {
        "kept": kept,
        "other": merged,
        "sides": comparing.sides(kept, merged),
        "sentence": sentence or refusal or "",
        "may": refusal is None,
    }
    return render(request, "people/merge.html", context, status=422 if sentence else 200)


@PAGE
@staff(*MERGERS)
def merge_undo(request: Request, pk: UUID) -> HttpResponse:
    """Take two files apart again."""
    merges = Merge.objects.visible_to(request.actor).select_related("kept", "other")
    merge = get_object_or_404(merges.defer("kept__search", "other__search"), pk=pk)
    for one in (merge.kept, merge.other):
        locks.demand(one, request.actor, writing=True)
    seen = [merge.kept_id, merge.other_id]
    looked("person.compared", seen, by=request.actor, county=merge.county_id, fields=["name"])
    sentence = ""
    if request.method == "POST":
        try:
            actions.unmerge(merge, by=request.actor)
        except Refused as refused:
            sentence = refused.sentence
        else:
            messages.success(request, _("撤销好了，两份档案都回到合并以前的样子。"))
            return redirect("person", merge.other_id)
    context = {"merge": merge, "sentence": sentence}
    return render(request, "people/merge_undo.html", context, status=422 if sentence else 200)
