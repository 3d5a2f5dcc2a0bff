"""亲情代办: the family's pages, and the page from which a worker asks the person herself."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.addresses import client_address
from linli.accounts.doors import resident, staff
from linli.accounts.middleware import Request
from linli.accounts.pace import few
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import doors, locks
from linli.people.actions import proxies
from linli.people.actions.cards import AN_HOUR, MOST_FROM_ONE_ADDRESS
from linli.people.forms import refuse
from linli.people.models import Proxy
from linli.people.numbers import plain
from linli.people.policies import KEEPERS
from linli.people.standing import ACTING, agreed
from linli.people.views.registering import PAGE, sent

AROUND: dict[str, Any] = {"nav": [], "door": "resident"}


class AskForm(forms.Form):
    """For whom, what, and how the person herself says yes."""

    called = forms.CharField(
        label=gettext_lazy("您怎么叫这位家人"), max_length=20, help_text=gettext_lazy("例如：妈妈。")
    )
    may = forms.MultipleChoiceField(label=gettext_lazy("要替家人办什么"), widget=forms.CheckboxSelectMultiple)
    name = forms.CharField(label=gettext_lazy("家人的姓名"), required=False, max_length=100)
    phone = forms.CharField(
        label=gettext_lazy("家人的电话"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("社区会打这个电话问本人同不同意。"),
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("居民卡上的卡号"), required=False, max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("家人把卡交给您了，就写卡号和密码，马上能用；不用再写姓名和电话。"),
    )  # fmt: skip
    pin = forms.CharField(
        label=gettext_lazy("四位密码"), required=False, max_length=4,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["may"].choices = list(doors.purposes().items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a card with its PIN, or a name and a telephone."""
        told = super().clean() or {}
        told["number"], told["pin"] = plain(told.get("number", "")), plain(told.get("pin", ""))
        if not told["number"] and not (told.get("name") and told.get("phone")):
            self.add_error("phone", _("请写姓名和电话，或者写居民卡的卡号和密码。"))
        return told


@never_cache
@require_safe
@resident
def family(request: Request) -> HttpResponse:
    """List whom one may act for, and who may act for oneself."""
    actor, today = request.actor, timezone.localdate()
    held = Proxy.objects.filter(agreed(today)).select_related("user").order_by("confirmed_at", "id")
    own = list(held.filter(user_id=actor.user)) if actor.user else []
    mine = list(held.filter(person__in=actor.scope.persons)) if request.standing.may is None else []
    shown = [{"proxy": row, "who": row.user.name, "may": _words(row)} for row in mine]
    context = {"own": own, "mine": shown, "may_ask": actor.user is not None and request.standing.may is None}
    return render(request, "people/family.html", {**AROUND, **context})


def _words(proxy: Proxy) -> str:
    names = doors.purposes()
    return "、".join(names.get(code, code) for code in proxy.may)


@never_cache
@PAGE
@resident
def family_new(request: Request) -> HttpResponse:
    """Ask to act for somebody; the answer is the same whether she is known or not."""
    form = AskForm(sent(request), initial={"may": list(doors.purposes())})
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form)
        except Refused as refused:
            refuse(form, refused)
    return render(request, "people/family_new.html", {**AROUND, "form": form}, status=422 if form.errors else 200)


def _asked(request: Request, form: AskForm) -> HttpResponse:
    told = form.cleaned_data
    facts = {"called": told["called"], "may": told["may"]}
    if told["number"]:
        number, pin = told["number"], told["pin"]
        if (
            not few("card", client_address(request), most=MOST_FROM_ONE_ADDRESS, within=AN_HOUR)
            or proxies.prove_proxy(request.user, by=request.actor, number=number, pin=pin, **facts) is None
        ):
            form.add_error("pin", _("卡号和密码对不上。连着错五次会锁住，到社区就能打开。"))
            return render(request, "people/family_new.html", {**AROUND, "form": form}, status=422)
        messages.success(request, _("好了，现在就能替%(who)s办。") % {"who": told["called"]})
        return redirect("family")
    proxies.ask_proxy(request.user, by=request.actor, name=told["name"], phone=told["phone"], **facts)
    messages.success(
        request,
        _("收到了。姓名和电话对得上，社区就打电话问本人；本人同意了，这里会出现“替%(who)s办”。")
        % {"who": told["called"]},
    )
    return redirect("family")


@require_POST
@resident
def family_act(request: Request, pk: UUID) -> HttpResponse:
    """Act for somebody from now on, as was agreed."""
    rows = Proxy.objects.filter(agreed(timezone.localdate()), user__in=[request.actor.user])
    proxy = get_object_or_404(rows, pk=pk)
    proxies.act_for(proxy, by=request.actor)
    request.session[ACTING] = str(proxy.pk)
    return redirect("home")


@require_POST
@resident
def family_back(request: Request) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(ACTING, None)
    return redirect("family")


@require_POST
@resident
def family_end(request: Request, pk: UUID) -> HttpResponse:
    """End it, from either side."""
    proxy = get_object_or_404(Proxy.objects.filter(ended_at=None), pk=pk)
    proxies.end_proxy(proxy, by=request.actor)
    messages.success(request, _("停了。下一次打开就看不到了。"))
    return redirect("family")


@never_cache
@PAGE
@staff(*KEEPERS)
def proxy_ask(request: Request, pk: UUID) -> HttpResponse:
    """Show what to ask the person, and keep her answer (``how`` = phone, desk; ``no`` = she does not want it)."""
    proxy = get_object_or_404(
        Proxy.objects.visible_to(request.actor).select_related("person", "user").defer("person__search"), pk=pk
    )
    locks.demand(proxy.person, request.actor, writing=True)
    if request.method == "POST":
        if "no" in request.POST:
            proxies.decline_proxy(proxy, by=request.actor)
            messages.success(request, _("记下了：本人不同意。"))
        else:
            proxies.confirm_proxy(proxy, request.POST.get("how", ""), by=request.actor)
            messages.success(request, _("记下了：本人同意，现在起有效。"))
        return redirect("proxy_ask", proxy.pk)
    looked("proxy.ask", [proxy.person_id], by=request.actor, county=proxy.county_id, fields=["name", "proxy"])
    context = {"proxy": proxy, "may": _words(proxy), "open": proxy.ended_at is None and proxy.confirmed_at is None}
    return render(request, "people/proxy_ask.html", context)


@require_POST
@staff(*KEEPERS)
def proxy_end(request: Request, pk: UUID) -> HttpResponse:
    """End a proxy at the desk."""
    proxy = get_object_or_404(Proxy.objects.visible_to(request.actor), pk=pk)
    proxies.end_proxy(proxy, by=request.actor)
    messages.success(request, _("停了。"))
    return redirect("proxy_ask", proxy.pk)


urlpatterns = [
    path("my/family/", family, name="family"),
    path("my/family/new/", family_new, name="family_new"),
    path("my/family/back/", family_back, name="family_back"),
    path("my/family/<uuid:pk>/act/", family_act, name="family_act"),
    path("my/family/<uuid:pk>/end/", family_end, name="family_end"),
    path("w/proxies/<uuid:pk>/", proxy_ask, name="proxy_ask"),
    path("w/proxies/<uuid:pk>/end/", proxy_end, name="proxy_end"),
]
