"""What is asked when a request about personal data is written down, answered, or something is held or due."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.models import DueErasure, RightsRequest
from linli.people.rights import DataClass, reasons

Kind, Asker, How, Outcome = RightsRequest.Kind, RightsRequest.Asker, RightsRequest.How, RightsRequest.Outcome


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


class AskForm(forms.Form):
    """What somebody asks, written down by a worker."""

    kind = forms.ChoiceField(label=_("要什么"), choices=Kind.choices, widget=forms.RadioSelect)
    asker = forms.ChoiceField(label=_("谁提的"), choices=Asker.choices, widget=forms.RadioSelect, initial=Asker.SELF)
    name = forms.CharField(
        label=_("提的人的姓名"), max_length=50, required=False, help_text=_("不是本人提的才写，要核对证件。")
    )
    how = forms.ChoiceField(
        label=_("怎么提的"), widget=forms.RadioSelect, initial=How.COUNTER,
        choices=[one for one in How.choices if one[0] != How.DOOR],
    )  # fmt: skip
    words = forms.CharField(
        label=_("她怎么说的"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("要改正的，写哪里不对、应该是什么。"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer: what comes of it, why not all of it, which classes are deleted."""

    outcome = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect)
    erase = forms.MultipleChoiceField(
        label=_("删掉哪些"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("必须留着的不在这里，下面写了为什么。"),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("没有全部照办的原因"), required=False)
    words = forms.CharField(
        label=_("告诉她的话"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, right: RightsRequest, erasable: list[DataClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = right.kind in (Kind.SEE, Kind.COPY, Kind.DELETE)
        _choices(self, "outcome", [one for one in Outcome.choices if parts or one[0] != Outcome.PARTLY])
        _choices(self, "reason", [("", _("全部照办，不用选")), *reasons(right.kind)])
        if right.kind == Kind.DELETE:
            _choices(self, "erase", [(one.code, one.name) for one in erasable])
        else:
            del self.fields["erase"]


class HoldForm(forms.Form):
    """Who wants everything kept, why, until when."""

    grantor = forms.CharField(label=_("哪个机关要求的"), max_length=100, help_text=_("写全称和文号。"))
    reason = forms.CharField(label=_("为什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(
        label=_("到哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), localize=False,
        help_text=_("最长一年，到期再续。"),
    )  # fmt: skip


class DecideForm(forms.Form):
    """Which of what is due, deleted or kept, and why."""

    rows = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, error_messages={"required": _("请先勾选。")})
    erase = forms.ChoiceField(
        label=_("怎么办"), widget=forms.RadioSelect, choices=[("yes", _("删")), ("no", _("先留着"))]
    )
    reason = forms.CharField(label=_("为什么"), max_length=200)

    def __init__(self, *args: Any, due: list[DueErasure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = {str(row.pk): row for row in due}
        _choices(self, "rows", [(pk, pk) for pk in self.due])
