"""机构: the list, one agency with its papers, rating and facts; what is written, verified, noted and replied."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.directory import actions as directory
from linli.directory.models import Organisation, Programme
from linli.directory.policies import register_organisation
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.places.models import Division
from linli.workforce import actions, bands, policies, queries
from linli.workforce import forms_agencies as asking
from linli.workforce.forms import BackForm
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, Rating
from linli.workforce.views.growth import as_picture

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff(*policies.READERS)
def agencies(request: Request) -> HttpResponse:
    """List the agencies one reads, by name."""
    rows = queries.agencies(request.actor)
    if asked := request.GET.get("q", "").strip()[:50]:
        rows = rows.filter(name__contains=asked)
    found = page(rows, "name", "id", after=request.GET.get("after", ""))
    people = queries.strength(found.rows, request.actor)
    older = request.GET.copy()
    older["after"] = found.next
    context = {
        "rows": [(one, *people.get(one.pk, (0, 0))) for one in found.rows], "q": asked,
        "older": f"?{older.urlencode()}" if found.next else "", "may_enter": _may_enter(request),
    }  # fmt: skip
    return render(request, "workforce/agencies.html", context)


def _may_enter(request: Request) -> bool:
    """Tell whether whoever looks may enter an agency in the directory of her own county."""
    county = request.post.place if request.post else None
    return county is not None and register_organisation(request.actor, county) is None


@require_safe
@staff(*policies.READERS)
def agency(request: Request, pk: UUID) -> HttpResponse:
    """Show one agency."""
    one = _sought(request, pk)
    people = queries.strength([one], request.actor).get(one.pk, (0, 0))
    ratings = Rating.objects.filter(organisation=one).order_by("-given_on", "-id")[:20]
    told = bands.schemes()
    context = {
        "one": one, "said": Agency.objects.filter(organisation=one).first(), "people": people,
        "papers": AgencyPaper.objects.filter(organisation=one).defer("scan_sealed").order_by("-said_at", "-id")[:50],
        "ratings": [(rating, told.get(rating.scheme)) for rating in ratings],
        "facts": AgencyFact.objects.filter(organisation=one).order_by("-on", "-id")[:50],
        "programmes": Programme.objects.filter(provider=one).order_by("-starts_on", "name")[:50],
        "keeps": policies.describe_agency(request.actor, one) is None,
        "checks": policies.check_agency(request.actor, one) is None,
        "notes": policies.note_fact(request.actor, one) is None, "back": BackForm(),
        "replies": policies.speaks_for(request.actor, one) is None,
    }  # fmt: skip
    return render(request, "workforce/agency.html", context)


@PAGE
@staff(Role.COUNTY_OFFICER)
def agency_new(request: Request) -> HttpResponse:
    """Enter an agency in the directory."""
    form = asking.NewAgencyForm(request.POST or None)
    county: Division | None = request.post.place if request.post else None
    if form.is_valid() and county is not None:
        try:
            made = directory.register_organisation(county, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("agency_edit", made.pk)
    context = {"form": form, "title": _("登记一个机构"), "yes": _("登记"), **_back()}
    return render(request, "workforce/form.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.KEEPERS)
def agency_edit(request: Request, pk: UUID) -> HttpResponse:
    """Write what an agency says of itself."""
    one = _sought(request, pk)
    said = Agency.objects.filter(organisation=one).first()
    names = tuple(asking.AgencyForm.base_fields)
    form = asking.AgencyForm(
        request.POST or None, initial={name: getattr(said, name) for name in names} if said else {}
    )
    return _asked(
        request, one, form, _("机构登记"), lambda told: actions.describe_agency(one, by=request.actor, **told)
    )


@require_POST
@staff(Role.COUNTY_OFFICER)
def agency_check(request: Request, pk: UUID) -> HttpResponse:
    """Verify what an agency says of itself, or send it back."""
    one = _sought(request, pk)
    said = get_object_or_404(Agency.objects.visible_to(request.actor), organisation=one)
    if "why" in request.POST:
        actions.send_back_agency(said, request.POST["why"], by=request.actor)
    else:
        actions.verify_agency(said, by=request.actor)
    messages.success(request, _("记下了。"))
    return redirect("agency", one.pk)


@PAGE
@staff(*policies.KEEPERS)
def agency_paper_new(request: Request, pk: UUID) -> HttpResponse:
    """Add a paper with its photograph."""
    one = _sought(request, pk)
    form = asking.PaperForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return _asked(request, one, form, _("加一份证照"), lambda told: actions.add_paper(one, by=request.actor, **told))


@PAGE
@staff(*policies.KEEPERS)
def agency_paper(request: Request, pk: UUID) -> HttpResponse:
    """Show a paper; an officer who did not add it verifies it or sends it back."""
    paper = get_object_or_404(
        AgencyPaper.objects.visible_to(request.actor).select_related("organisation").defer("scan_sealed"), pk=pk
    )
    back = BackForm(request.POST if request.method == "POST" and "why" in request.POST else None)
    if request.method == "POST":
        if not back.is_bound:
            actions.verify_paper(paper, by=request.actor)
            return redirect("agency", paper.organisation_id)
        if back.is_valid():
            actions.send_back_paper(paper, back.cleaned_data["why"], by=request.actor)
            return redirect("agency", paper.organisation_id)
    context = {"paper": paper, "back": back, "checks": policies.verify_paper(request.actor, paper) is None}
    return render(request, "workforce/agency_paper.html", context, status=422 if back.errors else 200)


@require_safe
@staff(*policies.KEEPERS)
def agency_photo(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a paper."""
    return as_picture(get_object_or_404(AgencyPaper.objects.visible_to(request.actor), pk=pk).scan)


