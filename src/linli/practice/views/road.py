"""暂停、恢复、转交: the ways off the straight road."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_road import AskTransferForm, SuspendForm, TransferForm
from linli.practice.models import CaseTransfer, CaseWorker
from linli.practice.queries.briefing import five
from linli.practice.queries.cases import in_force
from linli.practice.queries.supervision import loads
from linli.practice.views.cases import frame
from linli.practice.views.found import sought

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(*policies.CASEWORKERS)
def case_suspend(request: Request, pk: UUID) -> HttpResponse:
    """Let a case rest."""
    found = sought(request, pk, "case.road", ["name", "state"], writing=True)
    form = SuspendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suspend(found, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("暂停了，到那天会提醒您。"))
            return redirect("case", found.pk)
    context = {**frame(found), "form": form, "refusal": policies.suspend(request.actor, found)}
    return render(request, "practice/case_suspend.html", context, status=422 if form.errors else 200)


@require_POST
@staff(*policies.CASEWORKERS)
def case_resume(request: Request, pk: UUID) -> HttpResponse:
    """Take a case up again."""
    found = sought(request, pk, "case.road", ["name", "state"], writing=True)
    try:
        actions.resume(found, by=request.actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("恢复了。"))
    return redirect("case", found.pk)


@PAGE
@staff(*policies.CASEWORKERS)
def case_transfer(request: Request, pk: UUID) -> HttpResponse:
    """Ask for somebody to take over, or, as the head of the station, say who."""
    found = sought(request, pk, "case.road", ["name", "team"], writing=True)
    decides = request.actor.role in policies.IN_CHARGE
    asked = CaseTransfer.objects.filter(case=found, given_at=None).first()
    data = request.POST if request.method == "POST" else None
    form: AskTransferForm | TransferForm = AskTransferForm(data)
    if decides:
        posts = Post.objects.visible_to(request.actor).in_force(timezone.localdate()).filter(
            role__in=policies.CASEWORKERS
        ).exclude(user__in=[request.actor.user])  # fmt: skip
        present = [row.post.user.name for row in in_force(found.pk) if row.part == CaseWorker.Part.SUPERVISOR]
        form = TransferForm(
            data, posts=list(posts.select_related("user")), loads=loads(request.actor), present=present,
            asked=asked is not None,
        )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if isinstance(form, TransferForm):
                new = form.posts[told["new"]]
                facts = {"words": told.get("words", ""), "supervisors": form.supervisors()}
                actions.transfer(found, new, by=request.actor, **facts)
            else:
                actions.ask_transfer(found, by=request.actor, words=told["words"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("转交好了。") if decides else _("提出了，等站长来定。"))
            return redirect("case", found.pk)
    context = {**frame(found), "form": form, "asked": asked, "decides": decides}
    return render(request, "practice/case_transfer.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*policies.CASEWORKERS)
def case_briefing(request: Request, pk: UUID) -> HttpResponse:
    """Show whoever takes over the five things to read first; the head is led to where she decides."""
    told = get_object_or_404(CaseTransfer.objects.visible_to(request.actor).select_related("old__user"), pk=pk)
    if told.given_at is None:
        return redirect("case_transfer", told.case_id)
    if policies.read_briefing(request.actor, told) is not None:
        raise Http404
    found = sought(request, told.case_id, "case.briefing", ["name", "risk", "consent", "problem"])
    context = {**frame(found), "transfer": told, "parts": five(found)}
    return render(request, "practice/case_briefing.html", context)
