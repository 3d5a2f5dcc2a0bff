"""What is asked on the pages of an evaluation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.forms import TelephoneField
from linli.directory.models import Organisation
from linli.projects.evaluation.packs import Terms
from linli.projects.forms.fields import day
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import EvaluationKind, Interview

REQUIRED = {"required": _("这一项要填。")}
KINDS = [(one.value, one.label) for one in (EvaluationKind.MID_TERM, EvaluationKind.FINAL)]
ITEMS = 5


class AppointForm(forms.Form):
    """Who evaluates, for which organisation, for how many days."""

    kind = forms.ChoiceField(label=_("哪一次"), choices=KINDS, widget=forms.RadioSelect, error_messages=REQUIRED)
    organisation = forms.ModelChoiceField(
        label=_("评估机构"), queryset=Organisation.objects.none(), empty_label=_("请选"), error_messages=REQUIRED
    )
    name = forms.CharField(label=_("评估员姓名"), max_length=50, error_messages=REQUIRED)
    phone = TelephoneField(label=_("评估员手机号"), error_messages=REQUIRED)
    days = forms.IntegerField(label=_("账号有效几天"), min_value=1, help_text=_("到期自动失效，不用人去停。"))

    def __init__(self, *args: Any, project: ServiceProject, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        rows = Organisation.objects.filter(county_id=project.county_id, closed_on=None)
        field.queryset = rows.exclude(pk__in=[project.organisation_id]).order_by("name")
        self.fields["days"].initial = terms.days


class RemarkForm(forms.Form):
    """One sentence about a record."""

    remark = forms.CharField(
        label=_("看到了什么"), max_length=200, required=False, help_text=_("有一项不是，就写一句。不写姓名。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class InterviewForm(forms.Form):
    """Notes of an interview."""

    with_whom = forms.ChoiceField(
        label=_("访谈了谁"), choices=Interview.With.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    on = day(_("哪天"), error_messages=REQUIRED)
    said = forms.CharField(
        label=_("记下的"), max_length=2000, help_text=_("不写姓名和住址。"), error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReportForm(forms.Form):
    """The opinion that a draft is handed in with."""

    report = forms.CharField(
        label=_("评估意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), error_messages=REQUIRED
    )


class ReplyForm(forms.Form):
    """What the provider says of the draft."""

    reply = forms.CharField(
        label=_("您的回应"), max_length=2000, help_text=_("没有意见就写“无异议”。"),
        widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED,
    )  # fmt: skip


class ItemForm(forms.Form):
    """One thing to be put right; a row without words is none."""

    what = forms.CharField(label=_("整改什么"), max_length=200, required=False)
    due_on = day(_("改到哪天"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a row that says something."""
        told = super().clean() or {}
        if told.get("what") and not told.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("请选改到哪天。"))
        return told


class PublishForm(forms.Form):
    """How a result is told to everybody."""

    publisher = forms.CharField(label=_("公示单位"), max_length=100, error_messages=REQUIRED)
    telephone = forms.CharField(label=_("联系电话"), max_length=40, error_messages=REQUIRED)
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("哪部规定、哪份文件。"), error_messages=REQUIRED
    )
    ends_on = day(_("公示到哪天"), error_messages=REQUIRED)


class AnswerForm(forms.Form):
    """What was done about one thing."""

    answer = forms.CharField(
        label=_("怎么改的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED
    )


class OfferedForm(forms.Form):
    """What the bid promised where it differs from the plan, indicator by indicator; nothing for one made here."""

    def __init__(
        self, *args: Any, project: ServiceProject, kept: dict[str, int], typed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in project.indicators.exclude(how="survey") if typed else ():
            self.fields[f"offered_{one.pk}"] = forms.IntegerField(
                label=_("%(name)s（方案 %(n)d %(unit)s）") % {"name": one.name, "n": one.target, "unit": one.unit},
                min_value=1, max_value=10**9, required=False, initial=kept.get(str(one.pk)),
            )  # fmt: skip

    def told(self) -> dict[str, int]:
        """Return indicator → amount."""
        return {name.removeprefix("offered_"): value for name, value in self.cleaned_data.items() if value}
