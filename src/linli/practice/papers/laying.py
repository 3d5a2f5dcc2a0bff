"""A form laid out: what its fields and tables say, as one sheet of texts that PDF and Word set alike."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.practice.definitions import Form, read
from linli.practice.models import Answered
from linli.practice.papers import sources
from linli.practice.papers.words import Row

Values = dict[str, str]
Tables = dict[str, list[Row]]
Sheet = dict[str, Any]


def gathered(form: Form, subject: Any, by: Actor) -> tuple[Values, Tables]:
    """Return what a case, a group or an activity says to a form that is one sheet: its computed values, its tables."""
    _key, values, tables = next(_each(form, subject, by))
    return values, tables


def _each(form: Form, subject: Any, by: Actor) -> Iterator[tuple[str, Values, Tables]]:
    """Tell sheet after sheet: whose it is, its values and its tables."""
    computed = [field for field in form.fields if field.kind == "computed"]
    wanted = {*(field.source.partition(".")[0] for field in computed), *_tables(form)} - {form.each}
    told = {name: list(sources.told(form.of, name, subject, by)) for name in wanted}
    singles: Iterable[Row] = sources.told(form.of, form.each, subject, by) if form.each else [{}]
    for row in singles:
        here, key = {**told, form.each: [row]}, row.get("id", "")
        values = {field.code: _value(here, field.source) for field in computed}
        yield key, values, {name: [one for one in told[name] if one.get("of", key) == key] for name in _tables(form)}


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
                "facts": [
                    {"label": one.label, "value": values.get(one.code, ""), "blank": one.kind == "blank"}
                    for one in section.fields
                ],
                "heads": [head for _key, head in section.columns],
                "rows": [[row.get(key, "") for key, _head in section.columns] for row in rows],
                "none": _("（没有）") if section.rows and not rows else "",
            }
        )
    return {"title": form.title, "parts": parts, "signatures": list(form.signatures), "seal": form.seal}


def live(form: Form, subject: Any, by: Actor, answer: Answered | None = None, only: str = "") -> Iterator[Sheet]:
    """Tell the sheets of a form as its subject stands now, ``only`` the one of a row; asked is the newest answer."""
    asked = {field.code for field in form.asked}
    typed = {code: text for code, text in values_of(answer).items() if code in asked} if answer else {}
    for key, values, tables in _each(form, subject, by):
        if not only or key == only:
            yield laid(form, {**typed, **values}, tables)


def values_of(answer: Answered) -> Values:
    """Return every value of a form that was filled in, by code."""
    return dict(json.loads(answer.told or "{}").get("values", {}))


def as_filed(answer: Answered) -> Sheet:
    """Return the sheet of a form exactly as it was filled in, by the version it was given to."""
    told = json.loads(answer.told)
    return laid(read(json.loads(answer.version.content)), told["values"], told["tables"])
