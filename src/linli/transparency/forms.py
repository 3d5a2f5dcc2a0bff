"""What is asked when something is published, withdrawn, objected to or answered."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.places.models import Division, Level
from linli.transparency.actions import Words
from linli.transparency.models import Answer, Kind


def refuse(form: forms.Form, refused: Refused) -> None:
    """Show the sentence of a refusal at its field, or on top when the form does not ask for it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def _text(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class NoticeForm(forms.Form):
    """A new notice. Names of persons have a field of their own, because they leave the page again."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[("", _("请选")), *Kind.choices], error_messages={"required": _("请选类别。")}
    )
    place = forms.ModelChoiceField(
        label=_("哪里的公示"), queryset=Division.objects.none(), empty_label=_("请选"),
        error_messages={"required": _("请选哪里的公示。"), "invalid_choice": _("请从列表里选一个地方。")},
    )  # fmt: skip
    title = forms.CharField(label=_("标题"), max_length=100, error_messages={"required": _("写一个标题。")})
    body = _text(
        _("内容"), 8, 20_000, help_text=_("这里不要写个人姓名，写在下面一栏。"),
        error_messages={"required": _("写明公示的内容。")},
    )  # fmt: skip
    names = _text(
        _("涉及的个人姓名"), 4, 5_000, required=False, help_text=_("一行一个。公示期一过，系统自动撤下，不再保存。")
    )
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("哪部规定、哪份文件。"),
        error_messages={"required": _("写明依据。")},
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("公示到哪天"), required=False, localize=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("这一天还算在内。成交公示不填，就按七个工作日算。"),
    )  # fmt: skip
    publisher = forms.CharField(
        label=_("公示单位"), max_length=100, error_messages={"required": _("写明是哪个单位公示的。")}
    )
    telephone = forms.CharField(
        label=_("联系电话"), max_length=40, error_messages={"required": _("留一个打得通的电话。")}
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = within(by)  # type: ignore[attr-defined]

    def words(self) -> Words:
        """Return what the notice says."""
        told = self.cleaned_data
        day: date | None = told["ends_on"]
        return Words(
            told["kind"], told["title"], told["body"], told["basis"], told["publisher"], told["telephone"], day,
            tuple(told["names"].splitlines()),
        )  # fmt: skip


def within(by: Actor) -> QuerySet[Division]:
    """Return the counties and towns of one's reach."""
    rows = Division.objects.current().filter(level__in=(Level.COUNTY, Level.TOWN))
    own = rows.filter(pk__in=by.scope.areas)
    if by.scope.column == "county_id":
        own |= rows.filter(county_id__in=by.scope.areas)
    return own.order_by("level", "code")


class WithdrawForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(
        label=_("为什么撤回"), max_length=300, help_text=_("会登在公示页上。"),
        error_messages={"required": _("写明为什么撤回，至少五个字，会登在公示页上。")},
    )  # fmt: skip


class ObjectionForm(forms.Form):
    """What somebody says against a notice; she need not say who she is."""

    words = _text(_("您不同意什么，为什么"), 5, 2_000, error_messages={"required": _("写一句您不同意什么、为什么。")})
    name = forms.CharField(label=_("怎么称呼您"), max_length=50, required=False)
    contact = forms.CharField(
        label=_("电话或邮箱"), max_length=100, required=False,
        help_text=_("只有答复您的人看得到；不留，就在公示页上看答复。"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an objection."""

    outcome = forms.ChoiceField(
        label=_("结果"), choices=Answer.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选结果。")},
    )  # fmt: skip
    words = _text(
        _("答复"), 5, 2_000, help_text=_("会登在公示页上，不要写提异议的人是谁。"),
        error_messages={"required": _("写明答复，会登在公示页上。")},
    )  # fmt: skip
