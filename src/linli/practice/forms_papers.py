"""What is asked on the pages of forms and papers: a form's own questions, a question of the county's, a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.practice.definitions import ASKED, KINDS, Field, Form
from linli.practice.models import Answered
from linli.practice.papers.laying import values_of

LARGEST_TEMPLATE = 2 * 1024 * 1024


def _made(field: Field) -> forms.Field:
    """Return the input of one question."""
    told: dict[str, Any] = {"label": field.label, "required": False}
    pairs = [(one, one) for one in field.choices]
    if field.kind == "number":
        return forms.DecimalField(max_digits=12, decimal_places=2, **told)
    if field.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)
    if field.kind == "choice":
        return forms.ChoiceField(choices=[("", _("没有填")), *pairs], **told)
    if field.kind == "chips":
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **told)
    if field.kind == "long":
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **told)
    return forms.CharField(max_length=200, **told)


def first_of(form: Form, answer: Answered | None) -> dict[str, Any]:
    """Return what stands in the questions of a form first: the newest answer."""
    typed = values_of(answer) if answer else {}
    return {
        one.code: typed.get(one.code, "").split("、") if one.kind == "chips" else typed.get(one.code)
        for one in form.asked
    }


class AskedForm(forms.Form):
    """The questions of a form that nothing in the case answers."""

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {field.code: _made(field) for field in form.asked}
        self.chips = {field.code for field in form.asked if field.kind == "chips"}

    def questions(self) -> list[dict[str, Any]]:
        """Return the fields with how they look."""
        return [{"field": self[code], "look": "chips" if code in self.chips else ""} for code in self.fields]


class QuestionForm(forms.Form):
    """A question that the county adds to a form."""

    label = forms.CharField(label=_("问什么"), max_length=60)
    kind = forms.ChoiceField(label=_("怎么填"), choices=[(code, KINDS[code]) for code in ASKED])
    choices = forms.CharField(
        label=_("有哪几个可选"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个；不是选的就留空。"),
    )  # fmt: skip
    counted = forms.BooleanField(label=_("进统计（只有数字、日期和“选一个”可以）"), required=False)
    source = forms.CharField(label=_("出处"), max_length=200, help_text=_("哪个文件、哪次会定的。"))
    starts_on = forms.DateField(
        label=_("从哪天起用"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("以前填过的表不变。"),
    )

    def told(self) -> dict[str, Any]:
        """Return the question's own part, its choices one by one."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        kept = {name: self.cleaned_data[name] for name in ("label", "kind", "counted")}
        return {**kept, "choices": tuple(line for line in lines if line)}


class ReturnedForm(forms.Form):
    """The photograph of a signed sheet, and its code when the photograph does not show it."""

    photo = forms.FileField(
        label=_("照片"), widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("JPG、PNG 或 WebP，不超过 10 MB。"),
    )  # fmt: skip
    code = forms.CharField(
        label=_("纸上的编号"), required=False, max_length=20, help_text=_("二维码下面的十个字；读得出二维码就不用打。")
    )


class PaperTemplateForm(forms.Form):
    """A county's own Word template of a form."""

    file = forms.FileField(label=_("Word 模板(.docx)"), help_text=_("不超过 2 MB，传上来先检查，哪里不对会告诉您。"))

    def clean_file(self) -> Any:
        """Refuse what is too large or no Word file by name."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("文件超过 2 MB 了，模板里的图片请压小一些。"))
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError(_("请传 .docx 文件。.doc 请先在 Word 或 WPS 里另存为 .docx。"))
        return file
