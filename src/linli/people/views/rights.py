"""个人信息请求 for the staff: written down, answered, handed out; what is restricted says only that it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.people import actions, locks, retention
from linli.people import rights as rules
from linli.people.forms import refuse
from linli.people.handing import handed
from linli.people.models import Erasure, Person, Restriction, RightsRequest
from linli.people.policies import KEEPERS, READERS
from linli.people.policies.rights import ANSWERERS
from linli.people.rights_forms import AnswerForm, AskForm
from linli.people.views.registering import PAGE, sent

ON_PAGE = 50
KEPT = {
    retention.HOLD: _("有关机关要求保全"), retention.DUTY: _("法定职责还在履行"), retention.LAW: _("法律规定要保存"),
}  # fmt: skip


@require_safe
@staff(*ANSWERERS)
def rights(request: Request) -> HttpResponse:
    """List the requests in reach: those that wait by their day, or those that were answered."""
    answered = "answered" in request.GET
    rows = RightsRequest.objects.visible_to(request.actor).select_related("person").defer("person__search")
    rows = rows.filter(answered_at__isnull=not answered)
    order = ("-asked_at", "-id") if answered else ("due_on", "id")
    shown = page(rows, *order, after=request.GET.get("after", ""), size=ON_PAGE)
    seen = list({row.person_id for row in shown.rows})
    county = shown.rows[0].county_id if shown.rows else None
    looked("rights", seen, by=request.actor, county=county, fields=["name", "requests"])
    older = f"?{'answered&' if answered else ''}after={shown.next}" if shown.next else ""
    context = {"rows": shown.rows, "older": older, "answered": answered, "today": timezone.localdate()}
    return render(request, "people/rights.html", context)


@PAGE
@staff(*KEEPERS)
def right_new(request: Request, pk: UUID) -> HttpResponse:
    """Write down what somebody asks at the counter, by telephone or on paper."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    if locks.restricted([person]):
        who: Any = locks.veiled(person)
    else:
        locks.demand(person, request.actor, writing=True)
        who = person
    looked("rights", [person.pk], by=request.actor, county=person.county_id, fields=["name"])
    initial = {"kind": request.GET.get("kind", "")}
    form = AskForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_right(person, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("记下了，%(day)s以前答复。站长的待办里已经有了。") % {"day": made.due_on})
            return redirect("person_restricted" if person.restricted_at else "person_consents", person.pk)
    context = {"person": who, "form": form, "clocks": rules.desk().clocks.values()}
    return render(request, "people/right_new.html", context, status=422 if form.errors else 200)


@never_cache
@PAGE
@staff(*ANSWERERS)
def right(request: Request, pk: UUID) -> HttpResponse:
    """Show a request and what must be kept; take the answer."""
    asked = _right(request, pk)
    looked("rights", [asked.person_id], by=request.actor, county=asked.county_id, fields=["name", "requests"])
    stays = retention.kept(asked.person, timezone.localdate())
    free = [one for one in rules.erasable() if one.code not in stays]
    form = AnswerForm(sent(request), right=asked, erasable=free)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.answer_right(
                asked, by=request.actor, outcome=told["outcome"], reason=told["reason"], words=told["words"],
                erase=told.get("erase", ()),
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("答复了，会告诉她。"))
            return redirect("right", asked.pk)
    context = {
        "right": asked, "form": form, "clock": rules.desk().clocks[asked.kind], "today": timezone.localdate(),
        "stays": _named(stays) if asked.kind == RightsRequest.Kind.DELETE else [], "kept": _named(asked.kept or {}),
        "reason": rules.reason_name(asked.reason or ""), "complaint": rules.desk().complaint,
        "erasure": Erasure.objects.filter(request=asked).first(),
        "takes": asked.kind in ("see", "copy") and asked.outcome in ("granted", "partly"),
    }  # fmt: skip
    return render(request, "people/right.html", context, status=422 if form.errors else 200)


def _named(kept: dict[str, str]) -> list[tuple[str, str]]:
    """Return what stays in words: the class, and why."""
    known = rules.classes()
    return [
        (known[code].name if code in known else code, str(KEPT.get(why, rules.reason_name(why))))
        for code, why in kept.items()
    ]


@never_cache
@require_safe
@staff(*ANSWERERS)
def right_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give out the copy to be handed over: one file, or with ``?as=page`` the page to print."""
    asked = _right(request, pk)
    return handed(actions.take_copy(asked, by=request.actor), as_page=request.GET.get("as") == "page")


@require_safe
@staff(*READERS)
def person_restricted(request: Request, pk: UUID) -> HttpResponse:
    """Say that somebody's data is stored and not used, since when, and how that ends; nothing else of her."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    if person.restricted_at is None:
        return redirect("person", person.pk)
    looked("person.restricted", [person.pk], by=request.actor, county=person.county_id, fields=["surname"])
    context = {
        "person": locks.veiled(person), "keeps": request.actor.role in KEEPERS,
        "since": Restriction.objects.filter(person=person, lifted_at=None).first(), "sentence": locks.RESTRICTED,
    }  # fmt: skip
    return render(request, "people/restricted.html", context)


def _right(request: Request, pk: UUID) -> RightsRequest:
    rows = RightsRequest.objects.visible_to(request.actor).select_related("person")
    return get_object_or_404(rows.defer("person__search"), pk=pk)


urlpatterns: list[URLPattern] = [
    path("m/rights/", rights, name="rights"),
    path("m/rights/<uuid:pk>/", right, name="right"),
    path("m/rights/<uuid:pk>/copy/", right_copy, name="right_copy"),
    path("w/people/<uuid:pk>/rights/new/", right_new, name="right_new"),
    path("w/people/<uuid:pk>/restricted/", person_restricted, name="person_restricted"),
]
