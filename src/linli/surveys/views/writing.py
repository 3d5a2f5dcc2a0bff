"""A questionnaire on its way: questions are added and taken out, the whole is published."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.surveys import actions
from linli.surveys.forms import BeginForm, QuestionForm
from linli.surveys.models import Questionnaire
from linli.surveys.questions import Type

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@staff(Role.EVALUATOR)
def questionnaire_new(request: Request) -> HttpResponse:
    """Begin a questionnaire from a template."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.begin_questionnaire(form.cleaned_data["template"], by=request.actor)
        return redirect("questionnaire", made.pk)
    return render(request, "surveys/begin.html", {"form": form}, status=422 if form.errors else 200)


@PAGE
@staff(Role.EVALUATOR)
def questionnaire(request: Request, pk: UUID) -> HttpResponse:
    """Show the questions; ``do`` adds one, takes one out (``code``), moves it up, or publishes the whole."""
    found = get_object_or_404(Questionnaire.objects.visible_to(request.actor), pk=pk)
    do = request.POST.get("do", "")
    form = QuestionForm(request.POST if do == "add" else None)
    if request.method == "POST":
        try:
            if _done(request, found, form, do):
                return redirect("questionnaire", found.pk)
        except Refused as refused:
            if form.is_bound:
                refuse(form, refused)
            else:
                messages.warning(request, refused.sentence)
                return redirect("questionnaire", found.pk)
    rows = [row | {"type_label": Type(row["type"]).label} for row in found.draft]
    context = {"found": found, "rows": rows, "form": form, "versions": found.versions.order_by("-number")}
    return render(request, "surveys/questionnaire.html", context, status=422 if form.errors else 200)


def _done(request: Request, found: Questionnaire, form: QuestionForm, do: str) -> bool:
    code = request.POST.get("code", "")
    at = next((n for n, row in enumerate(found.draft) if row["code"] == code), None)
    rows = list(found.draft)
    if do == "add":
        if not form.is_valid():
            return False
        rows.append(form.row({row["code"] for row in rows}))
    elif do == "remove" and at is not None:
        rows.pop(at)
    elif do == "up" and at:
        rows[at - 1 : at + 1] = rows[at], rows[at - 1]
    elif do == "publish":
        version = actions.publish(found, by=request.actor)
        messages.success(request, _("发布了第 %(n)d 版。发布过的版本不会再变。") % {"n": version.number})
        return True
    else:
        raise Refused(_("请选要做什么。"))
    actions.write_questions(found, rows, by=request.actor)
    return True
