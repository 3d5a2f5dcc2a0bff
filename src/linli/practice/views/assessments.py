"""预估 and 量表: three panels, strengths first; versions to be read and printed; scales beside each other."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.actions.assessments import summary
from linli.practice.ecomap import MIDDLE, ROUND, ecomap
from linli.practice.forms_assessments import AssessForm, ScaleForm, found, start_of
from linli.practice.models import CaseFile
from linli.practice.options import names
from linli.practice.queries.assessments import assessment, known_benefits, measures, needs_told, versions
from linli.practice.queries.beginnings import household, mapping
from linli.practice.scales import scales
from linli.practice.views import keeping
from linli.practice.views.cases import PAGE, frame
from linli.practice.views.found import sought

ASSESS, PACK = "assess", "assessment"


@PAGE
@staff(*policies.CASEWORKERS)
def case_assess(request: Request, pk: UUID) -> HttpResponse:
    """Ask what is strong, what is needed and how pressing it is."""
    case = sought(request, pk, "case.assess", ["name", "household", "categories"], writing=True)
    home, child = household(case, request.actor), policies.is_child(case.client)
    seen = [one.pk for one in home]
    looked("case.household", seen, by=request.actor, county=case.county_id, fields=["name", "categories"])
    known = {str(pk): set[str]() for pk in seen} | known_benefits(seen)
    latest = assessment(case)

    def make(data: Any, **more: Any) -> forms.Form:
        return AssessForm(data, child=child, members=home, known=known, **more)

    def do(data: dict[str, Any], base: int) -> object:
        return actions.assess(case, found(data, known), base=base, by=request.actor)

    def compose(form: forms.Form) -> dict[str, str]:
        form.is_valid()
        return {"summary": summary(found(form.cleaned_data, known))}

    long = keeping.Long(
        ASSESS, "practice/assess.html", make, latest.version if latest else 0, start_of(latest), start_of, do,
        _("预估存好了。"), compose,
    )  # fmt: skip
    told = [(one, names(PACK, "benefits", sorted(known[str(one.pk)]))) for one in home]
    context = {**frame(case), "latest": latest, "known": told, "refusal": policies.assess(request.actor, case)}
    return keeping.answer(request, case, long, context)


@require_POST
@staff(*policies.CASEWORKERS)
def case_assess_save(request: Request, pk: UUID) -> HttpResponse:
    """Keep the assessment as it stands on the page."""
    return keeping.save(request, sought(request, pk, "case.assess", ["name"], writing=True), ASSESS)


@require_safe
@staff(*policies.READERS)
def case_assessment(request: Request, pk: UUID) -> HttpResponse:
    """Show one version, with the ecomap to be printed; ``?version=`` names an older one."""
    case = sought(request, pk, "case.assessment", ["name", "assessment", "household"])
    asked = request.GET.get("version", "")
    row = assessment(case, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    if row is None:
        raise Http404
    home = {str(one.pk): str(one) for one in household(case, request.actor)}
    looked("case.household", [UUID(one) for one in home], by=request.actor, county=case.county_id, fields=["name"])
    told = mapping(row.benefits).items()
    context = {
        **frame(case), "row": row, "versions": versions(case), "needs": needs_told(row),
        "strengths": names(PACK, "strengths", row.strengths), "risks": names(PACK, "risks", row.risk_kinds),
        "benefits": [(home[one], names(PACK, "benefits", codes)) for one, codes in told if one in home],
        "ties": ecomap(mapping(row.ties)), "middle": MIDDLE, "round": ROUND, "size": MIDDLE * 2,
    }  # fmt: skip
    return render(request, "practice/assessment.html", context)


@require_safe
@staff(*policies.READERS)
def case_scales(request: Request, pk: UUID) -> HttpResponse:
    """Show what was measured, the same scale beside itself, and offer the scales."""
    case = sought(request, pk, "case.scales", ["name", "scales"])
    context = {**frame(case), "drawn": measures(case), "scales": _offered(case)}
    return render(request, "practice/scales.html", context)


@PAGE
@staff(*policies.CASEWORKERS)
def case_measure(request: Request, pk: UUID, scale: str) -> HttpResponse:
    """Take down the scores of one filled-in scale."""
    case = sought(request, pk, "case.scales", ["name"], writing=True)
    asked = scales().get(scale)
    if asked is None:
        raise Http404
    today = timezone.localdate()
    form = ScaleForm(request.POST if request.method == "POST" else None, scale=asked, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            answers = form.answers
            made = actions.score_scale(case, scale, answers, form.cleaned_data["on"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            told = {"total": made.total, "band": made.band}
            messages.success(request, _("存好了：%(total)s分，%(band)s。分数只是谈话的由头，不是诊断。") % told)
            if asked.rings([answer or 0 for answer in answers]):
                messages.warning(request, asked.alarm)
            return redirect("case_scales", case.pk)
    context = {**frame(case), "form": form, "scale": asked, "refusal": policies.score_scale(request.actor, case)}
    return render(request, "practice/measure.html", context, status=422 if form.errors else 200)


def _offered(case: CaseFile) -> list[Any]:
    child = policies.is_child(case.client)
    return [one for one in scales().values() if not (one.adults and child)]
