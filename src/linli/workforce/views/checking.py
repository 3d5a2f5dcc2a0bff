"""Certificates and learning that wait for somebody's eyes: many at once with each one's own tick, or one by one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.workforce import actions, policies, queries
from linli.workforce.forms import BackForm, HowForm
from linli.workforce.models import Credential
from linli.workforce.views.growth import as_picture

PAGE = require_http_methods(["GET", "HEAD", "POST"])
AT_ONCE = 500


@PAGE
@staff(*policies.VERIFIERS)
def credentials(request: Request) -> HttpResponse:
    """List the certificates that wait, all ticked; who is unticked waits on."""
    form = HowForm(request.POST or None)
    if form.is_valid():
        try:
            count = actions.verify_credentials(_keys(request), form.cleaned_data["how"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("核对了%(count)s本证书。") % {"count": count})
            return redirect("credentials")
    rows = queries.waiting(request.actor)
    found = page(rows, "id", after=request.GET.get("after", ""), size=AT_ONCE)
    seen = [one.worker_id for one in found.rows]
    county = found.rows[0].county_id if found.rows else None
    looked("credentials.waiting", seen, by=request.actor, county=county, fields=["name", "grade"])
    shown = [(one, _tail(one.number)) for one in found.rows]
    context = {
        "form": form, "rows": shown, "older": f"?after={found.next}" if found.next else "", "count": rows.count(),
    }  # fmt: skip
    return render(request, "workforce/credentials.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.VERIFIERS)
def credential(request: Request, pk: UUID) -> HttpResponse:
    """Show one certificate with its whole number and its photograph; verify it, or send it back with a sentence."""
    found = _credential(request, pk)
    looked("credential.view", [found.worker_id], by=request.actor, county=found.county_id, fields=["number", "scan"])
    back = request.method == "POST" and "why" in request.POST
    how_form = HowForm(request.POST if request.method == "POST" and not back else None)
    back_form = BackForm(request.POST if back else None)
    asked = back_form if back else how_form
    if asked.is_bound and asked.is_valid():
        try:
            if back:
                actions.send_back_credential(found, back_form.cleaned_data["why"], by=request.actor)
            else:
                actions.verify_credentials([found.pk], how_form.cleaned_data["how"], by=request.actor)
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("退回了，本人会看到为什么。") if back else _("核对好了。"))
            return redirect("credentials")
    context = {"one": found, "worker": found.worker, "number": found.number, "how": how_form, "back": back_form}
    return render(request, "workforce/credential.html", context, status=422 if asked.errors else 200)


@require_safe
@staff(*policies.VERIFIERS)
def credential_photo(request: Request, pk: UUID) -> HttpResponse:
    """Show the photograph of a certificate to whoever may verify it."""
    found = _credential(request, pk)
    looked("credential.scan", [found.worker_id], by=request.actor, county=found.county_id, fields=["scan"])
    return as_picture(found.scan)


@PAGE
@staff(*policies.CONFIRMERS)
def learning(request: Request) -> HttpResponse:
    """List what workers noted of their learning, all ticked, to be confirmed; one alone can be sent back."""
    form = BackForm(request.POST if "send" in request.POST else None)
    wrong = ""
    if request.method == "POST":
        try:
            if "send" in request.POST:
                if form.is_valid():
                    key = _key(request.POST.get("back", ""))
                    entry = get_object_or_404(queries.entries_waiting(request.actor), pk=key)
                    actions.send_back_growth(entry, form.cleaned_data["why"], by=request.actor)
                    return redirect("learning")
            else:
                count = actions.confirm_growth(_keys(request), by=request.actor)
                messages.success(request, _("核对了%(count)s条。") % {"count": count})
                return redirect("learning")
        except Refused as refused:
            wrong = refused.sentence
    found = page(queries.entries_waiting(request.actor), "id", after=request.GET.get("after", ""), size=100)
    county = found.rows[0].county_id if found.rows else None
    looked("learning.waiting", [one.worker_id for one in found.rows], by=request.actor, county=county, fields=["name"])
    context = {
        "rows": found.rows, "form": form, "wrong": wrong, "older": f"?after={found.next}" if found.next else "",
    }  # fmt: skip
    return render(request, "workforce/learning.html", context, status=422 if wrong or form.errors else 200)


def _credential(request: Request, pk: UUID) -> Credential:
    rows = Credential.objects.visible_to(request.actor).select_related("worker__organisation")
    return get_object_or_404(rows, pk=pk)


def _keys(request: Request) -> list[UUID]:
    return [key for told in request.POST.getlist("keys") if (key := _key(told)) is not None]


def _key(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None


def _tail(number: str) -> str:
    return f"****{number[-4:]}"
