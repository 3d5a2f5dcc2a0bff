"""What an act has changed, row by row, kept so that it can be put back exactly."""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from linli.people.merging import LABELS


class Ledger:
    """Changes rows and remembers each column's value before and after; ``text`` is what is stored, sealed."""

    def __init__(self, text: str = "") -> None:
        kept = json.loads(text) if text else {"changed": [], "made": []}
        self.changed: list[dict[str, Any]] = kept["changed"]
        self.made: list[list[str]] = kept["made"]

    @property
    def text(self) -> str:
        """The ledger as it is stored."""
        return json.dumps({"changed": self.changed, "made": self.made}, default=str, ensure_ascii=False)

    def change(self, row: models.Model, **values: Any) -> None:
        """Change columns (by their attnames) of one row; what stays the same is left out."""
        fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not fresh:
            return
        old = {name: getattr(row, name) for name in fresh}
        type(row)._base_manager.filter(pk=row.pk).update(**fresh)
        for name, value in fresh.items():
            setattr(row, name, value)
        self.changed.append({"table": row._meta.label_lower, "id": str(row.pk), "before": old, "after": fresh})

    def make(self, row: models.Model) -> None:
        """Remember a row that the act has made."""
        self.made.append([row._meta.label_lower, str(row.pk)])

    def after(self, row: models.Model, name: str) -> Any:
        """Return what a column of a row was made to be; None when it was left."""
        changes = (entry["after"] for entry in self.changed if entry["id"] == str(row.pk))
        return next((values[name] for values in changes if name in values), None)

    def differs(self) -> list[str | Promise]:
        """Return what was changed since, in words: a field of a person, or the kind of a row; [] when nothing was."""
        found: list[str | Promise] = []
        for entry in self.changed:
            model = apps.get_model(entry["table"])
            row = model._base_manager.filter(pk=entry["id"]).first()
            after = _read(model, entry["after"])
            changed = [name for name, value in after.items() if row is None or getattr(row, name) != value]
            found += _words(model, changed)
        for label, pk in self.made:
            model = apps.get_model(label)
            row = model._base_manager.filter(pk=pk).first()
            if row is None or getattr(row, "ends_on", None) is not None:
                found.append(model._meta.verbose_name or label)
        return list(dict.fromkeys(found))

    def put_back(self) -> None:
        """Take away what was made, and set every changed column to what it was, the last change first."""
        for label, pk in reversed(self.made):
            apps.get_model(label)._base_manager.filter(pk=pk).delete()
        for entry in reversed(self.changed):
            model = apps.get_model(entry["table"])
            model._base_manager.filter(pk=entry["id"]).update(**_read(model, entry["before"]))


def _read(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return stored values as their columns hold them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _value(fields[name], value) for name, value in values.items()}


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    key = field.target_field if isinstance(field, models.ForeignKey) else field
    return None if value is None else key.to_python(value)


def _words(model: type[models.Model], changed: Iterable[str]) -> list[str | Promise]:
    if model._meta.label_lower != "people.person":
        return [model._meta.verbose_name or model._meta.label] if list(changed) else []
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [LABELS.get(fields[name].name, fields[name].verbose_name) for name in changed if fields[name].editable]
