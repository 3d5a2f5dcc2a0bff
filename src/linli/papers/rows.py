"""From the texts of a line to the values of a row, or to the sentences about what is wrong."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.papers.cells import key
from linli.papers.heading import match, values
from linli.papers.registry import Column, Value

Error = tuple[str, str]


def told(
    cells: Sequence[str], mapping: Mapping[str, int], columns: Sequence[Column]
) -> tuple[dict[str, Value], list[Error]]:
    """Return column code → value (None for a blank cell), and ``(code, sentence)`` for what cannot be read."""
    texts = values(cells, mapping)
    found: dict[str, Value] = {}
    errors: list[Error] = []
    for column in columns:
        text = texts.get(column.code, "").strip()
        if not text:
            found[column.code] = None
            if column.required:
                errors.append((column.code, _("没有填。")))
            continue
        try:
            found[column.code] = column.parse(text)
        except Refused as refused:
            errors.append((column.code, refused.sentence))
    return found, errors


def is_example(cells: Sequence[str], labels: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether a line is the example row of our own template, left standing."""
    mapping = match(labels, columns)
    shown = {column.code: column.example for column in columns if column.example}
    texts = values(cells, mapping)
    return len(shown) > 1 and all(key(texts.get(code, "")) == key(example) for code, example in shown.items())


def sentence(errors: Sequence[Sequence[str]], columns: Sequence[Column]) -> str:
    """Return all that is wrong with a row as one text: ``身份证号:没有填。``"""
    labels = {column.code: str(column.label) for column in columns}
    return "".join(f"{labels[code]}:{told}" if code in labels else told for code, told in errors)
