"""What is asked while a table comes in."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.papers.registry import Column, Importer

LONG_NUMBER = re.compile(r"([0-9]{3})[0-9]{4,}")  # a number of somebody's is not shown where a label will do
ACCEPTED = ".xlsx,.xlsm,.csv,.txt"


class UploadForm(forms.Form):
    """Which kind of table, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("导入什么"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，20 MB 以内。表头上面有标题行、有合并格，都可以。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=255,
    )

    def __init__(self, *args: Any, importers: Sequence[Importer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(importer.kind, importer.title) for importer in importers]
        if len(importers) == 1:
            self.initial["kind"] = importers[0].kind


class ColumnsForm(forms.Form):
    """Which column of the table tells what: one question per column of ours."""

    def __init__(
        self, *args: Any, columns: Sequence[Column], header: Sequence[str], sample: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("表里没有"))]
        for index, label in enumerate(header):
            shown = label or _("第 %(number)s 列(没有名称)") % {"number": index + 1}
            example = LONG_NUMBER.sub(r"\1…", sample[index][:12]) if index < len(sample) else ""
            offered.append((str(index), f"{shown} — {example}" if example else shown))
        for column in columns:
            self.fields[column.code] = forms.TypedChoiceField(
                label=str(column.label), choices=offered, coerce=int, empty_value=None, required=column.required,
                error_messages={"required": _("请选出哪一列是“%(label)s”。") % {"label": column.label}},
            )  # fmt: skip

    @property
    def mapping(self) -> dict[str, int]:
        """Return what was answered: code → index."""
        return {code: index for code, index in self.cleaned_data.items() if index is not None}
