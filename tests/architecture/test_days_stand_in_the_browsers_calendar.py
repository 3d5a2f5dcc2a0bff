"""A browser's calendar reads a day as 2024-05-06 alone; written otherwise it shows an empty field."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date

from django import forms
from django.apps import apps

DAY = date(2024, 5, 6)


def calendars(form: type[forms.BaseForm]) -> Iterator[tuple[str, forms.Widget]]:
    """Yield the fields of a form that a browser's calendar fills in."""
    for name, field in form.base_fields.items():
        if field.widget.attrs.get("type") == "date" or getattr(field.widget, "input_type", "") == "date":
            yield f"{form.__module__}.{form.__qualname__}.{name}", field.widget


def wrong(form: type[forms.BaseForm]) -> list[str]:
    """Return the fields of a form whose day the browser would not show."""
    return [name for name, widget in calendars(form) if widget.format_value(DAY) != DAY.isoformat()]


def every_form() -> list[type[forms.BaseForm]]:
    """Return every form of the product."""
    for app in apps.get_app_configs():
        if app.name.startswith("linli."):
            for module in pkgutil.iter_modules([app.path]):
                if "forms" in module.name:
                    importlib.import_module(f"{app.name}.{module.name}")
    found, waiting = [], [forms.Form]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        found += [one] if one.__module__.startswith("linli.") else []
    return found


def test_every_day_is_shown_by_the_browsers_calendar() -> None:
    told = [name for form in every_form() for name, _widget in calendars(form)]
    assert len(told) > 20 and [name for form in every_form() for name in wrong(form)] == []


def test_a_planted_day_in_the_countrys_writing_is_found() -> None:
    class Planted(forms.Form):
        day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    assert len(wrong(Planted)) == 1
