"""Questions about a household that changes, and about a death."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.models import HouseholdMember


def _day(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, localize=False, help_text=hint)


class SplitForm(forms.Form):
    """Who moves into a household of their own, and where that is."""

    people = forms.MultipleChoiceField(
        label=_("谁分出去"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("请选分出去的人。")}
    )
    name = forms.CharField(label=_("新的户名"), required=False, max_length=60)
    address = forms.CharField(
        label=_("新的地址"), required=False, max_length=200, help_text=_("还住在同一扇门里就不写。")
    )
    starts_on = _day(_("从哪天起"), hint=_("不写就从今天起。"))

    def __init__(self, *args: Any, members: list[HouseholdMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(member.person_id), member.person.name) for member in members]
        self.fields["people"].choices = offered  # type: ignore[attr-defined]


class UniteForm(forms.Form):
    """Into which household everybody moves, since when."""

    household = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("请选一户。")})
    starts_on = _day(_("从哪天起"), hint=_("不写就从今天起。"))


class DeathForm(forms.Form):
    """The day somebody died, and how that is known."""

    died_on = _day(_("哪天去世的"), required=True)
    source = forms.CharField(label=_("怎么知道的"), max_length=100, help_text=_("例如：女儿电话告知；派出所注销证明。"))
