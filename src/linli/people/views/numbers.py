"""Telephones and documents: masked on every page, shown whole to those who say why."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, cards, locks
from linli.people.actions.numbers import KnownElsewhere
from linli.people.assignments import purpose_of
from linli.people.forms import DocumentForm, PurposeForm, TelephoneForm, refuse
from linli.people.models import IdentityDocument, Person, Telephone
from linli.people.numbers import mask_document, mask_telephone, spoken
from linli.people.policies import KEEPERS
from linli.people.views.registering import PAGE, sent


@never_cache
@PAGE
@staff(*KEEPERS)
def number(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """Ask why, then show one whole number; the look and its reason stay."""
    row = _row(request, kind, pk)
    locks.demand(row.person, request.actor, writing=True)
    county = row.county_id
    looked("person.numbers", [row.person_id], by=request.actor, county=county, fields=["name", f"{kind}_masked"])
    in_hand = purpose_of(request.actor, row.person_id)
    form = PurposeForm(sent(request))
    form.fields["purpose"].required = not in_hand
    whole = ""
    if request.method == "POST" and form.is_valid():
        try:
            whole = actions.reveal(row, by=request.actor, purpose=form.cleaned_data["purpose"])
        except Refused as refused:
            refuse(form, refused)
    person = row.person
    masked = mask_telephone(row.number) if isinstance(row, Telephone) else mask_document(row.number)
    context = {
        "form": form,
        "person": person,
        "masked": masked,
        "in_hand": in_hand,
        "whole": spoken(whole) if whole.startswith("+") else whole,
        "calls": whole if isinstance(row, Telephone) else "",
    }
    return render(request, "people/number.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def numbers(request: Request, pk: UUID) -> HttpResponse:
    """Add telephones and documents to a person, and take telephones away."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.numbers", [person.pk], by=request.actor, county=person.county_id, fields=["telephone_masked"])
    adds = request.POST.get("add")
    phone = TelephoneForm(request.POST if adds == "phone" else None)
    document = DocumentForm(request.POST if adds == "document" else None)
    if _added(request, person, phone, document):
        return redirect("person_numbers", person.pk)
    context = {"person": person, "masked": cards.masked(person), "phone": phone, "document": document}
    return render(request, "people/numbers.html", context, status=422 if phone.errors or document.errors else 200)


@require_POST
@staff(*KEEPERS)
def telephone_remove(request: Request, pk: UUID) -> HttpResponse:
    """Take away a telephone."""
    kept = get_object_or_404(Telephone.objects.visible_to(request.actor).select_related("person"), pk=pk)
    actions.remove_telephone(kept, by=request.actor)
    messages.success(request, _("电话去掉了。"))
    return redirect("person_numbers", kept.person_id)


def _added(request: Request, person: Person, phone: TelephoneForm, document: DocumentForm) -> bool:
    """Add what one of the two forms asks for; the sentence of a refusal stays at its field."""
    try:
        if phone.is_bound and phone.is_valid():
            asked = phone.cleaned_data
            actions.add_telephone(person, by=request.actor, number=asked["phone"], label=asked["label"])
        elif document.is_bound and document.is_valid():
            asked = document.cleaned_data
            actions.add_document(person, by=request.actor, kind=asked["document_kind"], number=asked["document_number"])
        else:
            return False
    except KnownElsewhere as refused:
        actions.report_collision(by=request.actor, county=person.county_id)
        refuse(document, refused)
        return False
    except Refused as refused:
        refuse(phone if phone.is_bound else document, refused)
        return False
    messages.success(request, _("加上了。"))
    return True


def _row(request: Request, kind: str, pk: UUID) -> IdentityDocument | Telephone:
    if kind == "telephone":
        phones = Telephone.objects.visible_to(request.actor).select_related("person").defer("person__search")
        return get_object_or_404(phones, pk=pk)
    if kind == "document":
        documents = IdentityDocument.objects.visible_to(request.actor).select_related("person").defer("person__search")
        return get_object_or_404(documents, pk=pk)
    raise Http404
