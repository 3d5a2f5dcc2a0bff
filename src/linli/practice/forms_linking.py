"""What is asked when a client is referred, aid is applied for, and something was given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.practice.forms_attachments import EnclosingForm
from linli.practice.forms_road import DAY
from linli.practice.models import ResourceLink
from linli.practice.models.referrals import Enclosed

LINES = {"rows": 2}


class ReferralForm(forms.Form):
    """Where to, why, with what."""

    to_name = forms.CharField(label=_("转给哪里"), max_length=100)
    contact = forms.CharField(label=_("联系人"), max_length=50, required=False)
    telephone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    reason = forms.CharField(label=_("为什么转"), max_length=500, widget=forms.Textarea(attrs=LINES))
    summary = forms.CharField(
        label=_("做过什么，还需要什么"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    materials = forms.MultipleChoiceField(
        label=_("带去的材料"), choices=Enclosed.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class StepForm(forms.Form):
    """What was said at a step."""

    note = forms.CharField(label=_("对方怎么说"), max_length=500, required=False, widget=forms.Textarea(attrs=LINES))


class AidForm(EnclosingForm):
    """How much, and why."""

    amount = forms.DecimalField(label=_("申请多少元"), min_value=1, max_value=1_000_000, decimal_places=2)
    reason = forms.CharField(label=_("一句理由"), max_length=500, widget=forms.Textarea(attrs=LINES))
    agreed = forms.BooleanField(
        label=_("本人（或监护人）听过上面的家庭情况，看过附上的材料，同意交给社区、镇街和县里看"), required=False
    )


class MendForm(EnclosingForm):
    """How much, and why, once more."""

    amount = forms.DecimalField(label=_("申请多少元"), min_value=1, max_value=1_000_000, decimal_places=2)
    reason = forms.CharField(label=_("一句理由"), max_length=500, widget=forms.Textarea(attrs=LINES))


class DeskForm(forms.Form):
    """What a desk says: how much (the county), or why not."""

    amount = forms.DecimalField(
        label=_("批多少元"), min_value=1, max_value=1_000_000, decimal_places=2, required=False,
        help_text=_("不填就是申请的数。"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("退回或不同意的原因"), max_length=500, required=False, widget=forms.Textarea(attrs=LINES)
    )


class ResourceForm(forms.Form):
    """Who gave what, for what."""

    party = forms.ChoiceField(label=_("谁给的"), choices=ResourceLink.Party.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("给了什么"), choices=ResourceLink.Kind.choices, widget=forms.RadioSelect)
    meets = forms.ChoiceField(label=_("对着什么"), choices=ResourceLink.Meets.choices, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("哪天"), widget=DAY, localize=False)
    what = forms.CharField(label=_("说明"), max_length=200, required=False)
    giver = forms.CharField(label=_("哪一家、哪一位"), max_length=100, required=False)
