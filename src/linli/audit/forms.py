"""What the examiner asks the trail."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TrailForm(forms.Form):
    """The filters of the trail, kept in the address."""

    who = forms.CharField(label=_("谁"), max_length=50, required=False)
    day = forms.DateField(
        label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    verb = forms.CharField(label=_("动作"), max_length=60, required=False)

    def clean_day(self) -> date | None:
        """Refuse a day that has not come: nothing can have been done on it."""
        day: date | None = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("这一天还没有到。"))
        return day
