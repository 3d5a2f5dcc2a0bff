"""Verbs of forms: filled in for a case, changed by a county, given a county's own template."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.places.models import Division
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.definitions import Form
from linli.practice.models import CaseFile, CountedAnswer, FormAnswer, FormVersion, PaperTemplate
from linli.practice.models.filed import Counted, Filled
from linli.practice.papers.laying import gathered

Told = str | Decimal | date | list[str] | None


@action
def file_form(case: CaseFile, form: Form, told: Mapping[str, Told], *, by: Actor) -> FormAnswer:
    """Fill a form in: what the case says and what was asked, kept with the version it was given to.

    What is counted also stands in a column of its type. Raises ``Refused``.
    """
    case = locked(case)
    require(policies.file_form(by, case))
    answer: FormAnswer = filed(FormAnswer, CountedAnswer, {"case": case}, form, case, told, by)
    audit.record("form.filed", case, by=by, form=form.code, version=answer.version.number)
    return answer


@action
def change_form(county: Division, form: Form, *, by: Actor, source: str, starts_on: date) -> FormVersion:
    """Give a county's form its next version. What was filled in before keeps its own. Raises ``Refused``."""
    require(policies.change_form(by, county))
    said = tidy(source)
    if not said or len(said) > 200:
        raise Refused(_("请写这样改的出处，比如哪个文件、哪次会，最多200个字。"), "source")
    if starts_on < timezone.localdate():
        raise Refused(_("从今天或以后的一天起用，已经填过的表不变。"), "starts_on")
    made = _next(county.pk, form, source=said, starts_on=starts_on, by_name=by.name)
    audit.record("form.changed", made, by=by, county=county.pk, form=form.code, version=made.number)
    return made


@action
def replace_paper_template(county: Division, code: str, file_name: str, content: bytes, *, by: Actor) -> PaperTemplate:
    """Use a county's own Word template of a form from now on; the caller has had it checked. Raises ``Refused``."""
    require(policies.replace_paper_template(by, county))
    name = tidy(file_name)[:200]
    made = PaperTemplate.objects.create(county=county, code=code, file_name=name, content=content, by_name=by.name)
    audit.record("paper_template.replaced", made, by=by, county=county.pk, form=code, size=len(content))
    return made


def filed(
    kind: type[Filled], count: type[Counted], whose: Mapping[str, Any], form: Form, subject: Any,
    told: Mapping[str, Told], by: Actor,
) -> Any:  # fmt: skip
    """Keep a form filled in about a ``subject`` in the place of the last, inside the verb that has asked.

    ``kind`` and ``count`` are the tables it stands in, ``whose`` the column that names its subject. Raises ``Refused``.
    """
    content, now = _content(form, subject, told, by), timezone.now()
    answers: Any = kind._default_manager
    counts: Any = count._default_manager
    answers.filter(**whose, code=form.code, replaced_at=None).update(replaced_at=now)
    answer = answers.model(
        version=kept(subject.county_id, form), code=form.code, filed_at=now,
        by_post=Post.objects.get(pk__in=[by.post]), by_name=by.name, **whose, **of_row(subject),
    )  # fmt: skip
    answer.told = content
    answer.save(force_insert=True)
    areas = of_row(answer)
    counts.bulk_create(counts.model(answer=answer, **typed, **whose, **areas) for typed in counted(form, told))
    return answer


def _content(form: Form, subject: Any, told: Mapping[str, Told], by: Actor) -> str:
    """Return what is kept of a form that is filled in: what its subject says and what was asked. Raises ``Refused``."""
    if form.each or not form.asked:
        raise Refused(_("这张表没有要填的，直接打印就行。"))
    values, tables = gathered(form, subject, by)
    asked = {field.code: _shown(told.get(field.code)) for field in form.asked}
    content = {"values": {**asked, **values}, "tables": tables}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def counted(form: Form, told: Mapping[str, Told]) -> list[dict[str, Any]]:
    """Return what is counted of a form that is filled in, each with its code and in the column of its type."""
    column = {"number": "number", "date": "day", "choice": "choice"}
    return [
        {"code": f"{form.code}.{field.code}", column[field.kind]: told[field.code]}
        for field in form.asked
        if field.counted and told.get(field.code) not in (None, "", [])
    ]


def kept(county: int, form: Form) -> FormVersion:
    """Return the row of a form's definition; one that was shipped is kept as it is when it is first filled in."""
    found = FormVersion.objects.filter(county=county, code=form.code, digest=form.digest).order_by("-number").first()
    return found or _next(county, form, source=form.source[:200])


def _next(county: int, form: Form, *, source: str, starts_on: date | None = None, by_name: str = "") -> FormVersion:
    Division.objects.select_for_update(of=("self",)).get(pk=county)  # two versions never take one number
    last = FormVersion.objects.filter(county=county, code=form.code).aggregate(last=Max("number"))["last"] or 0
    return FormVersion.objects.create(
        county_id=county, code=form.code, number=last + 1, content=form.content, digest=form.digest, source=source,
        starts_on=starts_on, by_name=by_name,
    )  # fmt: skip


def _shown(value: Told) -> str:
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return tidy(str(value)) if value is not None else ""
