"""公示: pages for everybody, and the pages of those who publish and answer."""

from hashlib import sha256
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.addresses import client_address
from linli.accounts.doors import OFFICERS, public, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.accounts.pace import few
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.transparency import actions, policies, queries
from linli.transparency.clocks import clocks
from linli.transparency.forms import AnswerForm, NoticeForm, ObjectionForm, WithdrawForm, refuse
from linli.transparency.models import Kind, Objection, PublicNotice
from linli.transparency.pages import page_of

PAGE = require_http_methods(["GET", "HEAD", "POST"])
KEEPERS = (*OFFICERS, Role.PURCHASER)
NEWEST = ("-published_at", "-id")
ON_PAGE, MOST_OBJECTIONS, AN_HOUR = 20, 5, 3_600
AROUND = {"door": "resident", "nav": [], "bar": []}  # everybody sees the residents' page, staff too


def _sent(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _tag(request: Request, notice: PublicNotice) -> str:
    """Return the mark of a page as a stranger sees it: notice, day, size of the text; '' for a page of her own."""
    known = not request.actor.is_stranger or request.actor.scope.persons
    if known or len(messages.get_messages(request)):
        return ""
    shown = f"{notice.pk} {notice.changed_at} {timezone.localdate()} {request.COOKIES.get('linli_display', '')}"
    return f'"{sha256(shown.encode()).hexdigest()[:32]}"'


@require_safe
@public("what is published is for everybody to read")
def notices(request: Request) -> HttpResponse:
    """List what is published, the newest first."""
    found = page(queries.published().defer("body"), *NEWEST, after=request.GET.get("after", ""), size=ON_PAGE)
    rows = [{"notice": one, "running": queries.is_running(one)} for one in found.rows]
    older = f"?after={found.next}" if found.next else ""
    return render(request, "transparency/notices.html", {**AROUND, "rows": rows, "older": older})


@require_safe
@public("what is published is for everybody to read; names of persons leave it when the period is over")
def notice(request: Request, pk: UUID) -> HttpResponse:
    """Show a notice, how long it stands, and what was answered to objections."""
    found = get_object_or_404(queries.published(), pk=pk)
    tag = _tag(request, found)
    if tag and (same := get_conditional_response(request, etag=tag)) is not None:
        return same
    running, today = queries.is_running(found), timezone.localdate()
    context = {
        **AROUND, "notice": found, "running": running, "days": (found.ends_on - today).days + 1,
        "names": found.names.splitlines() if running else [], "answers": queries.answers(found),
        "clock": clocks()[found.kind], "more": page_of(found),
    }  # fmt: skip
    response = render(request, "transparency/notice.html", context)
    if tag:
        response["ETag"] = tag
        patch_cache_control(response, private=True, no_cache=True)
    return response


@PAGE
@public("anybody may object, without saying who she is")
def notice_object(request: Request, pk: UUID) -> HttpResponse:
    """Take an objection; five in an hour from one address."""
    found = get_object_or_404(queries.published(), pk=pk)
    closed = policies.object_to(request.actor, found)
    form = ObjectionForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        if not few("objection", client_address(request), most=MOST_OBJECTIONS, within=AN_HOUR):
            form.add_error(None, _("从这里提得太多次了，请过一小时再试，或打公示页上的电话。"))
        else:
            try:
                made = actions.object_to(found, by=request.actor, **form.cleaned_data)
            except Refused as refused:
                refuse(form, refused)
            else:
                told = {"number": made.number, "day": made.due_on}
                messages.success(request, _("收到了，是第 %(number)s 条，%(day)s 以前答复，登在这一页上。") % told)
                return redirect("notice", found.pk)
    context = {**AROUND, "notice": found, "form": form, "closed": closed, "clock": clocks()[found.kind]}
    return render(request, "transparency/object.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*KEEPERS)
def notices_kept(request: Request) -> HttpResponse:
    """List the notices in reach, and the objections that wait."""
    rows = PublicNotice.objects.visible_to(request.actor).defer("body")
    found = page(rows, *NEWEST, after=request.GET.get("after", ""), size=ON_PAGE)
    context = {
        "rows": [{"notice": one, "running": queries.is_running(one)} for one in found.rows],
        "waiting": list(queries.unanswered(request.actor)[:ON_PAGE]), "today": timezone.localdate(),
        "older": f"?after={found.next}" if found.next else "",
    }  # fmt: skip
    return render(request, "transparency/kept.html", context)


@PAGE
@staff(*KEEPERS)
def notice_new(request: Request) -> HttpResponse:
    """Publish a notice."""
    form = NoticeForm(_sent(request), by=request.actor)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        try:
            made = actions.publish(form.words(), place=actions.where(place), by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("公示了，到 %(day)s 为止。") % {"day": made.ends_on})
            return redirect("notice_kept", made.pk)
    context = {"form": form, "clocks": clocks().values(), "kinds": dict(Kind.choices)}
    return render(request, "transparency/new.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*KEEPERS)
def notice_kept(request: Request, pk: UUID) -> HttpResponse:
    """Show a notice to those who keep it, with its objections."""
    found = get_object_or_404(PublicNotice.objects.visible_to(request.actor), pk=pk)
    objections = Objection.objects.visible_to(request.actor).filter(notice=found).select_related("answer")
    context = {
        "notice": found, "running": queries.is_running(found), "objections": objections.order_by("number")[:200],
        "names": found.names.splitlines(), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "transparency/one.html", context)


@PAGE
@staff(*KEEPERS)
def notice_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a notice with a reason that stands on its page."""
    found = get_object_or_404(PublicNotice.objects.visible_to(request.actor), pk=pk)
    form = WithdrawForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("撤回了，公示页上写明了原因。"))
            return redirect("notice_kept", found.pk)
    context = {"notice": found, "form": form}
    return render(request, "transparency/withdraw.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*KEEPERS)
def objection_answer(request: Request, pk: UUID) -> HttpResponse:
    """Read an objection and answer it; who objected is shown on asking, and the trail says who asked."""
    rows = Objection.objects.visible_to(request.actor).select_related("notice", "answer")
    objection = get_object_or_404(rows, pk=pk)
    asks = request.method == "POST" and request.POST.get("do") == "contact"
    contact = actions.show_contact(objection, by=request.actor) if asks else None
    form = AnswerForm(None if asks else _sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.answer(objection, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("答复了，已经登在公示页上。"))
            return redirect("notice_kept", objection.notice_id)
    context = {
        "objection": objection, "notice": objection.notice, "form": form, "contact": contact,
        "reachable": bool(objection.contact_sealed or objection.name_sealed),
        "answer": getattr(objection, "answer", None),
    }  # fmt: skip
    return render(request, "transparency/answer.html", context, status=422 if form.errors else 200)
