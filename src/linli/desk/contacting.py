"""怎么联系: how a resident wants to be told, asked of her one question at a time, or said to whoever helps her."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import resident, staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.desk.resident import AROUND, glance, known, person_of
from linli.kernel.policy import Refused
from linli.notifications import actions, ladder, policies
from linli.notifications.actions import CHOSEN, Wish
from linli.notifications.models import Preference, Rung
from linli.people import locks
from linli.people.models import Person
from linli.people.policies import KEEPERS

PAGE = require_http_methods(["GET", "HEAD", "POST"])
OWN = ""  # the ladder's own order, the pack's own quiet


def _hours(pair: tuple[time, time]) -> str:
    return f"{pair[0]:%H:%M}–{pair[1]:%H:%M}"


class WishForm(forms.Form):
    """The questions; ``only`` leaves one of them."""

    first = forms.ChoiceField(label=lazy("有事先怎么告诉您？"), required=False, widget=forms.RadioSelect)
    without = forms.MultipleChoiceField(label=lazy("哪些不要用？"), required=False, widget=forms.CheckboxSelectMultiple)
    quiet = forms.ChoiceField(label=lazy("什么时候别打扰？"), widget=forms.RadioSelect)
    declined = forms.MultipleChoiceField(
        label=lazy("哪些事不用专门告诉您？"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("勾上的还在“消息”里看得到，只是不再打扰。"),
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Preference | None, only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(rung.value, rung.label) for rung in CHOSEN]
        hours = [_hours(pair) for pair in ladder.quiet_choices()]
        fields: dict[str, Any] = self.fields
        fields["first"].choices = [(OWN, _("都行"))] + ways
        fields["without"].choices = ways
        fields["quiet"].choices = [(one, one) for one in hours]
        fields["declined"].choices = [(one.code, one.name) for one in ladder.templates() if one.may_decline]
        for name, value in _kept(kept).items():
            fields[name].initial = value
        for name in [name for name in fields if only and name != only]:
            del fields[name]

    def wish(self, kept: Preference | None) -> Wish:
        """Return the wish: what was asked just now, and what she said before of the rest."""
        told = _kept(kept) | self.cleaned_data
        hours = {_hours(pair): pair for pair in ladder.quiet_choices()}
        quiet = hours.get(told["quiet"])
        own = quiet is None or quiet == ladder.quiet_choices()[0]
        return Wish(told["first"], tuple(told["without"]), tuple(told["declined"]), None if own else quiet)


def _kept(kept: Preference | None) -> dict[str, Any]:
    hours = ladder.quiet_choices()[0]
    if kept is not None and kept.quiet_from is not None and kept.quiet_to is not None:
        hours = (kept.quiet_from, kept.quiet_to)
    return {
        "first": kept.first if kept else OWN, "without": list(kept.without) if kept else [], "quiet": _hours(hours),
        "declined": list(kept.declined) if kept else [],
    }  # fmt: skip


def _rows(kept: Preference | None) -> list[dict[str, str]]:
    """Return what holds now, each line with the way to change it."""
    told = _kept(kept)
    names = {one.code: one.name for one in ladder.templates()}
    without = "、".join(str(Rung(one).label) for one in told["without"])
    values = [
        ("first", _("先怎么告诉您"), str(Rung(told["first"]).label) if told["first"] else _("都行")),
        ("without", _("不要用"), without or _("没有")),
        ("quiet", _("别打扰的时间"), told["quiet"]),
        ("declined", _("不用专门告诉"), "、".join(names.get(one, one) for one in told["declined"]) or _("没有")),
    ]
    return [{"label": label, "value": value, "change": f"?ask={name}"} for name, label, value in values]


def _keep(form: WishForm, person: Person, kept: Preference | None, request: Request) -> bool:
    """Keep what was said; False when a choice was refused (the form says why)."""
    if not form.is_valid():
        return False
    try:
        actions.prefer(person.pk, form.wish(kept), by=request.actor, place=person)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True


@never_cache
@PAGE
@resident
def my_contact(request: Request) -> HttpResponse:
    """Show her wish, and ask one question when she wants another (``?ask=``). A relative has no such page."""
    if led := known(request):
        return led
    person = person_of(request)
    if person is None or policies.prefer(request.actor, person.pk) is not None:
        raise Http404
    glance(request, "my.contact", person, "contact")
    kept = Preference.objects.filter(pk=person.pk).first()
    asked = request.GET.get("ask", "")
    if asked not in WishForm.base_fields:
        return render(request, "desk/my/contact.html", {**AROUND, "rows": _rows(kept)})
    form = WishForm(request.POST if request.method == "POST" else None, kept=kept, only=asked)
    if request.method == "POST" and _keep(form, person, kept, request):
        messages.success(request, _("记下了，以后照您说的来。"))
        return redirect("my_contact")
    context = {**AROUND, "form": form, "field": form[asked]}
    return render(request, "desk/my/contact_ask.html", context, status=422 if form.errors else 200)


@never_cache
@PAGE
@staff(*KEEPERS)
def counter_contact(request: Request, pk: UUID) -> HttpResponse:
    """Write down what she says at the counter or on the telephone; only while she is being helped."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(person, request.actor, writing=True)
    if policies.prefer(request.actor, person.pk) is not None:
        messages.info(request, _("请先点“替她办”，再记她怎么说。"))
        return redirect("counter_person", person.pk)
    looked("counter.contact", [person.pk], by=request.actor, county=person.county_id, fields=["contact"])
    kept = Preference.objects.visible_to(request.actor).filter(pk=person.pk).first()
    form = WishForm(request.POST if request.method == "POST" else None, kept=kept)
    if request.method == "POST" and _keep(form, person, kept, request):
        messages.success(request, _("记下了，以后照她说的来。"))
        return redirect("counter_person", person.pk)
    context = {"person": person, "form": form}
    return render(request, "desk/counter/contact.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("my/contact/", my_contact, name="my_contact"),
    path("w/counter/<uuid:pk>/contact/", counter_contact, name="counter_contact"),
]
