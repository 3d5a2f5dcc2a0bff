"""What a form says when something is missing or odd, in the tone of the house and for every form at once."""

from typing import TYPE_CHECKING

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELD_WORDS: dict[type[forms.Field], "dict[str, str | _StrPromise]"] = {
    forms.Field: {"required": _("这里还没写。")},
    forms.BooleanField: {"required": _("请先勾上这一项。")},
    forms.ChoiceField: {"required": _("请选一个。"), "invalid_choice": _("这一项现在选不了，请从列出的里面选。")},
    forms.MultipleChoiceField: {"required": _("请至少选一个。"), "invalid_choice": _("有一项现在选不了，请重新选。")},
    forms.ModelChoiceField: {"required": _("请选一个。"), "invalid_choice": _("这一项现在选不了，请从列出的里面选。")},
    forms.FileField: {"required": _("还没有选文件。"), "empty": _("这个文件是空的，请再选一次。")},
    forms.IntegerField: {"invalid": _("请写整数，例如 30。")},
    forms.DecimalField: {"invalid": _("请写数字，例如 36.5。")},
    forms.DateField: {"invalid": _("日期没看懂，请写成 2025-10-17 这样。")},
    forms.TimeField: {"invalid": _("时间没看懂，请写成 9:30 这样。")},
    forms.DateTimeField: {"invalid": _("日期和时间没看懂，请写成 2025-10-17 9:30 这样。")},
    forms.EmailField: {"invalid": _("邮箱没看懂，中间要有 @。")},
}
VALIDATOR_WORDS: dict[type[validators.BaseValidator], "str | _StrPromise"] = {
    validators.MinValueValidator: _("最少是 %(limit_value)s。"),
    validators.MaxValueValidator: _("最多是 %(limit_value)s。"),
    validators.MaxLengthValidator: ngettext_lazy(
        "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "至少 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "至少 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "limit_value",
    ),
}


def speak() -> None:
    """Put our words in the place of Django's; called once, before any form is made."""
    for field, words in FIELD_WORDS.items():
        field.default_error_messages = {**getattr(field, "default_error_messages", {}), **words}
    for validator, sentence in VALIDATOR_WORDS.items():
        validator.message = sentence
