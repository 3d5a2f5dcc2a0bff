"""A person's base record: registered, amended; what was typed is never lost."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Field
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, locks
from linli.people.actions.numbers import KnownElsewhere
from linli.people.forms import AmendForm, RegisterForm, refuse
from linli.people.models import Household, Person, RightsRequest
from linli.people.policies import KEEPERS
from linli.people.policies.rights import ANSWERERS
from linli.people.views.duplicates import told_alike

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: Request) -> QueryDict | None:
    """Return what a form has sent, even nothing at all; None when it has not been sent."""
    return request.POST if request.method == "POST" else None


@PAGE
@staff(*KEEPERS)
def person_new(request: Request) -> HttpResponse:
    """Register a person; ``?household=`` says with whom she lives."""
    household = _household(request)
    form = RegisterForm(sent(request), by=request.actor, household=household)
    alike = told_alike(request) if form.is_bound and form.is_valid() and not request.POST.get("anyway") else []
    if request.method == "POST" and form.is_valid() and not alike:
        try:
            person = actions.register(by=request.actor, **form.facts())
        except KnownElsewhere as refused:
            actions.report_collision(by=request.actor, county=form.cleaned_data["community"].county_id)
            refuse(form, refused)
        except Refused as refused:
            refuse(form, refused)
            if isinstance(refused, actions.AlreadyRegistered):
                form.renew()
        else:
            messages.success(request, _told(person))
            return redirect("person", person.pk)
    context = {"form": form, "household": household, "alike": alike, "ask": True}
    return render(request, "people/new.html", context, status=422 if form.errors or alike else 200)


@PAGE
@staff(*KEEPERS)
def person_edit(request: Request, pk: UUID) -> HttpResponse:
    """Amend a base record; when somebody else was faster both texts are shown and nothing is lost."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.edit", [person.pk], by=request.actor, county=person.county_id, fields=list(AmendForm.base_fields))
    form = AmendForm(request.POST) if request.method == "POST" else AmendForm.of(person)
    asked = _asked(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend(person, by=request.actor, right=asked.pk if asked else None, **form.cleaned_data)
        except actions.Outdated as outdated:
            return _both(request, form, outdated)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return redirect("right", asked.pk) if asked else redirect("person", person.pk)
    context = {"form": form, "person": person}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


def _asked(request: Request, person: Person) -> RightsRequest | None:
    """Return the request to correct that an edit answers (``?right=``), while it waits; None for any other."""
    if "right" not in request.GET or request.actor.role not in ANSWERERS:
        return None
    rows = RightsRequest.objects.visible_to(request.actor).filter(person=person, answered_at=None)
    return next((row for row in rows.filter(kind="correct") if str(row.pk) == request.GET["right"]), None)


def _both(request: Request, form: AmendForm, outdated: actions.Outdated) -> HttpResponse:
    """Show what stands beside what was typed, field by field."""
    rows = []
    for name in actions.persons.AMENDABLE:
        stands, typed = getattr(outdated.current, name), form.cleaned_data[name]
        shown = (_shown(outdated.current, name, stands), _shown(outdated.current, name, typed))
        rows.append({"name": name, "label": form.fields[name].label, "stands": shown[0], "typed": shown[1],
                     "value": form.data.get(name, ""), "differs": shown[0] != shown[1]})  # fmt: skip
    context = {"rows": rows, "person": outdated.current, "sentence": outdated.sentence}
    return render(request, "people/both.html", context, status=409)


def _shown(person: Person, name: str, value: object) -> str:
    field = person._meta.get_field(name)
    choices = dict(field.flatchoices) if isinstance(field, Field) else {}
    return str(choices.get(value, value or ""))


def _household(request: Request) -> Household | None:
    asked = request.GET.get("household") or ""
    if not asked:
        return None
    try:
        return get_object_or_404(Household.objects.visible_to(request.actor), pk=UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _told(person: Person) -> str:
    if person.birth_date is None:
        return _("登记好了：%(name)s。") % {"name": person}
    facts = {"name": person, "sex": person.get_sex_display(), "day": person.birth_date}
    return _("登记好了：%(name)s，%(sex)s，%(day)s出生。请和本人核对一下。") % facts
