"""Model fields that the database alone cannot offer."""

from typing import Any, Protocol

from django.db import models

from linli.kernel import crypto


class SealedText:
    """An encrypted text beside its bytes column: ``narrative = SealedText("narrative_sealed")``.

    Reading opens, assigning seals; the row's id must be set first (ids are made in Python, so it always is).
    Bulk writers call :func:`sealed` for the column value.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        value = getattr(row, self.column)
        return "" if value is None else crypto.unseal(bytes(value), place(owner, self.column, row.pk))

    def __set__(self, row: models.Model, text: str) -> None:
        setattr(row, self.column, sealed(type(row), self.column, row.pk, text))


def place(model: type[models.Model], column: str, pk: object) -> str:
    """Return the associated data of a sealed value: ``table|column|row``, after ``purpose!`` when the model names one.

    ``key_purpose`` of a model seals its columns under a key of their own, made from the ring's for that purpose alone.
    """
    purpose = getattr(model, "key_purpose", "")
    return f"{purpose + '!' if purpose else ''}{model._meta.db_table}|{column}|{pk}"


def sealed(model: type[models.Model], column: str, pk: object, text: str) -> bytes | None:
    """Return the column value for ``text``; nothing stays nothing."""
    return crypto.seal(text, place(model, column, pk)) if text else None


class SealedColumn(models.BinaryField[bytes | memoryview | None, bytes | memoryview | None]):
    """The bytes of a sealed value. Never editable, never searched."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class BlindColumn(models.BinaryField[bytes | memoryview | None, bytes | memoryview | None]):
    """A blind index: equal values are found, nothing is read back.

    ``number_blind = BlindColumn("people.telephone.number")`` has ``number_blind_next = BlindColumn()`` beside it, which
    is filled while the key changes, and the model tells in ``findable`` what each is made from (:func:`put_indexes`).
    """

    def __init__(self, label: str = "", *args: Any, **kwargs: Any) -> None:
        self.label = label
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class Findable(Protocol):
    """A row that is found by what it does not show."""

    def findable(self) -> dict[str, str]:
        """Return blind column → the normalised text it is made from, '' where it has none."""


def blind_label(model: type[models.Model], column: str) -> str:
    """Return the label under which a blind column is hashed."""
    field = model._meta.get_field(column)
    assert isinstance(field, BlindColumn)
    return field.label


def put_indexes(row: Findable) -> None:
    """Fill the blind indexes of a row, both columns while their key changes."""
    for column, text in row.findable().items():
        label = blind_label(type(row), column)  # type: ignore[arg-type]
        setattr(row, column, crypto.blind(text, label) if text else None)
        setattr(row, f"{column}_next", crypto.blind_next(text, label) if text else None)
