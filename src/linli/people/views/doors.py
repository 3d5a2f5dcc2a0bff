"""A resident's account: one question, and she sees what is hers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.people.actions import doors
from linli.people.views.registering import PAGE, sent


class BirthYearForm(forms.Form):
    """The one question that links an account to its person."""

    born = forms.IntegerField(
        label=gettext_lazy("您是哪一年出生的？"),
        min_value=1890,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "bday-year"}),
        error_messages={"required": gettext_lazy("写四位数字，例如 1950。")},
    )

    def clean_born(self) -> int:
        """A year to come is a slip of the hand."""
        born: Any = self.cleaned_data["born"]
        if born > timezone.localdate().year:
            raise forms.ValidationError(_("这一年还没到，再看一眼？"))
        return int(born)


@never_cache
@PAGE
@resident
def link(request: Request) -> HttpResponse:
    """Ask the year of birth once; whatever does not fit leads to the community, without saying why."""
    if request.actor.scope.persons or request.actor.user is None:
        return redirect("home")
    form = BirthYearForm(sent(request))
    missed = False
    if request.method == "POST" and form.is_valid():
        if doors.link_by_phone(request.user, form.cleaned_data["born"], by=request.actor) is not None:
            messages.success(request, _("认出您了。"))
            return redirect("home")
        missed = True
    page = {"form": form, "missed": missed, "door": "resident", "nav": []}
    return render(request, "people/link.html", page, status=422 if form.errors or missed else 200)


urlpatterns = [path("my/link/", link, name="my_link")]
