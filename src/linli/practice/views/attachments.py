"""附件: the photographs of a case, added, looked at one by one with the look left first, and taken out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions, policies
from linli.practice.forms_attachments import AttachForm, OutForm
from linli.practice.models import CaseAttachment
from linli.practice.queries import attachments as queries
from linli.practice.views.cases import PAGE, frame
from linli.practice.views.found import sought
from linli.practice.views.returned import as_picture

SIZE = 24


@PAGE
@staff(*policies.READERS)
def case_attachments(request: Request, pk: UUID) -> HttpResponse:
    """List what is attached, the newest first, and take photographs; ``?session=`` is the session they belong to."""
    case = sought(request, pk, "case.attachments", ["name", "attachments"], writing=True)
    asked = request.GET.get("session", "")
    initial = {"session": int(asked)} if asked.isdecimal() and len(asked) < 6 else {}
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = actions.attach(case, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("附上了%(count)d张。") % {"count": len(made)})
            return redirect("case_attachments", case.pk)
    shown = page(queries.attachments(case), "-at", "-id", after=request.GET.get("after", ""), size=SIZE)
    context = {
        **frame(case), "form": form, "refusal": policies.attach(request.actor, case), "rows": shown.rows,
        "older": f"?after={shown.next}" if shown.next else "", "writes": request.actor.role in policies.CASEWORKERS,
    }  # fmt: skip
    return render(request, "practice/attachments.html", context, status=422 if form.errors else 200)


@PAGE
@staff(*policies.READERS)
def attachment(request: Request, pk: UUID) -> HttpResponse:
    """Show one photograph; take it out, saying why."""
    row = get_object_or_404(CaseAttachment.objects.visible_to(request.actor).defer("picture_sealed"), pk=pk)
    case = sought(request, row.case_id, "case.attachment", ["name", "attachment"], writing=True)
    if request.method != "POST":
        if not row.picture:  # taken out, or erased with the case
            raise Http404
        return as_picture(row.picture)
    form = OutForm(request.POST)
    try:
        if form.is_valid():
            actions.take_out_attachment(row, by=request.actor, why=form.cleaned_data["why"])
            messages.success(request, _("拿掉了，照片没有了，为什么拿掉还在。"))
        else:
            messages.warning(request, _("请写一句为什么拿掉。"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("case_attachments", case.pk)
