"""A long form of a case or a group: kept at every change, shown beside what somebody else wrote meanwhile, lost never.

Two things may come between: another page of the same worker (the draft is newer than the page), and a colleague who has
written a newer version (``Changed``). Either way the page comes back with both texts, and the next save has seen both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.accounts.middleware import Request
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice.actions.beginnings import Changed
from linli.tasks import actions as tasks
from linli.tasks.actions import Overtaken
from linli.tasks.models import Draft

OWN = frozenset({"csrfmiddlewaretoken", "version", "page", "pick"})
MOST_FIELDS, LONGEST = 200, 20_000
Values = dict[str, list[str]]


class Kept(Protocol):
    """What a form is about: anything with a key."""

    @property
    def pk(self) -> Any:
        """The key."""


@dataclass(frozen=True)
class Unborn:
    """What does not exist yet: kept under the key of the post that writes it."""

    pk: Any


@dataclass(frozen=True)
class Long:
    """One long form: its ``kind`` (a name of at most 7 letters), how it is made, what it opens with, what it does.

    ``base`` is the version it is written on; ``start`` the values of that version, ``start_of`` those of any row.
    ``do`` takes the answers and the base and writes the next version; ``then`` is the page that comes after it: the
    name of one that takes the same key, or its address.
    """

    kind: str
    template: str
    make: Callable[..., forms.Form]
    base: int
    start: Mapping[str, Any]
    start_of: Callable[[Any], Mapping[str, Any]]
    do: Callable[[dict[str, Any], int], object]
    done: str
    compose: Callable[[forms.Form], Mapping[str, str]] | None = None
    then: str | Callable[[], str] = "case"


def save(request: Request, about: Kept, kind: str) -> HttpResponse:
    """Keep what stands on the page: 204, 409 when another page has written, 404 when the form was finished."""
    if _draft(request, about, kind) is None and _number(request, "version"):
        return HttpResponse(status=404)
    try:
        draft = _keep(request, about, kind)
    except Overtaken:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Draft-Version": str(draft.version)})


def answer(request: Request, about: Kept, long: Long, context: dict[str, Any]) -> HttpResponse:
    """Show the form, or do what it asks."""
    draft = _draft(request, about, long.kind)
    if request.method != "POST":
        held = _values(tasks.body_of(draft)) if draft else {}
        base = int(held["base"][0]) if held.get("base", [""])[0].isdigit() else long.base
        form = long.make(None, initial={**long.start, **_initial(long, held)} if held else dict(long.start))
        return _page(request, long, context, form, draft, base)
    form, base = long.make(request.POST), _number(request, "base")
    if request.POST.get("pick") == "compose" and long.compose is not None:
        told = request.POST.copy()
        for name, value in long.compose(form).items():
            told[name] = value
        unjudged = long.make(None, initial=_initial(long, {name: told.getlist(name) for name in told}))
        return _page(request, long, context, unjudged, draft, base)
    if draft is not None and _overtaken(request, draft):
        held = _values(tasks.body_of(draft))
        return _page(request, long, context, form, draft, base, theirs=_initial(long, held), status=409)
    try:
        if form.is_valid():
            long.do(form.cleaned_data, base)
            if draft is not None:
                tasks.finish_draft(draft, by=request.actor)
            messages.success(request, long.done)
            return redirect(long.then() if callable(long.then) else long.then, about.pk)
    except Changed as met:
        theirs, newer = long.start_of(met.latest), getattr(met.latest, "version", long.base)
        return _page(request, long, context, form, draft, newer, theirs=theirs, status=409)
    except Refused as refused:
        refuse(form, refused)
    return _page(request, long, context, form, draft, base, status=422)


def _page(
    request: Request, long: Long, context: dict[str, Any], form: forms.Form, draft: Draft | None, base: int, *,
    theirs: Mapping[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        **context, "form": form, "base": base, "draft_version": draft.version if draft else 0,
        "last_page": tasks.body_of(draft).get("page", "") if draft else "", "page_token": new_id().hex,
        "theirs": None if theirs is None else told(form, theirs),
    }  # fmt: skip
    return render(request, long.template, shown, status=status)


def told(form: forms.Form, theirs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return where another's answers are not those on the page: the question, and what the other one says."""
    found = []
    for name, field in form.fields.items():
        other, mine = _words(field, theirs.get(name)), _words(field, form[name].value())
        if other != mine and name != "base":
            found.append((str(field.label or name), other or _("（空着）")))
    return found


def _words(field: forms.Field, value: Any) -> str:
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)] if value else []
    choices = {str(key): str(name) for key, name in getattr(field, "choices", [])}
    if isinstance(field, forms.BooleanField):
        return _("是") if value and values != ["False"] else ""
    return "、".join(choices.get(one, one) for one in values if one)


def _draft(request: Request, about: Kept, kind: str) -> Draft | None:
    rows = Draft.objects.visible_to(request.actor).select_for_update()
    return rows.filter(form=_name(about, kind)).order_by("-saved_at").first()


def _name(about: Kept, kind: str) -> str:
    return f"{kind}:{about.pk.hex}"


def _keep(request: Request, about: Kept, kind: str) -> Draft:
    draft, page = _draft(request, about, kind), request.POST.get("page", "")[:64]
    names = [name for name in request.POST if name not in OWN][:MOST_FIELDS]
    body = {"told": {name: [one[:LONGEST] for one in request.POST.getlist(name)[:60]] for name in names}}
    if draft is None:
        return tasks.open_draft(_name(about, kind), body | {"page": page}, by=request.actor)
    return tasks.save_draft(draft, body, by=request.actor, version=_number(request, "version"), page=page)


def _overtaken(request: Request, draft: Draft) -> bool:
    page = request.POST.get("page", "")[:64]
    return draft.version != _number(request, "version") and tasks.body_of(draft).get("page") != page


def _values(body: Mapping[str, Any]) -> Values:
    held = body.get("told")
    return held if isinstance(held, dict) else {}


def _initial(long: Long, held: Values) -> dict[str, Any]:
    """Return what a form shows of kept answers: a list where several are chosen, nothing where none was."""
    form = long.make(None)
    many = forms.MultipleChoiceField
    return {
        name: held.get(name, []) if isinstance(field, many) else (held.get(name) or [""])[-1]
        for name, field in form.fields.items()
    }


def _number(request: Request, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0
