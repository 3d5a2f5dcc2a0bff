"""The one writer of workbooks: everything that leaves Linli as Excel goes through :func:`workbook`.

A text is always written as a text. One that a spreadsheet could take for a formula (``=``, ``+``, ``-``, ``@``, also
behind tabs, returns, blanks and control characters) carries Excel's own text mark as well, so that it stays a text
when somebody edits the cell.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.functional import Promise

Cell = str | int | float | bool | Decimal | date | datetime | time | Promise | None

LONGEST = 32_767  # characters of one cell, in UTF-16 units, by the format's own limit
EXACT = 10**15  # a spreadsheet keeps fifteen digits; longer numbers go out as text
DANGEROUS = re.compile(r"^[\s\x00-\x20\ufeff\u200b\u3000'\"]*[=+\-@|%＝＋－＠\t\r]")
UNHOLDABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
LISTED = 255  # characters a drop-down may hold by itself


@dataclass(frozen=True)
class Choice:
    """A drop-down for one column (0-based) of a sheet, offered on ``rows`` rows below the header."""

    column: int
    options: tuple[str, ...]
    rows: int = 2000


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, a header line, and rows that may be a generator (they are written as they come).

    ``red`` names columns (0-based) set in red; ``text`` makes the empty cells of the sheet text cells, so that what
    is typed into them keeps its leading zeros; ``required`` names header cells to be marked.
    """

    title: str
    header: Sequence[Cell]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    red: frozenset[int] = frozenset()
    required: frozenset[int] = frozenset()
    text: bool = False
    choices: Sequence[Choice] = field(default=())


def dangerous(text: str) -> bool:
    """Tell whether a spreadsheet could take ``text`` for a formula."""
    return DANGEROUS.match(text) is not None


def holdable(text: str) -> str:
    """Return ``text`` as a cell can hold it: no half characters, at most 32,767 units, the cut shown by ``…``."""
    whole = UNHOLDABLE.sub("\ufffd", text)
    if len(whole.encode("utf-16-le")) // 2 <= LONGEST:
        return whole
    return whole.encode("utf-16-le")[: (LONGEST - 1) * 2].decode("utf-16-le", errors="ignore") + "…"


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return an .xlsx of ``sheets``. Rows are streamed: memory does not grow with their number."""
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(out, options)
    writer = _Writer(book)
    for sheet in sheets:
        writer.write(sheet)
    writer.write_lists()
    book.close()
    return out.getvalue()


class _Writer:
    """Writes sheets into one book and remembers its formats and its long drop-downs."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.titles: set[str] = set()
        self.lists: list[tuple[str, ...]] = []

    def format(self, **properties: Any) -> Any:
        """Return the book's format of these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Noto Sans SC", "font_size": 11, **properties})
        return self.formats[key]

    def title(self, wished: str) -> str:
        """Return a legal sheet title (≤ 31 characters, none of ``[]:*?/\\'``) that no other sheet has."""
        base = FORBIDDEN_IN_TITLES.sub(" ", UNHOLDABLE.sub("", wished)).strip()[:28] or "Sheet"
        found, number = base, 2
        while found.lower() in self.titles:
            found, number = f"{base[:25]} {number}", number + 1
        self.titles.add(found.lower())
        return found

    def write(self, sheet: Sheet) -> None:
        """Write one sheet: marked header, frozen, then the rows."""
        page = self.book.add_worksheet(self.title(sheet.title))
        plain = self.format(num_format="@") if sheet.text else None
        for column, label in enumerate(sheet.header):
            width = sheet.widths[column] if column < len(sheet.widths) else max(10, min(40, len(str(label)) * 2 + 4))
            page.set_column(column, column, width, plain)
            colour = {"font_color": "#B42318"} if column in sheet.red or column in sheet.required else {}
            self._put(page, 0, column, label, bold=True, bg_color="#EEF3EA", bottom=1, **colour)
        page.freeze_panes(1, 0)
        for choice in sheet.choices:
            source = self._source(choice.options)
            page.data_validation(1, choice.column, choice.rows, choice.column, {"validate": "list", "source": source})
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                base: dict[str, Any] = {"num_format": "@"} if sheet.text else {}
                if column in sheet.red:
                    base |= {"font_color": "#B42318", "text_wrap": True}
                self._put(page, number, column, value, **base)

    def _put(self, page: Any, row: int, column: int, value: Cell, **look: Any) -> None:
        """Write one value as what it is; whatever is not a number or a day is a text."""
        if value is None or value == "":
            page.write_blank(row, column, None, self.format(**look) if look else None)
        elif isinstance(value, datetime):
            moment = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
            page.write_datetime(row, column, moment, self.format(**{**look, "num_format": "yyyy-mm-dd hh:mm"}))
        elif isinstance(value, date) and value.year >= 1900:
            page.write_datetime(row, column, value, self.format(**{**look, "num_format": "yyyy-mm-dd"}))
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _exact(value):
            page.write_number(row, column, value, self.format(**look) if look else None)
        else:
            text = holdable("是" if value is True else "否" if value is False else str(value))
            if dangerous(text):
                look["quote_prefix"] = True
            page.write_string(row, column, text, self.format(**look) if look else None)

    def _source(self, options: tuple[str, ...]) -> Any:
        """Return what a drop-down points at: itself when short, else a column of the hidden sheet."""
        if len(",".join(options)) <= LISTED and not any("," in option for option in options):
            return list(options)
        if options not in self.lists:
            self.lists.append(options)
        column = xlsxwriter.utility.xl_col_to_name(self.lists.index(options))
        return f"='选项'!${column}$1:${column}${len(options)}"

    def write_lists(self) -> None:
        """Write the hidden sheet that long drop-downs point at."""
        if not self.lists:
            return
        page = self.book.add_worksheet("选项")
        page.hide()
        for row in range(max(len(options) for options in self.lists)):
            for column, options in enumerate(self.lists):
                if row < len(options):
                    self._put(page, row, column, options[row])


def _exact(number: int | float | Decimal) -> bool:
    """Tell whether a spreadsheet keeps every digit of a number."""
    return abs(float(number)) < EXACT  # never true of NaN
