"""活动签到: with the code that hangs at a meeting somebody signs herself in, by her account or her card."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts.addresses import client_address
from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.accounts.pace import few
from linli.desk.resident import AROUND, known, person_of
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.practice import actions
from linli.practice.actions.signing import found

TRIES, WITHIN = 20, 600  # wrong figures from one address in so many seconds


class SignInForm(forms.Form):
    """The six figures that hang at the meeting."""

    code = forms.RegexField(
        r"^\s*[0-9]{6}\s*$", label=lazy("现场的签到码"), help_text=lazy("6个数字，写在海报上。"),
        error_messages={"invalid": lazy("签到码是6个数字，请再看一眼。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident
def my_sign_in(request: Request) -> HttpResponse:
    """Sign in with a code, typed or brought by the address; scanning alone signs nobody in."""
    if led := known(request):
        return led
    person = person_of(request)
    form = SignInForm(
        request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")[:6]}
    )
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            if not few("sign_in", client_address(request), most=TRIES, within=WITHIN):
                raise Refused(_("试得太多了，请过十分钟再来，或请社工点名。"), "code")
            code = found(form.cleaned_data["code"], person)
            enter = actions.sign_in if code.session_id is not None else actions.come_in
            fresh = enter(code, person, by=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("签到好了。") if fresh else _("您已经签过到了。"))
            return redirect("mine")
    return render(request, "desk/my/sign_in.html", {**AROUND, "form": form}, status=422 if form.errors else 200)


urlpatterns = [path("my/here/", my_sign_in, name="my_sign_in")]
