"""Forms of the road and of delivery: award and contract, expenses, changes, people, questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation, OrganisationKind, Programme
from linli.projects.forms.fields import MoneyField, day
from linli.projects.models import BudgetLine, ServiceProject, StaffLine
from linli.workforce.models import Worker

AGENCIES = (OrganisationKind.AGENCY, OrganisationKind.SOCIAL)


class AwardForm(forms.Form):
    """Who won, when, for how much, how it was bought."""

    organisation = forms.ModelChoiceField(
        label=_("承接机构"), queryset=Organisation.objects.none(), empty_label=_("请选"),
        error_messages={"required": _("请选承接机构。")},
    )  # fmt: skip
    on = day(_("成交日期"), error_messages={"required": _("请选成交的日期。")})
    price = MoneyField(label=_("合同价（元）"), required=False, help_text=_("不写就是项目预算。"))
    sentence = forms.CharField(
        label=_("采购方式和文号"), max_length=500, error_messages={"required": _("请写采购方式和文号。")}
    )

    def __init__(self, *args: Any, project: ServiceProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        rows = Organisation.objects.filter(county_id=project.county_id, closed_on=None, kind__in=AGENCIES)
        field.queryset = rows.order_by("name")


class SignForm(forms.Form):
    """The contract: its number and day; a funded purpose that runs already, if there is one."""

    on = day(_("签合同的日期"), error_messages={"required": _("请选签合同的日期。")})
    contract = forms.CharField(label=_("合同编号"), max_length=60, error_messages={"required": _("请写合同编号。")})
    programme = forms.ModelChoiceField(
        label=_("已经在用的资金用途"), queryset=Programme.objects.none(), required=False, empty_label=_("新开一个"),
        help_text=_("记录早就在记到某个项目名下的，选那一个；不选就按项目名称新开。"),
    )  # fmt: skip

    def __init__(self, *args: Any, project: ServiceProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        free = Programme.objects.filter(county_id=project.county_id, service_project=None)
        field.queryset = free.order_by("name")


class DayForm(forms.Form):
    """A day on which something was done."""

    on = day(_("哪天"), error_messages={"required": _("请选日期。")})


class ExpenseForm(forms.Form):
    """What was paid, for which line, with its receipt."""

    line = forms.ModelChoiceField(
        label=_("科目"), queryset=BudgetLine.objects.none(), empty_label=_("请选"),
        error_messages={"required": _("请选科目。")},
    )  # fmt: skip
    amount = MoneyField(label=_("金额（元）"), error_messages={"required": _("请写金额。")})
    spent_on = day(_("哪天付的"), error_messages={"required": _("请选日期。")})
    what = forms.CharField(label=_("买了什么"), max_length=100, error_messages={"required": _("请写买了什么。")})
    payee = forms.CharField(label=_("付给谁"), max_length=100, error_messages={"required": _("请写付给谁。")})
    receipt = forms.FileField(
        label=_("票据照片"), widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        error_messages={"required": _("请拍一张票据。"), "empty": _("这张照片是空的，请再拍一次。")},
    )  # fmt: skip

    def __init__(self, *args: Any, project: ServiceProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = project.budgetlines.all()


class ChangeForm(forms.Form):
    """From which line to which, how much, why."""

    came_from = forms.ModelChoiceField(label=_("从哪个科目"), queryset=BudgetLine.objects.none(), empty_label=None)
    to = forms.ModelChoiceField(label=_("调到哪个科目"), queryset=BudgetLine.objects.none(), empty_label=None)
    amount = MoneyField(label=_("金额（元）"), error_messages={"required": _("请写金额。")})
    reason = forms.CharField(label=_("为什么"), max_length=300, error_messages={"required": _("请写一句为什么要调。")})

    def __init__(self, *args: Any, project: ServiceProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("came_from", "to"):
            field: Any = self.fields[name]
            field.queryset = project.budgetlines.all()


class DeployForm(forms.Form):
    """Who works in the project, as what, since when."""

    line = forms.ModelChoiceField(label=_("岗位"), queryset=StaffLine.objects.none(), empty_label=None)
    worker = forms.ModelChoiceField(
        label=_("人才库里的谁"), queryset=Worker.objects.none(), required=False, empty_label=_("不在人才库里"),
        help_text=_("选了就不用再写姓名和资格；证书到期，执行台会提醒。"),
    )  # fmt: skip
    name = forms.CharField(label=_("不在人才库里的，写姓名"), max_length=50, required=False)
    qualification = forms.CharField(label=_("资格"), max_length=100, required=False)
    starts_on = day(_("从哪天起"), error_messages={"required": _("请选日期。")})

    def __init__(self, *args: Any, project: ServiceProject, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = project.stafflines.all()
        worker: Any = self.fields["worker"]
        worker.queryset, worker.label_from_instance = workers, lambda one: one.name


class QuestionForm(forms.Form):
    """What the purchaser wants to know."""

    question = forms.CharField(label=_("想问什么"), max_length=300, error_messages={"required": _("请写想问什么。")})


class AnswerForm(forms.Form):
    """What the provider answers."""

    answer = forms.CharField(
        label=_("回一句"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写怎么回。")},
    )  # fmt: skip


class SentenceForm(forms.Form):
    """One sentence that says why."""

    sentence = forms.CharField(label=_("说一句"), max_length=300, required=False)
