"""The county's forms: which there are, their versions, questions of its own, Word templates of its own."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.places.models import Division, Level
from linli.practice import actions
from linli.practice.definitions import Form, Section, question
from linli.practice.forms_papers import PaperTemplateForm, QuestionForm
from linli.practice.papers import setting
from linli.practice.papers.setting import DOSSIER
from linli.practice.queries import papers as queries
from linli.practice.views.cases import PAGE
from linli.practice.views.papers import as_file

OWN = "本县加的问题"
SETS = {"case": _l("个案"), "group": _l("小组"), "activity": _l("社区活动")}


@require_safe
@staff(Role.COUNTY_OFFICER)
def forms(request: Request) -> HttpResponse:
    """List the forms of the county with their versions and templates."""
    county = _county(request)
    own, templates = queries.changed(county.pk), queries.templates(county.pk)
    sets = [
        {
            "name": name, "of": of, "rows": [
                {"form": form, "version": own.get(code), "template": templates.get(code)}
                for code, form in queries.forms_of(county.pk, of).items()
            ],
        }
        for of, name in SETS.items()
    ]  # fmt: skip
    context = {"sets": sets, "whole": templates.get(DOSSIER), "county": county}
    return render(request, "practice/forms.html", context)


@PAGE
@staff(Role.COUNTY_OFFICER)
def form_questions(request: Request, code: str) -> HttpResponse:
    """Show a form's versions and add a question of the county's own."""
    county = _county(request)
    form = _form(county, code)
    first = {"starts_on": timezone.localdate()}
    asked = QuestionForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and asked.is_valid():
        ever = queries.codes_ever(county.pk, code)
        fresh = next(f"own_{number}" for number in range(1, 1000) if f"own_{number}" not in ever)
        told = asked.cleaned_data
        try:
            made = _with(form, question(code=fresh, extra=True, **asked.told()))
            actions.change_form(county, made, by=request.actor, source=told["source"], starts_on=told["starts_on"])
        except Refused as refused:
            refuse(asked, refused)
        else:
            messages.success(request, _("加好了，这是新的一版。"))
            return redirect("form_questions", code)
    context = {
        "form": form, "asked": asked, "versions": queries.versions(county.pk, code),
        "own": [field for field in form.fields if field.extra],
    }  # fmt: skip
    return render(request, "practice/form_questions.html", context, status=422 if asked.errors else 200)


@require_POST
@staff(Role.COUNTY_OFFICER)
def form_question_out(request: Request, code: str) -> HttpResponse:
    """Take one of the county's own questions out of a form; what was answered stays."""
    county = _county(request)
    form, gone = _form(county, code), request.POST.get("question", "")
    kept = _without(form, gone)
    if kept != form:
        try:
            actions.change_form(
                county, kept, by=request.actor, source=request.POST.get("source", ""), starts_on=timezone.localdate()
            )
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("不再问了。以前的回答还在。"))
    return redirect("form_questions", code)


@PAGE
@staff(Role.COUNTY_OFFICER)
def form_template(request: Request, code: str) -> HttpResponse:
    """Give the county its own Word template of a form: take one, check it, keep it; or say what is wrong in it."""
    county = _county(request)
    form = None if code == DOSSIER else _form(county, code)
    asked = PaperTemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    wrong: list[str] = []
    if asked.is_bound and asked.is_valid():
        file = asked.cleaned_data["file"]
        content = file.read()
        if not (wrong := setting.faults(content, form)):
            actions.replace_paper_template(county, code, file.name, content, by=request.actor)
            messages.success(request, _("换上了，下一次打印就用它。"))
            return redirect("forms")
    context: dict[str, Any] = {
        "form": form, "code": code, "asked": asked, "faults": wrong, "known": setting.KNOWN,
        "newest": queries.templates(county.pk).get(code), "fields": form.fields if form else (),
    }  # fmt: skip
    return render(request, "practice/form_template.html", context, status=422 if asked.is_bound else 200)


@require_safe
@staff(Role.COUNTY_OFFICER)
def form_template_file(request: Request, code: str) -> HttpResponse:
    """Give out the template in use, to be changed in Word or WPS."""
    county = _county(request)
    title = _("整卷") if code == DOSSIER else _form(county, code).title
    content = queries.template(county.pk, code) or setting.default_template()
    return as_file(content, f"{title}{_('模板')}", "word")


def _with(form: Form, field: Any) -> Form:
    """Return a form with one more question in the county's own part."""
    last = form.sections[-1]
    if last.title == OWN and last.fields:
        return replace(form, sections=(*form.sections[:-1], replace(last, fields=(*last.fields, field))))
    return replace(form, sections=(*form.sections, Section(OWN, (field,))))


def _without(form: Form, code: str) -> Form:
    """Return a form without one of the county's own questions."""
    found = [
        replace(part, fields=tuple(one for one in part.fields if not (one.extra and one.code == code)))
        for part in form.sections
    ]
    return replace(form, sections=tuple(part for part in found if part.fields or part.rows))


def _form(county: Division, code: str) -> Form:
    found = queries.form_of(county.pk, code)
    if found is None:
        raise Http404
    return found


def _county(request: Request) -> Division:
    area = request.actor.scope.areas[0] if request.actor.scope.column == "county_id" else None
    return get_object_or_404(Division, pk=area, level=Level.COUNTY)
