"""分户 并户 去世: what changes a household, each with its day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, homes, locks, queries
from linli.people.forms import refuse
from linli.people.home_forms import DeathForm, SplitForm, UniteForm
from linli.people.models import Household, Person
from linli.people.policies import KEEPERS
from linli.people.views.registering import PAGE, sent


@PAGE
@staff(*KEEPERS)
def household_split(request: Request, pk: UUID) -> HttpResponse:
    """Let some of a household live on their own."""
    home = get_object_or_404(Household.objects.visible_to(request.actor), pk=pk)
    members = [member for member in queries.members(home) if member.ends_on is None]
    kept = locks.shut([member.person for member in members], request.actor, writing=True)
    members = [member for member in members if member.person_id not in kept]
    seen = [member.person_id for member in members]
    looked("household", seen, by=request.actor, county=home.county_id, fields=["name"])
    form = SplitForm(sent(request), members=members)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        chosen = [member.person for member in members if str(member.person_id) in asked["people"]]
        try:
            made = actions.split_household(
                home, chosen, by=request.actor, name=asked["name"], address=asked["address"], on=asked["starts_on"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("分好了，这是新的一户。"))
            return redirect("household", made.pk)
    return render(request, "people/split.html", {"household": home, "form": form}, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def household_unite(request: Request, pk: UUID) -> HttpResponse:
    """Let everybody of a household live in another of the community."""
    home = get_object_or_404(Household.objects.visible_to(request.actor), pk=pk)
    seen = home.members.filter(ends_on=None).values_list("person_id", flat=True)
    looked("household", seen, by=request.actor, county=home.county_id, fields=["address"])
    wanted = request.GET.get("q", "")
    form = UniteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        into = get_object_or_404(Household.objects.visible_to(request.actor), pk=form.cleaned_data["household"])
        try:
            actions.unite_households(home, into, by=request.actor, on=form.cleaned_data["starts_on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("并好了。"))
            return redirect("household", into.pk)
    found = homes.households_beside(wanted, home, by=request.actor)
    context = {"household": home, "form": form, "q": wanted, "found": found}
    return render(request, "people/unite.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def person_death(request: Request, pk: UUID) -> HttpResponse:
    """Write down a death, or take one back that was said of the wrong person."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.view", [person.pk], by=request.actor, county=person.county_id, fields=["name", "died_on"])
    death = person.deaths.filter(taken_back_at=None).first()
    form, sentence = DeathForm(sent(request) if death is None else None), ""
    try:
        if request.method == "POST" and death is not None:
            actions.take_back_death(death, by=request.actor)
            messages.success(request, _("收回了。"))
            return redirect("person", person.pk)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            actions.record_death(person, by=request.actor, died_on=asked["died_on"], source=asked["source"])
            messages.success(request, _("记下了。"))
            return redirect("person", person.pk)
    except Refused as refused:
        sentence = refused.sentence
        if death is None:
            refuse(form, refused)
    context = {"person": person, "death": death, "form": form, "sentence": sentence}
    return render(request, "people/death.html", context, status=422 if form.errors or sentence else 200)
