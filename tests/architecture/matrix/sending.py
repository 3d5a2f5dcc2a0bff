"""What somebody outside a team sends at the doors of a case: nothing is written, no answer repeats what stands there.

One body goes to every door: a value for each field that any form of the product asks for, so that a form that is
found is filled in, half rightly and half wrongly, and would both write and complain.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django import forms
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli import practice as room
from linli.people import access_forms, consent_forms, home_forms, rights_forms
from linli.people import forms as people_forms
from tests.architecture.matrix import practice, supervision, world
from tests.architecture.matrix.objects import OBJECTS, PERSON_PAGES
from tests.architecture.matrix.routes import Route
from tests.architecture.matrix.verdict import readable
from tests.architecture.matrix.wall import of_cases

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
KEPT = {**practice.OBJECTS, **supervision.OBJECTS}
# Doors where somebody outside the team is meant to write in a case: which tables, who, and why.
DUE = {
    ("library_entry", "supervisor"): ({"practice_libraryentry"}, "a station's library is of no case and names nobody"),
    ("aid", "community_worker"): ({"practice_aidapplication", "practice_aidstep"}, "the desk it lies on decides"),
}
# Doors that take the code of a form, and no case.
A_FORMS = {"form_questions", "form_question_out", "form_template", "form_template_file"}
# What views ask of a request without a form, each with something that one of them would take.
BY_HAND = {
    "verb": "agree", "do": "add", "about": "case", "part": "colleague", "step": "accept", "page": "all", "words": "x",
    "text": "随便写的一句", "outcome": "送医院了", "ending": "送医院了", "note": "随便写的一句", "answer": "好的",
    "signs": "lonely", "source": "self", "version": "0", "base": "0", "key": "0", "ids": "", "post": "0", "pick": "0",
}  # fmt: skip


def _value(field: forms.Field) -> str:
    """Return something that a field of a form takes."""
    choices = [str(code) for code, _label in getattr(field, "choices", ()) if code and not isinstance(_label, list)]
    if choices:
        return choices[0]
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return timezone.localdate().isoformat()
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "1"
    return "on" if isinstance(field, forms.BooleanField) else "随便写的一句"


def body() -> dict[str, str]:
    """Return a value for every field that a form of the room, or of a person's pages, asks for."""
    names = [name for _found, name, _is_package in iter_modules(room.__path__) if name.startswith("forms")]
    modules = [import_module(f"linli.practice.{name}") for name in names]
    modules += [people_forms, access_forms, consent_forms, home_forms, rights_forms]
    told: dict[str, str] = {}
    for module in modules:
        for form in vars(module).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                told |= {name: _value(field) for name, field in getattr(form, "base_fields", {}).items()}
    return told | BY_HAND


@contextmanager
def watching() -> Iterator[list[str]]:
    """Return the tables that are written to inside the block."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(str(sql)):
            written.append(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def takes_a_key(route: Route) -> bool:
    """Tell whether a door is about a case, what is in it, or its client."""
    names = {*KEPT, *PERSON_PAGES, "person"} - A_FORMS
    return bool(route.arguments) and route.name in names


class _Undo(Exception):
    pass


def send(
    built: world.World, client: Client, role: str, routes: list[Route], made: dict[str, dict[str, Any]],
    told: dict[str, str],
) -> tuple[dict[str, bytes], dict[str, set[str]]]:  # fmt: skip
    """Post ``told`` at each door with a role's name on it: what each shows, and which tables each wrote to."""
    logging.disable(logging.ERROR)
    shown: dict[str, bytes] = {}
    wrote: dict[str, set[str]] = {}
    for route in routes:
        if isinstance(route.door, str) or role not in (route.door or ()) or not takes_a_key(route):
            continue
        cookies = deepcopy(client.cookies)
        try:
            with transaction.atomic():
                world.enter(world.Scope(column="county_id", areas=(built.here.county.division.pk,)))
                kwargs = made.get(route.name) or OBJECTS[route.name](built, built.here, None)
                with watching() as written:
                    answer = client.post(reverse(route.name, kwargs=kwargs), told)
                shown[route.name], wrote[route.name] = readable(answer), set(written)
                raise _Undo
        except _Undo:
            client.cookies = cookies
    return shown, wrote


def wrongly(wrote: dict[str, set[str]], role: str) -> list[str]:
    """Return where somebody outside wrote in a case, or left an event at a door of the room that refused her."""
    guarded = {model._meta.db_table for model in of_cases()}
    found = []
    for door, tables in wrote.items():
        due, _why = DUE.get((door, role), (set(), ""))
        told = (tables & guarded) - due
        if door in KEPT and not due and "audit_event" in tables:
            told.add("audit_event")
        found += [f"{role} at {door}: wrote {table}" for table in sorted(told)]
    return found
