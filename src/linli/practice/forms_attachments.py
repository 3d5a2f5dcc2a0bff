"""What is asked when a photograph is attached to a case, taken out, and sent with an application."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.practice.forms import choices
from linli.practice.models import CaseAttachment


class _Several(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """One photograph or several."""

    widget = _Several(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return every file that was sent; refuse when there is none."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in files or [None]]


class AttachForm(forms.Form):
    """Which photographs, and what they show."""

    kind = forms.ChoiceField(label=_("是什么"), choices=CaseAttachment.Kind.choices, widget=forms.RadioSelect)
    photos = PhotosField(label=_("照片"), help_text=_("可以一次选几张。照片里的地点、时间和机型会去掉。"))
    title = forms.CharField(label=_("名称"), max_length=60, required=False, help_text=_("比如“低保证”“诊断书”。"))
    session = forms.IntegerField(label=_("第几次会谈的"), min_value=1, required=False)


class OutForm(forms.Form):
    """Why a photograph is taken out."""

    why = forms.CharField(label=_("为什么拿掉"), max_length=200)


class EnclosingForm(forms.Form):
    """A form about an application: which attachments of the case go with it."""

    enclosed = forms.MultipleChoiceField(
        label=_("附上哪些材料"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("从个案的附件里选。姓名看得到的那一级才看得到材料。"),
    )  # fmt: skip

    def __init__(self, *args: Any, attachments: Iterable[CaseAttachment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.pk), str(one)) for one in attachments]
        choices(self, "enclosed", offered)
        if not offered:
            del self.fields["enclosed"]

    def clean_enclosed(self) -> list[UUID]:
        """Return the keys of what was picked."""
        return [UUID(one) for one in self.cleaned_data["enclosed"]]
