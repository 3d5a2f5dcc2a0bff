"""Fields that the room's forms share: money, days, and rows of which empty ones are left out."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from linli.directory.money_field import MoneyField
from linli.kernel.policy import Refused

__all__ = ["MoneyField", "RowForm", "day", "refuse_row", "rows_of"]
ROW = re.compile(r"(\d+)\.(\w+)")


def day(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day, in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, localize=False, **more)


class RowForm(forms.Form):
    """One row of a part; a row whose first field is empty is no row."""

    first = "name"

    @property
    def is_row(self) -> bool:
        """True when something is said in it."""
        return bool(self.cleaned_data.get(self.first))


def rows_of(formset: Any) -> list[RowForm]:
    """Return the rows in which something is said, in their order."""
    return [form for form in formset.forms if form.is_row]


def refuse_row(formset: Any, rows: Sequence[RowForm], refused: Refused) -> None:
    """Show a refusal at its row and field, or above all rows."""
    found = ROW.fullmatch(refused.field)
    if found and int(found[1]) < len(rows) and found[2] in rows[int(found[1])].fields:
        rows[int(found[1])].add_error(found[2], refused.sentence)
        return
    formset._non_form_errors = formset.error_class([refused.sentence])
