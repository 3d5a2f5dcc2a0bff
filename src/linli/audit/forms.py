"""What the examiner asks the trail."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TrailForm(forms.Form):
    """The filters of the trail, kept in the address."""

    who = forms.CharField(label=_("谁"), max_length=50, required=False)
    day = forms.DateField(label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    verb = forms.CharField(label=_("动作"), max_length=60, required=False)
