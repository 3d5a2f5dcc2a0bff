"""接案登记 and 同意 of a case: what is known shown, what is not asked; agreed to in one step, with what proves it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.outreach.conditions import conditions
from linli.papers import pictures
from linli.people.cards import cards, masked
from linli.people.consent_sheet import sheet
from linli.people.forms import refuse
from linli.people.guardians import OWN_VOICE, guardians, years
from linli.people.purposes import purposes
from linli.practice import actions, policies
from linli.practice.forms_beginnings import IntakeForm, SheetForm, SignForm, start_of
from linli.practice.models import CaseFile, CaseSignature
from linli.practice.options import child_words
from linli.practice.queries.beginnings import household, intake, signatures
from linli.practice.views import keeping
from linli.practice.views.cases import PAGE, frame
from linli.practice.views.found import sought

INTAKE = "intake"


@PAGE
@staff(*policies.CASEWORKERS)
def case_intake(request: Request, pk: UUID) -> HttpResponse:
    """Show what is known already and ask for the rest."""
    found = sought(request, pk, "case.facts", ["name", "birth_date", "telephone_masked", "household"], writing=True)
    today, child = timezone.localdate(), policies.is_child(found.client)
    home = household(found, request.actor)
    speakers = guardians(found.client, today) if child else []
    seen = [one.pk for one in [*home, *speakers]]
    looked("case.household", seen, by=request.actor, county=found.county_id, fields=["name", "health"])
    latest = intake(found)
    begun = start_of(latest)
    if latest is None and len(speakers) == 1:
        begun["guardian"] = str(speakers[0].pk)

    def make(data: Any, **more: Any) -> IntakeForm:
        return IntakeForm(data, child=child, members=home, speakers=speakers, **more)

    def do(data: dict[str, Any], base: int) -> object:
        return actions.note_intake(found, make(None).told(data), base=base, by=request.actor)

    long = keeping.Long(
        INTAKE, "practice/intake.html", make, latest.version if latest else 0, begun, start_of, do,
        _("接案登记存好了。"), then="case" if policies.agreed(found) is None else "case_consent",
    )  # fmt: skip
    known = conditions()
    context = {
        **frame(found), "latest": latest, "cards": cards(home, today, by=request.actor), "child": child,
        "own": cards([found.client], today, by=request.actor)[0], "masked": masked(found.client),
        "signs": [known[code].name if code in known else code for code in found.signs], "speakers": speakers,
    }  # fmt: skip
    return keeping.answer(request, found, long, context)


@require_POST
@staff(*policies.CASEWORKERS)
def case_intake_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep the intake as it stands on the page."""
    found = sought(request, pk, "case.facts", ["name"], writing=True)
    return keeping.save(request, found, INTAKE)


@PAGE
@staff(*policies.CASEWORKERS)
def case_consent(request: Request, pk: UUID) -> HttpResponse:
    """Read the words out and take the consent: on the screen, on paper, or spoken before a witness."""
    found = sought(request, pk, "case.consent", ["name", "consents"], writing=True)
    client, today = found.client, timezone.localdate()
    speakers, old = guardians(client, today), years(client, today)
    looked("case.speakers", [one.pk for one in speakers], by=request.actor, county=found.county_id, fields=["name"])
    purpose, child = purposes()[policies.PURPOSE], policies.is_child(client)
    own_voice = old is None or old >= OWN_VOICE
    words = child_words()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignForm(
        *sent, purpose=purpose, speakers=speakers, own_voice=own_voice, tick=words.tick if child else "",
        initial={"how": request.GET["how"]} if request.GET.get("how") else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_consent(found, form.given(), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("同意记下了。什么时候都可以收回。"))
            return redirect("case", found.pk)
    context = {
        **frame(found), "form": form, "purpose": purpose, "words": words if child else None,
        "mute": not own_voice and not speakers, "agreed": policies.agreed(found) is None, "signed": signatures(found),
    }  # fmt: skip
    return render(request, "practice/consent.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*policies.CASEWORKERS)
def case_consent_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Give out the sheet that is signed by hand; the code on it leads back to the case."""
    found = sought(request, pk, "case.consent", ["name"], writing=True)
    address = request.build_absolute_uri(reverse("case_consent", args=[found.pk])) + "?how=paper"
    paper = sheet(found.client, purposes()[policies.PURPOSE], address)
    return _given_out(paper, "application/pdf", _("同意书-%(number)s.pdf") % {"number": found.number})


@PAGE
@staff(*policies.READERS)
def case_picture(request: Request, pk: UUID) -> HttpResponse:
    """Show the picture of a signature; take the photograph of a sheet that has none yet."""
    rows = CaseSignature.objects.visible_to(request.actor).filter(pk=pk)
    signature = get_object_or_404(rows)
    writing = request.method == "POST"
    found: CaseFile = sought(request, signature.case_id, "case.picture", ["name", "signature"], writing=writing)
    if not writing:
        if signature.picture_digest is None:
            raise Http404
        kind, ending = ("image/png", "png") if signature.how == CaseSignature.How.SCREEN else ("image/jpeg", "jpg")
        return _given_out(pictures.shown(signature.picture), kind, f"{found.number}.{ending}")
    form = SheetForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            made = pictures.photograph(form.cleaned_data["sheet"], "sheet")
            actions.attach_sheet(signature, made, by=request.actor)
            messages.success(request, _("照片附上了。"))
        else:
            messages.warning(request, _("请先拍一张照片。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("case_consent", found.pk)


def _given_out(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "no-store"
    return answer
