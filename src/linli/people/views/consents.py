"""同意: asked in the words of the pack, written down, taken back in two taps; the rules for everybody to read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import public, staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import actions, consents, locks, rights
from linli.people.consent_forms import ConsentForm
from linli.people.consent_sheet import sheet
from linli.people.forms import refuse
from linli.people.guardians import OWN_VOICE, guardians, years
from linli.people.models import Person
from linli.people.policies import KEEPERS
from linli.people.purposes import Purpose, asked, duties, purposes
from linli.people.views.registering import PAGE, sent


@require_safe
@public("what is done with personal data, in list form: everybody may know it before giving any")
def rules(request: HttpRequest) -> HttpResponse:
    """Show every use of personal data: what for, which, who sees it, how long, on what ground."""
    told = rights.desk()
    context = {
        "asked": asked(), "duties": duties(), "clocks": told.clocks.values(), "complaint": told.complaint,
        "classes": rights.classes().values(), "door": "resident",
    }  # fmt: skip
    return render(request, "people/rules.html", context)


@PAGE
@staff(*KEEPERS)
def consent_give(request: Request, pk: UUID, purpose: str) -> HttpResponse:
    """Read the words out, then write down what somebody agreed to."""
    person, use, day = _person(request, pk), _use(purpose), timezone.localdate()
    speakers, old = guardians(person, day), years(person, day)
    seen = [person.pk, *(one.pk for one in speakers)]
    looked("person.consents", seen, by=request.actor, county=person.county_id, fields=["name", "consents"])
    own_voice = old is None or old >= OWN_VOICE
    form = ConsentForm(sent(request), purpose=use, guardians=speakers, own_voice=own_voice)
    if request.method == "POST" and form.is_valid():
        try:
            actions.consent(person, form.said(use), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了：同意“%(use)s”。什么时候都可以收回。") % {"use": use.name})
            return redirect("person_consents", person.pk)
    context = {"person": person, "purpose": use, "form": form, "mute": not own_voice and not speakers}
    return render(request, "people/consent_give.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def consent_withdraw(request: Request, pk: UUID, purpose: str) -> HttpResponse:
    """Ask once, then end everything agreed on for one purpose: from this moment it is used no more."""
    person, use = _person(request, pk), _use(purpose)
    looked("person.consents", [person.pk], by=request.actor, county=person.county_id, fields=["name", "consents"])
    if request.method == "POST":
        actions.withdraw_consent(person, use.code, by=request.actor)
        messages.success(request, _("收回了“%(use)s”，马上生效。") % {"use": use.name})
        return redirect("person_consents", person.pk)
    held = next((one for one in consents.standing(person) if one.purpose.code == use.code and one.given), None)
    context = {"person": person, "purpose": use, "held": held}
    return render(request, "people/consent_withdraw.html", context)


@require_safe
@staff(*KEEPERS)
def consent_sheet(request: Request, pk: UUID, purpose: str) -> HttpResponse:
    """Give out the sheet that is read and signed by hand; the code on it leads to the page where it is entered."""
    person, use = _person(request, pk), _use(purpose)
    looked("person.consents", [person.pk], by=request.actor, county=person.county_id, fields=["name"])
    address = request.build_absolute_uri(request.path.removesuffix("sheet/"))
    answer = HttpResponse(sheet(person, use, address), content_type="application/pdf")
    name = _("同意书-%(use)s.pdf") % {"use": use.name}
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "no-store"
    return answer


def _person(request: Request, pk: UUID) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    return person


def _use(code: str) -> Purpose:
    use = purposes().get(code)
    if use is None or not use.is_asked:
        raise Http404
    return use
