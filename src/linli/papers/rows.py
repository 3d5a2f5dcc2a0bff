"""From the texts of a line to the values of a row, or to the sentences about what is wrong."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.papers.cells import key, narrow
from linli.papers.heading import match, values
from linli.papers.registry import Column, Value

Error = tuple[str, str]
BARE = re.compile(r"^[0-9.]+$")


def told(
    cells: Sequence[str], mapping: Mapping[str, int], columns: Sequence[Column], labels: Sequence[str] = ()
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
        if column.hours and BARE.match(narrow(text)) and "小时" in "".join(labels[mapping[column.code] :][:1]):
            text += "小时"
        try:
            found[column.code] = column.parse(text)
        except Refused as refused:
            errors.append((column.code, refused.sentence))
    return found, errors


class Twins:
    """Counts, while a table is read in order, how often the same values came before."""

    def __init__(self) -> None:
        self.seen: Counter[bytes] = Counter()

    def before(self, found: Mapping[str, Value]) -> int:
        """Return how many rows before this one told exactly the same."""
        digest = sha256(repr(sorted((code, str(value)) for code, value in found.items())).encode()).digest()[:12]
        self.seen[digest] += 1
        return self.seen[digest] - 1


class Example:
    """Knows the example row of our own template, should it be left standing under a header."""

    def __init__(self, labels: Sequence[str], columns: Sequence[Column]) -> None:
        mapping = match(labels, columns)
        shown = {column.code: key(column.example) for column in columns if column.example}
        self.complete = len(shown) > 1 and set(shown) <= set(mapping)
        self.expected = [(mapping[code], text) for code, text in shown.items()] if self.complete else []

    def __call__(self, cells: Sequence[str]) -> bool:
        """Tell whether a line is the example; most lines differ in their first cell."""
        return self.complete and all(index < len(cells) and key(cells[index]) == text for index, text in self.expected)


def sentence(errors: Sequence[Sequence[str]], columns: Sequence[Column]) -> str:
    """Return all that is wrong with a row as one text: ``身份证号：没有填。``"""
    labels = {column.code: str(column.label) for column in columns}
    return "".join(f"{labels[code]}：{told}" if code in labels else told for code, told in errors)
