"""Questions about money: where it comes from, what is applied for, what came, what it is set aside for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.directory.money_field import MoneyField
from linli.directory.queries import organisations
from linli.giving import packs, queries, subjects
from linli.giving.models import MoneySource
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import definitions

BLANK = ("", _("请选"))
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
ASK = _("请写金额。")


def day(label: Any, *, required: bool = True, wanted: Any = _("请选日期。")) -> forms.DateField:
    """Return a question for a day, as the browser's calendar asks it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, widget=widget, localize=False, error_messages={"required": wanted}
    )


def money(label: Any, **more: Any) -> MoneyField:
    """Return a question for an amount."""
    return MoneyField(label=label, max_length=20, error_messages={"required": ASK}, **more)


def year() -> forms.IntegerField:
    """Return a question for a year."""
    return forms.IntegerField(
        label=_("年度"), min_value=2000, max_value=2200, widget=forms.TextInput(attrs=NUMBER),
        error_messages={"required": _("请写年度。")},
    )  # fmt: skip


class SourceForm(forms.Form):
    """Where money comes from."""

    kind = forms.ChoiceField(label=_("类别"), error_messages={"required": _("请选资金来源的类别。")})
    name = forms.CharField(label=_("名称"), max_length=100, error_messages={"required": _("请写来源的名称。")})
    organisation = forms.ModelChoiceField(
        label=_("是哪个机构"), queryset=organisations(0), required=False, empty_label=_("没有登记")
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, *args: Any, county: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask: Any = self.fields
        ask["kind"].choices = [BLANK, *((one.code, one.name) for one in packs.kinds_at(county).values())]
        ask["organisation"].queryset = organisations(county.pk)


class LineForm(forms.Form):
    """A sum that comes without an application."""

    source = forms.ModelChoiceField(
        label=_("来源"),
        queryset=MoneySource.objects.none(),
        empty_label=_("请选"),
        error_messages={"required": _("请选来源。")},
    )
    name = forms.CharField(label=_("名称"), max_length=100, error_messages={"required": _("请写这笔资金的名称。")})
    year = year()
    amount = money(_("金额（元）"))
    paper = forms.CharField(
        label=_("文号"), max_length=200, error_messages={"required": _("请写文号：没有出处的资金不登记。")}
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask: Any = self.fields["source"]
        ask.queryset = queries.sources(by)
        self.fields["year"].initial = timezone.localdate().year


class ReceiptForm(forms.Form):
    """What came in."""

    amount = money(_("到账金额（元）"))
    on = day(_("哪一天"))
    voucher = forms.CharField(label=_("凭证号"), max_length=40, error_messages={"required": _("请写凭证号。")})


class AllotForm(forms.Form):
    """What part of it is set aside for."""

    amount = money(_("安排多少（元）"))
    subject = forms.ChoiceField(label=_("给哪个项目"), required=False)
    name = forms.CharField(label=_("用在哪里"), required=False, max_length=100, help_text=_("选了项目就不用写。"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = subjects.offered(by)
        ask: Any = self.fields["subject"]
        ask.choices = [("", _("不是项目")), *((key, name) for key, (_kind, _pk, name) in self.offered.items())]

    def told(self) -> dict[str, Any]:
        """Return the answers as the verb takes them."""
        said = self.cleaned_data
        kind, pk, name = self.offered.get(said["subject"], ("", None, ""))
        return {"amount": said["amount"], "name": said["name"] or name, "subject_kind": kind, "subject": pk}


class DrawForm(forms.Form):
    """What is paid out, or put back, of something set aside."""

    allotment = forms.ChoiceField(label=_("哪一项"), error_messages={"required": _("请选哪一项。")})
    amount = money(_("金额（元）"))
    voucher = forms.CharField(
        label=_("凭证号"), max_length=40, error_messages={"required": _("请写凭证号。")},
        help_text=_("同一张凭证只记一次。"),
    )  # fmt: skip

    def __init__(self, *args: Any, parts: list[queries.Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(one.allotment.pk): one.allotment for one in parts if one.left}
        ask: Any = self.fields["allotment"]
        ask.choices = [BLANK, *((key, one.name) for key, one in self.parts.items())]


class ApplicationForm(forms.Form):
    """What is asked of whom, with which figures of which days."""

    title = forms.CharField(label=_("名称"), max_length=100, error_messages={"required": _("请写申请的名称。")})
    source = forms.ModelChoiceField(
        label=_("报给谁"),
        queryset=MoneySource.objects.none(),
        empty_label=_("请选"),
        error_messages={"required": _("请选报给谁。")},
    )
    asked = money(_("申请多少（元）"))
    year = year()
    purpose = forms.CharField(
        label=_("钱做什么用"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写钱做什么用。")},
    )  # fmt: skip
    starts_on = day(_("数据从哪天"))
    ends_on = day(_("到哪天"))
    codes = forms.MultipleChoiceField(
        label=_("附哪些数"), widget=forms.CheckboxSelectMultiple, help_text=_("报的时候从记录里数，不用填。"),
        error_messages={"required": _("至少选一个数：拿记录里的数说话。")},
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, place: Division, amends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask: Any = self.fields
        ask["source"].queryset = queries.sources(by)
        ask["codes"].choices = [(one.code, one.label) for one in definitions.of(place).indicators]
        ask["year"].initial = timezone.localdate().year
        if amends:
            del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        """Check that the days run in order."""
        told = super().clean() or self.cleaned_data
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", _("结束日期早于开始日期。"))
        return told

    def told(self) -> dict[str, Any]:
        """Return the answers as the verb takes them."""
        said = dict(self.cleaned_data)
        return said | {"period": Period(said.pop("starts_on"), said.pop("ends_on"))}


class SentenceForm(forms.Form):
    """Why it is taken back."""

    sentence = forms.CharField(
        label=_("为什么撤回"), max_length=500, error_messages={"required": _("请写一句为什么撤回。")}
    )


class AnswerForm(forms.Form):
    """What the funder answered."""

    granted = money(_("批了多少（元）"), help_text=_("没有批写0。"))
    on = day(_("答复日期"))
    paper = forms.CharField(label=_("批复文号"), required=False, max_length=200)
    answer = forms.CharField(label=_("对方怎么说"), required=False, max_length=500)


class AccountForm(forms.Form):
    """How the money was used."""

    told = forms.CharField(
        label=_("钱是怎么用的"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("用了多少从账上数，剩下的退回去。"), error_messages={"required": _("请写钱是怎么用的。")},
    )  # fmt: skip
