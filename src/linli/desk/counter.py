"""前台和接电话: somebody without any login is found, hears her progress first, and is helped under a visible bar.

The card's door stands here too: scanned at a staffed counter it opens the helper's page without a PIN; anywhere else it
asks for the four digits, and says the same to every wrong answer.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import queries as accounts
from linli.accounts.addresses import client_address
from linli.accounts.doors import public, resident, staff
from linli.accounts.middleware import Request
from linli.accounts.pace import few
from linli.audit.actions import looked
from linli.desk import progress
from linli.desk.lunar import month_and_day
from linli.kernel.actor import Channel
from linli.people import cards as shown
from linli.people import doors, finding, locks, queries
from linli.people.actions import cards, proxies
from linli.people.actions.cards import AN_HOUR, MOST_FROM_ONE_ADDRESS
from linli.people.models import Person, Proxy, ResidentCard, token_indexes
from linli.people.numbers import plain
from linli.people.policies import KEEPERS
from linli.people.queries import Wanted
from linli.people.standing import CARD, HELPING
from linli.places.models import Division
from linli.tasks import actions as tasks

PAGE = require_http_methods(["GET", "HEAD", "POST"])
FOUND = 10
AROUND: dict[str, Any] = {"nav": [], "door": "resident", "bar": []}
CHANNELS = {"phone": Channel.PHONE, "desk": Channel.DESK}


class PinForm(forms.Form):
    """The four digits."""

    pin = forms.CharField(
        label=gettext_lazy("四位密码"), max_length=4,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请写密码条上的四位数字。")},
    )  # fmt: skip

    def clean_pin(self) -> str:
        """Full-width digits are digits."""
        return plain(self.cleaned_data["pin"])


@never_cache
@PAGE
@staff(*KEEPERS)
def counter(request: Request) -> HttpResponse:
    """Find somebody by card, end of telephone or name; the two buttons say whether she calls or sits here."""
    typed = request.POST.get("q", "").strip()[:200]
    channel = "desk" if "desk" in request.POST else "phone"
    found = _found(request, typed) if typed else []
    if found:
        looked("counter.found", [row.pk for row in found], by=request.actor, county=found[0].county_id,
               fields=["name", "age", "telephone_masked"])  # fmt: skip
    context = {
        "typed": typed, "channel": channel, "found": shown.cards(found, timezone.localdate(), by=request.actor),
        "nobody": bool(typed) and not found,
    }  # fmt: skip
    return render(request, "desk/counter/find.html", context)


def _found(request: Request, typed: str) -> list[Person]:
    holder = finding.by_card(typed, by=request.actor)
    if holder is not None or "/p/" in typed:
        return [holder] if holder else []
    return queries.people(Wanted(typed), by=request.actor, day=timezone.localdate(), size=FOUND).rows


def _person(request: Request, pk: UUID) -> Person:
    """Return somebody within reach whose file is not shut to the helper."""
    found = get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)
    locks.demand(found, request.actor)
    return found


@require_POST
@staff(*KEEPERS)
def counter_open(request: Request, pk: UUID) -> HttpResponse:
    """Begin to help somebody (``channel`` = phone, desk)."""
    person = _person(request, pk)
    return _begin(request, person, CHANNELS.get(request.POST.get("channel", ""), Channel.DESK))


def _begin(request: Request, person: Person, channel: Channel) -> HttpResponse:
    if request.actor.on_behalf_of not in (None, person.pk):
        proxies.end_help(by=request.actor)
    proxies.begin_help(person, by=request.actor.via(channel))
    request.session[HELPING] = {
        "person": str(person.pk), "post": str(request.actor.post), "channel": channel.value, "called": str(person),
        "at": timezone.now().timestamp(),
    }  # fmt: skip
    return redirect("counter_person", person.pk)


@never_cache
@require_safe
@staff(*KEEPERS)
def counter_person(request: Request, pk: UUID) -> HttpResponse:
    """Show first what is read aloud, then what can be done for her."""
    person = _person(request, pk)
    looked(
        "counter.person", [person.pk], by=request.actor, county=person.county_id, fields=["name", "tasks", "records"]
    )
    (card,) = shown.cards([person], timezone.localdate(), by=request.actor)
    held = Proxy.objects.visible_to(request.actor).filter(person=person, ended_at=None).order_by("asked_at", "id")
    context = {
        "person": person, "card": card, "sentences": progress.sentences(progress.of(person, by=request.actor)),
        "helping": request.actor.on_behalf_of == person.pk, "proxies": held,
        "record_url": f"{reverse('record_new')}?kind=request",
    }  # fmt: skip
    return render(request, "desk/counter/person.html", context)


@require_POST
@staff(*KEEPERS)
def counter_call(request: Request, pk: UUID) -> HttpResponse:
    """Have somebody call her back, asked for at the counter or on the telephone."""
    person = _person(request, pk)
    if request.actor.on_behalf_of not in (None, person.pk):
        messages.warning(request, _("您现在在替另一位办事。请先点“开始替她办”，再记这一件。"))
        return redirect("counter_person", person.pk)
    community = Division.objects.get(pk=person.community_id)
    day, role = doors.called_back_by(timezone.localdate()), accounts.answers(community)
    title = _("给%(who)s打电话") % {"who": person}
    tasks.ask_for_call(person.pk, title, day, by=request.actor, place=person, role=role)
    messages.success(request, _("记下了：%(day)s以前给她打电话。") % {"day": month_and_day(day)})
    return redirect("counter_person", person.pk)


@require_POST
@staff(*KEEPERS)
def counter_close(request: Request) -> HttpResponse:
    """Stop helping; the next act is one's own again."""
    proxies.end_help(by=request.actor)
    request.session.pop(HELPING, None)
    messages.success(request, _("办好了，现在又是您自己。"))
    return redirect("counter")


