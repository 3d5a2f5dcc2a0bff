"""我同意的: at her own door a resident reads the words, says yes to one thing, and takes it back as easily."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.desk.resident import AROUND, glance, known, person_of
from linli.kernel.policy import Refused
from linli.people import actions, consents
from linli.people.actions import Said
from linli.people.guardians import is_herself
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import Purpose, purposes

STEPS = ("classes", "recipients")
QUESTIONS = {"classes": lazy("可以用哪些？"), "recipients": lazy("可以给谁看？")}


class ChoiceForm(forms.Form):
    """Which of several; nothing is ticked before she ticks it."""

    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": lazy("一样都不选，就是不同意，按“先不”就行。")}
    )

    def __init__(self, *args: Any, label: str, offered: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["chosen"].label, fields["chosen"].choices = label, list(offered.items())


def _herself(request: Request) -> Person:
    """Return the person at her own door; a relative who acts for her meets 404."""
    person = person_of(request)
    if person is None or not is_herself(request.actor, person):
        raise Http404
    return person


def _use(code: str) -> Purpose:
    use = purposes().get(code)
    if use is None or not use.is_asked:
        raise Http404
    return use


@never_cache
@require_safe
@resident
def my_consents(request: Request) -> HttpResponse:
    """List what she may agree to, with what holds now."""
    if led := known(request):
        return led
    person = _herself(request)
    glance(request, "my.consents", person, "consents")
    return render(request, "desk/my/consents.html", {**AROUND, "standing": consents.standing(person)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident
def my_consent(request: Request, purpose: str) -> HttpResponse:
    """Ask one thing: the words and yes; before it, where there is a choice, which and for whom. POST says yes."""
    if led := known(request):
        return led
    person, use = _herself(request), _use(purpose)
    glance(request, "my.consents", person, "consents")
    told = {step: _told(request, use, step) for step in STEPS}
    missing = next((step for step in STEPS if not told[step]), None)
    if missing is not None:
        return _ask(request, use, missing, told)
    form_error = ""
    if request.method == "POST":
        said = Said(
            use.code, request.POST.get("digest", ""), told["classes"], told["recipients"],
            ConsentEvent.Giver.SELF, ConsentEvent.How.PHONE,
        )  # fmt: skip
        try:
            actions.consent(person, said, by=request.actor)
            messages.success(request, _("记下了：您同意“%(use)s”。什么时候都能收回。") % {"use": use.name})
            return redirect("my_consents")
        except Refused as refused:
            form_error = refused.sentence
    context = {
        **AROUND, "purpose": use, "told": told, "refused": form_error,
        "what": [use.classes[one] for one in told["classes"]],
        "whom": [use.recipients[one] for one in told["recipients"]],
    }  # fmt: skip
    return render(request, "desk/my/consent.html", context, status=422 if form_error else 200)


def _told(request: Request, use: Purpose, step: str) -> list[str]:
    """Return what is chosen of one step so far; where there is no choice it is told."""
    offered: dict[str, str] = getattr(use, step)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = [one for one in sent.getlist(step) if one in offered]
    return chosen or (list(offered) if len(offered) == 1 else [])


def _ask(request: Request, use: Purpose, step: str, told: dict[str, list[str]]) -> HttpResponse:
    """Ask which of several; the answer goes on in the address to the next page."""
    sent = request.GET if "asked" in request.GET else None
    form = ChoiceForm(
        {"chosen": request.GET.getlist(step)} if sent is not None else None, label=str(QUESTIONS[step]),
        offered=getattr(use, step),
    )  # fmt: skip
    context = {**AROUND, "purpose": use, "step": step, "field": form["chosen"], "form": form, "told": told}
    return render(request, "desk/my/consent_ask.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident
def my_consent_end(request: Request, purpose: str) -> HttpResponse:
    """Take it back: one question, in force at once, no reason asked."""
    if led := known(request):
        return led
    person, use = _herself(request), _use(purpose)
    if request.method == "POST":
        try:
            actions.withdraw_consent(person, use.code, by=request.actor)
            messages.success(request, _("收回了“%(use)s”，马上就不再用。") % {"use": use.name})
        except Refused as refused:
            messages.info(request, refused.sentence)
        return redirect("my_consents")
    glance(request, "my.consents", person, "consents")
    return render(request, "desk/my/consent_end.html", {**AROUND, "purpose": use})


urlpatterns = [
    path("my/consents/", my_consents, name="my_consents"),
    path("my/consents/<slug:purpose>/", my_consent, name="my_consent"),
    path("my/consents/<slug:purpose>/end/", my_consent_end, name="my_consent_end"),
]
