"""What is asked about an entry of the station's library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.practice.forms import choices
from linli.practice.models import LibraryEntry, ResourceLink, Rhythm
from linli.practice.queries.library import Shelf
from linli.practice.told import Entry
from linli.practice.words import NO_WHY


class EntryForm(forms.Form):
    """A goal, a way of working or a resource, in words that name nobody."""

    kind = forms.ChoiceField(label=_("是什么"), choices=LibraryEntry.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("怎么说"), max_length=100, help_text=_("用一般的说法，让人认不出是谁：不写姓名、地方、号码。"),
        error_messages={"required": _("写一写想做到什么、怎么做，或者是什么资源。")},
    )  # fmt: skip
    measure = forms.CharField(label=_("目标：怎么看有没有做到"), max_length=100, required=False)
    rhythm = forms.ChoiceField(
        label=_("目标：多久一次"), choices=Rhythm.choices, required=False, widget=forms.RadioSelect
    )
    weeks = forms.IntegerField(label=_("目标：一般几周"), min_value=1, max_value=104, required=False)
    goal = forms.ChoiceField(label=_("做法：为了哪个目标"), required=False)
    party = forms.ChoiceField(
        label=_("资源：谁能给"), choices=ResourceLink.Party.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, shelf: Shelf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = [(one.code, one.text) for one in shelf.goals.values()]
        choices(self, "goal", [("", _("请选择")), *goals])

    def told(self) -> Entry:
        """Return the entry as the verb takes it."""
        return Entry(**self.cleaned_data)


class RetireForm(forms.Form):
    """Why an entry is offered no longer."""

    reason = forms.CharField(label=_("为什么不用了"), max_length=200, error_messages={"required": NO_WHY})