@public("the code on a paper card; it shows nothing before the PIN, or a worker's post, is there")
@never_cache
@sensitive_post_parameters("pin")
@PAGE
def card(request: Request, token: str) -> HttpResponse:
    """Open the door of a card: without a PIN for a worker at the counter, with it for anybody else."""
    if request.actor.role in KEEPERS:
        return _at_the_counter(request, token)
    form = PinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = None
        if few("card", client_address(request), most=MOST_FROM_ONE_ADDRESS, within=AN_HOUR):
            opened = cards.show_pin(form.cleaned_data["pin"], token=token, by=request.actor)
        if opened is not None:
            return _enter(request, opened)
        form.add_error("pin", _("对不上。连着错五次卡会锁住，到社区就能打开。"))
    return render(request, "desk/counter/pin.html", {**AROUND, "form": form}, status=422 if form.errors else 200)


def _at_the_counter(request: Request, token: str) -> HttpResponse:
    rows = ResidentCard.objects.visible_to(request.actor).filter(revoked_at=None, token_blind__in=token_indexes(token))
    found = rows.select_related("person").defer("person__search").first()
    if found is None:
        messages.warning(request, _("这张卡不在您负责的范围里，或者已经作废。"))
        return redirect("counter")
    locks.demand(found.person, request.actor)
    if request.actor.on_behalf_of not in (None, found.person_id):
        messages.warning(request, _("您还在替另一位办事。办完那一位，再点“开始替她办”。"))
        return redirect("counter_person", found.person_id)
    return _begin(request, found.person, Channel.DESK)


def _enter(request: Request, opened: ResidentCard) -> HttpResponse:
    request.session.flush()
    request.session[CARD] = {
        "card": str(opened.pk), "person": str(opened.person_id), "at": timezone.now().timestamp()
    }  # fmt: skip
    return redirect("home")


@require_POST
@resident
def card_leave(request: Request) -> HttpResponse:
    """Put the card away: this telephone knows nothing of it any more."""
    if request.actor.user is None:
        request.session.flush()
    return redirect("home")


urlpatterns = [
    path("w/counter/", counter, name="counter"),
    path("w/counter/close/", counter_close, name="counter_close"),
    path("w/counter/<uuid:pk>/", counter_person, name="counter_person"),
    path("w/counter/<uuid:pk>/open/", counter_open, name="counter_open"),
    path("w/counter/<uuid:pk>/call/", counter_call, name="counter_call"),
    path("p/leave/", card_leave, name="card_leave"),
    path("p/<str:token>/", card, name="card"),
]
