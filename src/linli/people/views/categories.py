"""Categories of a person: marked and ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks
from linli.people.forms import EndForm, MarkForm, refuse
from linli.people.models import Person, PriorityTag
from linli.people.packs import category_name
from linli.people.policies import KEEPERS
from linli.people.views.registering import PAGE, sent


@PAGE
@staff(*KEEPERS)
def tag_new(request: Request, pk: UUID) -> HttpResponse:
    """Mark a person with a category."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.category", [person.pk], by=request.actor, county=person.county_id, fields=["name"])
    form = MarkForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.tag(person, form.mark(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("类别标好了。"))
            return redirect("person", person.pk)
    return render(request, "people/tag.html", {"form": form, "person": person}, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def tag_end(request: Request, pk: UUID) -> HttpResponse:
    """End a category that runs."""
    tagged = get_object_or_404(
        PriorityTag.objects.visible_to(request.actor).select_related("person").defer("person__search"), pk=pk
    )
    locks.demand(tagged.person, request.actor, writing=True)
    looked("person.category", [tagged.person_id], by=request.actor, county=tagged.county_id, fields=["categories"])
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.untag(tagged, by=request.actor, ends_on=form.cleaned_data["ends_on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("这个类别结束了，过去的日子还留着。"))
            return redirect("person", tagged.person_id)
    context = {"form": form, "person": tagged.person, "tagged": tagged, "category": category_name(tagged.category)}
    return render(request, "people/tag_end.html", context, status=422 if form.errors else 200)
