"""What is asked on the pages of paying."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.projects.forms.fields import MoneyField, day


class InvoiceForm(forms.Form):
    """The invoice of a tranche: number, amount, its photograph or the electronic one."""

    invoice = forms.CharField(label=_("发票号码"), max_length=40, error_messages={"required": _("请写发票号码。")})
    amount = MoneyField(label=_("发票金额（元）"), error_messages={"required": _("请写发票上的金额。")})
    invoice_file = forms.FileField(
        label=_("发票（拍照或者电子发票PDF）"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": _("请附上发票。"), "empty": _("这个文件是空的，请再传一次。")},
    )  # fmt: skip


class StepForm(forms.Form):
    """One sentence beside an approval; sending back asks for it."""

    sentence = forms.CharField(label=_("说一句（退回时要写为什么）"), max_length=300, required=False)


class PaidForm(forms.Form):
    """The day and voucher of a payment."""

    on = day(_("哪天付的"), error_messages={"required": _("请选付款的日期。")})
    voucher = forms.CharField(label=_("凭证号"), max_length=40, error_messages={"required": _("请写凭证号。")})


class ReasonForm(forms.Form):
    """Why something is so, in one or two sentences."""

    sentence = forms.CharField(label=_("写一句"), max_length=500, error_messages={"required": _("请写一句。")})

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label is not None:
            self.fields["sentence"].label = label
