"""The field in which an amount is written; for the forms of every room above."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.directory.money import MOST, fen, yuan


class MoneyField(forms.CharField):
    """An amount in yuan as people write it; cleaned to 分."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"})

    def clean(self, value: Any) -> int | None:
        """Return the amount in 分, None for nothing where nothing is allowed."""
        written = super().clean(value)
        if not written:
            return None
        found = fen(written)
        if found is None or found > MOST:
            raise ValidationError(_("金额写成 150000 或 150,000.50 这样。"))
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show 分 as yuan."""
        return yuan(value) if isinstance(value, int) else value
