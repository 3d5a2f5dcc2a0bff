"""家庭: who lives together, since when; moving in and out."""

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
from linli.people import actions, homes, locks, queries
from linli.people.cards import cards
from linli.people.forms import EndForm, MoveForm, refuse
from linli.people.genogram import genogram
from linli.people.guardians import GROWN_UP
from linli.people.models import Household, HouseholdMember, Person
from linli.people.numbers import age
from linli.people.policies import KEEPERS, READERS
from linli.people.residence import Residence, residence
from linli.people.views.listing import FIELDS
from linli.people.views.registering import PAGE, sent

HEADS = ("户主", "本人")


@require_safe
@staff(*READERS)
def household(request: Request, pk: UUID) -> HttpResponse:
    """Show a household: who lives in it now and how, its family, who lived in it before."""
    home = get_object_or_404(Household.objects.visible_to(request.actor), pk=pk)
    members = list(queries.members(home))
    living = {member.person_id for member in members if member.ends_on is None}
    if living and living <= locks.restricted(member.person for member in members):
        locks.use(*(member.person for member in members if member.person_id in living))
    links = homes.kin_of_home(living)
    people = {member.person_id: member.person for member in members}
    kin = {person.pk: person for link in links for person in (link.person, link.other)}
    told = cards([*(people | kin).values()], timezone.localdate(), by=request.actor)
    shown = {card.person.pk: card for card in told}
    looked("household", list(shown), by=request.actor, county=home.county_id, fields=[*FIELDS, "kin"])
    rows = [(member, shown[member.person_id], _stands(member, home)) for member in members]
    drawn = {pk: card.person for pk, card in shown.items() if pk in living or pk in kin}
    context = {
        "household": home,
        "now": [row for row in rows if row[0].ends_on is None],
        "before": [row for row in rows if row[0].ends_on is not None],
        "drawn": genogram(drawn, living, links),
        "young_head": any(_is_young_head(member) for member in members),
        "may_register": request.actor.role in KEEPERS,
    }
    return render(request, "people/household.html", context)


def _is_young_head(member: HouseholdMember) -> bool:
    """Tell whether a child is written down as the head of the household: somebody should speak for it."""
    born = member.person.birth_date
    heads = member.ends_on is None and member.relation in HEADS
    return heads and born is not None and age(born, timezone.localdate()) < GROWN_UP


def _stands(member: HouseholdMember, home: Household) -> str:
    """Return 在册在住 and so on, or ''."""
    value = residence(member.person, home, lives=member.ends_on is None)
    return str(Residence(value).label) if value else ""


@PAGE
@staff(*KEEPERS)
def household_move(request: Request, pk: UUID) -> HttpResponse:
    """Move a person into a household of her community, found by its address or name."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.household", [person.pk], by=request.actor, county=person.county_id, fields=["name", "address"])
    wanted = request.GET.get("q", "")
    form = MoveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        home = get_object_or_404(Household.objects.visible_to(request.actor), pk=form.cleaned_data["household"])
        try:
            actions.join_household(
                person, home, by=request.actor, relation=form.cleaned_data["relation"], starts_on=form.day()
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("住到这一户了。"))
            return redirect("household", home.pk)
    found = homes.households(wanted, near=person, by=request.actor)
    context = {"person": person, "form": form, "q": wanted, "found": found}
    return render(request, "people/move.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def household_leave(request: Request, pk: UUID) -> HttpResponse:
    """Let a person leave her household; the past stays on its page."""
    person = get_object_or_404(
        Person.objects.visible_to(request.actor).select_related("household").defer("search"), pk=pk
    )
    locks.demand(person, request.actor, writing=True)
    looked("person.household", [person.pk], by=request.actor, county=person.county_id, fields=["name", "address"])
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_household(person, by=request.actor, ends_on=form.cleaned_data["ends_on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("已经记下搬走。"))
            return redirect("person", person.pk)
    return render(request, "people/leave.html", {"person": person, "form": form}, status=422 if form.errors else 200)
