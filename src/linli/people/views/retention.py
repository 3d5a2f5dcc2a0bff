"""保存多久: holds that stop every deletion, and what is due, decided by somebody of the county."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks
from linli.people import rights as rules
from linli.people.forms import refuse
from linli.people.models import DueErasure, LegalHold, Person
from linli.people.policies.rights import DECIDERS, HOLDERS
from linli.people.rights_forms import DecideForm, HoldForm
from linli.people.views.registering import PAGE, sent

ON_PAGE = 100


@PAGE
@staff(*HOLDERS)
def person_hold(request: Request, pk: UUID) -> HttpResponse:
    """Show what is held of a person and by whom; write down one more hold."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    (shown,) = locks.unveil([person], request.actor)
    looked("person.hold", [person.pk], by=request.actor, county=person.county_id, fields=["name", "holds"])
    form = HoldForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_hold(person, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了，到期以前什么都不会删。"))
            return redirect("person_hold", person.pk)
    holds = LegalHold.objects.visible_to(request.actor).filter(person=person).order_by("-since", "-id")[:50]
    context = {"person": shown, "form": form, "holds": holds, "today": timezone.localdate()}
    return render(request, "people/hold.html", context, status=422 if form.errors else 200)


@require_POST
@staff(*HOLDERS)
def hold_lift(request: Request, pk: UUID) -> HttpResponse:
    """End a hold before its day."""
    hold = get_object_or_404(LegalHold.objects.visible_to(request.actor).select_related("person"), pk=pk)
    actions.lift_hold(hold, by=request.actor)
    messages.success(request, _("解除了。"))
    return redirect("person_hold", hold.person_id)


@PAGE
@staff(*DECIDERS)
def retention(request: Request) -> HttpResponse:
    """Show how long what is kept, and what is due; take the decision about a batch of it."""
    rows = DueErasure.objects.visible_to(request.actor).filter(decided_at=None).select_related("person")
    due = list(rows.defer("person__search").order_by("due_on", "id")[:ON_PAGE])
    seen = list({row.person_id for row in due})
    looked("retention", seen, by=request.actor, county=due[0].county_id if due else None, fields=["name"])
    form = DecideForm(sent(request), due=due)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            count = actions.decide_due(
                [form.due[pk] for pk in told["rows"]], by=request.actor, erase=told["erase"] == "yes",
                reason=told["reason"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了，%(n)s 项。删的由系统在几分钟内做完。") % {"n": count})
            return redirect("retention")
    known = rules.classes()
    names = {one.pk: one for one in locks.unveil([row.person for row in due], request.actor)}
    shown = [(row, names[row.person_id], known[row.data_class].name) for row in due]
    context = {"rows": shown, "form": form, "classes": known.values()}
    return render(request, "people/retention.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("w/people/<uuid:pk>/hold/", person_hold, name="person_hold"),
    path("w/people/holds/<uuid:pk>/lift/", hold_lift, name="hold_lift"),
    path("m/retention/", retention, name="retention"),
]
