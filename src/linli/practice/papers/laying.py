"""A form laid out: what its fields and tables say, as one sheet of texts that PDF and Word set alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.practice.definitions import Form, read
from linli.practice.models import CaseFile, FormAnswer
from linli.practice.papers import sources
from linli.practice.papers.words import Row

Values = dict[str, str]
Tables = dict[str, list[Row]]
Sheet = dict[str, Any]


def gathered(form: Form, case: CaseFile, by: Actor) -> tuple[list[Values], Tables]:
    """Return what a case says to a form: the values of its computed fields, once for each sheet, and its tables."""
    wanted = {field.source.partition(".")[0] for field in form.fields if field.kind == "computed"}
    told = {name: sources.rows(name, case, by) for name in {*wanted, *_tables(form)} - {form.each}}
    singles: list[Row] = sources.rows(form.each, case, by) if form.each else [{}]
    values = []
    for row in singles:
        here = {**told, form.each: [row]} if form.each else told
        values.append({field.code: _value(here, field.source) for field in form.fields if field.kind == "computed"})
    return values, {name: told.get(name, []) for name in _tables(form)}


def _tables(form: Form) -> set[str]:
    return {section.rows for section in form.sections if section.rows}


def _value(told: Mapping[str, Sequence[Row]], source: str) -> str:
    name, _dot, key = source.partition(".")
    rows = told.get(name, [])
    return rows[0].get(key, "") if rows else ""


def laid(form: Form, values: Values, tables: Tables) -> Sheet:
    """Return one sheet: title, parts (facts as pairs, a table as heads and rows), who signs, whether it is sealed."""
    parts = []
    for section in form.sections:
        rows = tables.get(section.rows, []) if section.rows else []
        parts.append(
            {
                "title": section.title,
                "facts": [{"label": one.label, "value": values.get(one.code, "")} for one in section.fields],
                "heads": [head for _key, head in section.columns],
                "rows": [[row.get(key, "") for key, _head in section.columns] for row in rows],
                "none": _("（没有）") if section.rows and not rows else "",
            }
        )
    return {"title": form.title, "parts": parts, "signatures": list(form.signatures), "seal": form.seal}


def live(form: Form, case: CaseFile, by: Actor, answer: FormAnswer | None = None) -> list[Sheet]:
    """Return the sheets of a form as the case stands now; what was asked is taken from the newest answer."""
    asked = {field.code for field in form.asked}
    typed = {code: text for code, text in values_of(answer).items() if code in asked} if answer else {}
    found, tables = gathered(form, case, by)
    return [laid(form, {**typed, **values}, tables) for values in found]


def values_of(answer: FormAnswer) -> Values:
    """Return every value of a form that was filled in, by code."""
    return dict(json.loads(answer.told or "{}").get("values", {}))


def as_filed(answer: FormAnswer) -> Sheet:
    """Return the sheet of a form exactly as it was filled in, by the version it was given to."""
    told = json.loads(answer.told)
    return laid(read(json.loads(answer.version.content)), told["values"], told["tables"])
