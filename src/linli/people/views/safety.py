"""疑似伤害: set and lifted by the head of the station, and seen by nobody else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks, queries
from linli.people.access_forms import HarmForm
from linli.people.forms import refuse
from linli.people.models import Person, SuspectedHarm
from linli.people.views.registering import PAGE, sent


@PAGE
@staff(Role.STATION_LEAD)
def person_safety(request: Request, pk: UUID) -> HttpResponse:
    """Show who is kept from a person, and mark one of those near her."""
    person = get_object_or_404(
        Person.objects.visible_to(request.actor).select_related("household").defer("search"), pk=pk
    )
    locks.use(person)
    near = locks.unveil(_near(person), request.actor)
    seen = [person.pk, *(one.pk for one in near)]
    looked("person.safety", seen, by=request.actor, county=person.county_id, fields=["name", "harm"])
    form = HarmForm(sent(request), near=near)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_harm(
                person, form.near[form.cleaned_data["other"]], by=request.actor, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("标好了。他现在看不到谁看过，也看不到住址。"))
            return redirect("person_safety", person.pk)
    marks = SuspectedHarm.objects.visible_to(request.actor).filter(person=person).select_related("by_whom")
    context = {"person": person, "form": form, "marks": marks.defer("by_whom__search").order_by("until", "-since")}
    return render(request, "people/safety.html", context, status=422 if form.errors else 200)


@require_POST
@staff(Role.STATION_LEAD)
def harm_lift(request: Request, pk: UUID) -> HttpResponse:
    """Lift a mark."""
    mark = get_object_or_404(SuspectedHarm.objects.visible_to(request.actor), pk=pk)
    actions.lift_harm(mark, by=request.actor)
    messages.success(request, _("解除了。"))
    return redirect("person_safety", mark.person_id)


def _near(person: Person) -> list[Person]:
    """Return kin and those who live with a person."""
    found = {other.pk: other for _link, other, _kind in queries.kin(person)}
    if person.household is not None:
        found |= {row.person_id: row.person for row in queries.members(person.household) if row.ends_on is None}
    return [one for pk, one in found.items() if pk != person.pk]
