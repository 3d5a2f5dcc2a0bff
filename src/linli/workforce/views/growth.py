"""我的成长: one's own row on the register, certificates, what one learnt, and who has looked."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import signed_in
from linli.accounts.middleware import Request
from linli.accounts.models import Role, User
from linli.accounts.phones import masked
from linli.audit.actions import looked
from linli.audit.models import Look
from linli.directory.models import OrganisationKind
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.papers import pictures
from linli.people.forms import refuse
from linli.workforce import actions, hours, packs, queries
from linli.workforce.forms import CertificateForm, FactsForm, GrowthForm, told_of
from linli.workforce.models import Credential, GrowthEntry
from linli.workforce.reach import own

PAGE = require_http_methods(["GET", "HEAD", "POST"])
FORM = "workforce/form.html"
LOOKS = 10


@require_safe
@signed_in
def growth(request: Request) -> HttpResponse:
    """Show what is hers; somebody who is not on the register yet is led to it."""
    worker = queries.worker_of(request.actor)
    if worker is None:
        return redirect("growth_join")
    with own(request.actor):
        rows = Credential.objects.filter(worker=worker).annotate(pictured=Q(scan_sealed__isnull=False))
        credentials = list(rows.order_by("-said_at", "-id").defer("scan_sealed"))
        entries = page(GrowthEntry.objects.filter(worker=worker), "-on", "-id", after=request.GET.get("after", ""))
        terms = queries.terms(worker, credentials)
    looks = Look.objects.filter(persons__contains=[worker.pk]).exclude(by_user=request.actor.user)
    roles = dict(Role.choices)
    seen = [(one, roles.get(one.by_role, one.by_role)) for one in looks.order_by("-at", "-id")[:LOOKS]]
    context = {
        "worker": worker, "phone": masked(worker.phone), "credentials": credentials, "entries": entries.rows,
        "older": f"?after={entries.next}" if entries.next else "", "terms": terms, "rule": packs.education(),
        "fields": [packs.fields().get(code, code) for code in worker.fields],
        "languages": [packs.languages().get(code, code) for code in worker.languages],
        "supervised": hours.told(request.actor), "looks": seen,
    }  # fmt: skip
    looked("worker.own", [worker.pk], by=request.actor, county=worker.county_id, fields=["all"])
    return render(request, "workforce/growth.html", context)


@PAGE
@signed_in
def growth_join(request: Request) -> HttpResponse:
    """Register oneself, or take over what a roster brought in under one's number."""
    by = request.actor
    if queries.worker_of(by) is not None:
        return redirect("growth")
    waiting = queries.claimable(by) is not None
    form = FactsForm(request.POST if request.method == "POST" and "name" in request.POST else None,
                     initial=_known(request))  # fmt: skip
    if request.method == "POST" and waiting and "claim" in request.POST:
        actions.claim(by=by)
        messages.success(request, _("找到了，这份登记现在归您。看看写得对不对。"))
        return redirect("growth")
    if form.is_valid():
        try:
            actions.join(form.facts(), by=by)
        except Refused as refused:
            _at(form, refused)
        else:
            messages.success(request, _("登记好了。把证书也加上，有人核对以后别人才查得到。"))
            return redirect("growth")
    context = {"form": form, "waiting": waiting}
    return render(request, "workforce/growth_join.html", context, status=422 if form.errors else 200)


@PAGE
@signed_in
def growth_edit(request: Request) -> HttpResponse:
    """Change what one said of oneself, or leave the register."""
    worker = queries.worker_of(request.actor)
    if worker is None:
        return redirect("growth_join")
    if request.method == "POST" and "leave" in request.POST:
        actions.leave(worker, by=request.actor)
        messages.success(request, _("已经退出人才库。手机号、证书编号和照片不再保存。"))
        return redirect("me")
    form = FactsForm(request.POST or None, initial=told_of(worker))
    if form.is_valid():
        try:
            actions.amend(worker, form.facts(), by=request.actor)
        except Refused as refused:
            _at(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return redirect("growth")
    context = {"form": form, "title": _("改我的登记"), "yes": _("保存"), "leave": True}
    return render(request, FORM, context, status=422 if form.errors else 200)


@PAGE
@signed_in
def growth_credential(request: Request) -> HttpResponse:
    """Add a certificate."""
    worker = queries.worker_of(request.actor)
    if worker is None:
        return redirect("growth_join")
    form = CertificateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            photo = form.cleaned_data["photo"]
            actions.add_credential(worker, form.certificate(), photo=photo, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("收到了。核对好以后这里会写“核对过”。"))
            return redirect("growth")
    context = {"form": form, "title": _("加一本证书"), "yes": _("报上去")}
    return render(request, FORM, context, status=422 if form.errors else 200)


@PAGE
@signed_in
def growth_entry(request: Request) -> HttpResponse:
    """Note what one learnt."""
    worker = queries.worker_of(request.actor)
    if worker is None:
        return redirect("growth_join")
    form = GrowthForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note_growth(worker, by=request.actor, **form.facts())
        except Refused as refused:
            form.add_error({"minutes": "hours"}.get(refused.field, refused.field) or None, refused.sentence)
        else:
            messages.success(request, _("记下了，有人核对以后算数。"))
            return redirect("growth")
    context = {"form": form, "title": _("记一次学习"), "yes": _("记下")}
    return render(request, FORM, context, status=422 if form.errors else 200)


@require_safe
@signed_in
def credential_scan(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of one's own certificate."""
    with own(request.actor):
        credential = get_object_or_404(Credential.objects.held_by(request.actor.user), pk=pk)
        scan = credential.scan
    looked("credential.scan", [credential.worker_id], by=request.actor, county=credential.county_id, fields=["scan"])
    return as_picture(scan)


def as_picture(told: str) -> HttpResponse:
    """Return a photograph out of its sealed column as no browser keeps it; nothing where there is none."""
    shown = pictures.shown(told) if told else b""
    response = HttpResponse(shown, content_type="image/jpeg", status=200 if told else 204)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _at(form: FactsForm, refused: Refused) -> None:
    field = {"fields": "fields_of"}.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, refused.sentence)


def _known(request: Request) -> dict[str, object]:
    """Return what the account and the post say already, so that it is not asked again."""
    user = User.objects.get(pk__in=[request.actor.user])
    told: dict[str, object] = {"name": "" if "*" in user.name else user.name}
    post = request.post
    if post is not None and post.place is not None:
        areas = post.place.areas()
        told["place"] = str(areas["town_id"] or areas["county_id"] or "")
    if post is not None and post.organisation is not None and post.organisation.kind == OrganisationKind.AGENCY:
        told["organisation"] = str(post.organisation_id)
        told["place"] = told.get("place") or str(post.organisation.county_id)
    return told
