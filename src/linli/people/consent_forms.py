"""What is asked when somebody agrees to something, or takes it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.actions import Said
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import Purpose

NOT_HERE = (ConsentEvent.How.PHONE, ConsentEvent.How.SCREEN)


class ConsentForm(forms.Form):
    """What is agreed to, who says so, how, and what proves it; ``digest`` names the words on the page."""

    digest = forms.CharField(widget=forms.HiddenInput)
    classes = forms.MultipleChoiceField(
        label=_("同意用哪些信息"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("本人说不要的，就不勾。"),
    )  # fmt: skip
    recipients = forms.MultipleChoiceField(label=_("同意给谁看"), widget=forms.CheckboxSelectMultiple, required=False)
    who = forms.ChoiceField(label=_("谁说的同意"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("怎么说的"), widget=forms.RadioSelect, initial=ConsentEvent.How.SPOKEN,
        choices=[one for one in ConsentEvent.How.choices if one[0] not in NOT_HERE],
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("凭据在哪里"), required=False, max_length=100, help_text=_("纸上签的字才写，例如：档案盒3第12页。")
    )

    def __init__(self, *args: Any, purpose: Purpose, guardians: list[Person], own_voice: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(one.pk): one for one in guardians}
        speakers = [("self", str(ConsentEvent.Giver.SELF.label))] if own_voice else []
        speakers += [(pk, _("监护人：%(name)s") % {"name": one.name}) for pk, one in self.guardians.items()]
        fields: dict[str, Any] = self.fields
        fields["who"].choices = speakers
        fields["who"].initial = speakers[0][0] if speakers else None
        fields["classes"].choices, fields["classes"].initial = list(purpose.classes.items()), []
        fields["recipients"].choices = list(purpose.recipients.items())
        fields["digest"].initial = purpose.digest
        for name, only in (("classes", purpose.classes), ("recipients", purpose.recipients)):
            if len(only) == 1:
                fields[name].initial = list(only)

    def said(self, purpose: Purpose) -> Said:
        """Return what was agreed to."""
        asked = self.cleaned_data
        giver = self.guardians.get(asked["who"])
        return Said(
            purpose=purpose.code, digest=asked["digest"], classes=asked["classes"], recipients=asked["recipients"],
            given_by=ConsentEvent.Giver.GUARDIAN if giver else ConsentEvent.Giver.SELF, giver=giver, how=asked["how"],
            evidence=asked["evidence"],
        )  # fmt: skip