@PAGE
@staff(Role.COUNTY_OFFICER)
def agency_rating(request: Request, pk: UUID) -> HttpResponse:
    """Note a grade that was given."""
    one = _sought(request, pk)
    form = asking.RatingForm(request.POST or None)
    return _asked(
        request, one, form, _("登记等级评估"), lambda told: actions.note_rating(one, by=request.actor, **told)
    )


@PAGE
@staff(*policies.NOTERS)
def agency_fact(request: Request, pk: UUID) -> HttpResponse:
    """Note a fact with its source."""
    one = _sought(request, pk)
    form = asking.FactForm(request.POST or None)
    return _asked(request, one, form, _("登记一条事实"), lambda told: actions.note_fact(one, by=request.actor, **told))


@PAGE
@staff(*policies.READERS)
def fact(request: Request, pk: UUID) -> HttpResponse:
    """Show a fact; the agency replies, whoever notes facts takes back what was wrong."""
    rows = AgencyFact.objects.visible_to(request.actor).select_related("organisation")
    one = get_object_or_404(rows, pk=pk)
    lead = policies.speaks_for(request.actor, one.organisation) is None
    form: forms.Form = (asking.ReplyForm if lead else asking.WithdrawForm)(request.POST or None)
    if form.is_valid():
        try:
            if lead:
                actions.reply_to_fact(one, form.cleaned_data["words"], by=request.actor)
            else:
                actions.withdraw_fact(one, form.cleaned_data["why"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("agency", one.organisation_id)
    rule = policies.reply_to_fact if lead else policies.withdraw_fact
    context = {"one": one, "form": form, "may": rule(request.actor, one) is None, "lead": lead}
    return render(request, "workforce/fact.html", context, status=422 if form.errors else 200)


def _sought(request: Request, pk: UUID) -> Organisation:
    found = queries.agencies(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _asked(
    request: Request, one: Organisation, form: forms.Form, title: str, verb: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Ask a form about an agency and hand its answers to a verb."""
    if form.is_bound and form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect("agency", one.pk)
    context = {"form": form, "title": title, "yes": _("保存"), **_back(one)}
    return render(request, "workforce/form.html", context, status=422 if form.errors else 200)


def _back(one: Organisation | None = None) -> dict[str, str]:
    if one is None:
        return {"back": reverse("agencies"), "back_label": _("机构与社会组织")}
    return {"back": reverse("agency", args=[one.pk]), "back_label": one.name}
