"""Reads a workbook or a CSV line by line. Memory does not grow with the number of lines."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.papers.bombs import MEGABYTE, refuse_bombs
from linli.papers.cells import text_of

LARGEST = 20 * MEGABYTE
MOST_LINES = 20_000
MOST_COLUMNS = 200
LAST_ROW = 1_048_576
PROBE = 64 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Line:
    """One line of a table: the sheet it stands on, its number there (1-based), its cells without trailing blanks."""

    sheet: str
    number: int
    cells: tuple[str, ...]


class Table(Protocol):
    """A file that was opened: the names of its visible sheets, and the lines of each."""

    sheets: list[str]

    def lines(self, sheet: str) -> Iterator[Line]:
        """Yield the lines of a sheet that are not blank."""


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Table]:
    """Open an uploaded table by what it is, not by what its name says. Raises :class:`Refused` with a sentence."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    if not size:
        raise Refused(_("这个文件是空的。"), "file")
    if size > LARGEST:
        raise Refused(_("文件超过 20 MB。请分成几份再传。"), "file")
    if head.startswith(OLD_EXCEL):
        raise Refused(
            _("这是旧格式(.xls)或加了密码的文件。请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 再传。"), "file"
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise Refused(_("这是网页存成的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"), "file")
    if head.startswith(b"PK"):
        refuse_bombs(file, _("这个表格"))
        with _book(file) as book:
            yield book
    else:
        yield _Plain(file)


@contextmanager
def _book(file: IO[bytes]) -> Iterator[Table]:
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever a damaged workbook makes the reader stumble over
        raise Refused(_("这个文件不是能读的 Excel 表格。请用 Excel 或 WPS 打开后另存为 .xlsx。"), "file") from error
    try:
        yield _Book(book)
    finally:
        book.close()


class _Book:
    """An .xlsx (or .xlsm; its macros are never looked at)."""

    def __init__(self, book: Any) -> None:
        self.pages = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
        self.sheets = list(self.pages)

    def lines(self, sheet: str) -> Iterator[Line]:
        """Yield the lines; a wrong ``<dimension>`` is not believed."""
        page = self.pages[sheet]
        page.reset_dimensions()
        rows = page.iter_rows(max_col=MOST_COLUMNS)
        number = 0
        while True:
            try:
                row = next(rows, None)
            except Exception as error:
                raise Refused(
                    _("工作表“%(sheet)s”读到一半坏了。请另存一份再传。") % {"sheet": sheet}, "file"
                ) from error
            number += 1
            if row is None or number > LAST_ROW:
                return
            width = len(row)
            while width and row[width - 1] is EMPTY_CELL:
                width -= 1
            if cells := _solid(_text(cell) for cell in row[:width]):
                yield Line(sheet, number, cells)


def _text(cell: Any) -> str:
    value = cell.value
    shaped = isinstance(value, int | float) and not isinstance(value, bool)
    return text_of(value, cell.number_format) if shaped else text_of(value)


class _Plain:
    """A CSV in UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sheets = ["CSV"]
        self.encoding = _encoding(file)

    def lines(self, sheet: str) -> Iterator[Line]:
        """Yield the lines; numbers count records."""
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=self.encoding, newline="")
        try:
            mark = _separator(text.read(4096))
            text.seek(0)
            for number, row in enumerate(csv.reader((part.replace("\0", "") for part in text), delimiter=mark), 1):
                if cells := _solid(tidy(cell) for cell in row[:MOST_COLUMNS]):
                    yield Line(sheet, number, cells)
        except csv.Error as error:
            raise Refused(_("这个 CSV 的引号对不上，读不下去。请用 Excel 打开后另存为 .xlsx。"), "file") from error
        finally:
            text.detach()


def _separator(sample: str) -> str:
    """Return the separator that stands in most of the first lines (a title line may have none)."""
    lines = sample.splitlines()[:20]
    return max(",\t;", key=lambda mark: (sum(mark in line for line in lines), sample.count(mark)))


def _encoding(file: IO[bytes]) -> str:
    """Return the encoding in which the whole file can be read."""
    file.seek(0)
    head = file.read(4)
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(PROBE):
                if "\0" in decoder.decode(block).replace("\0", "", 8):
                    raise Refused(_("这不是表格文件。请上传 .xlsx 或 .csv。"), "file")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(_("文件的文字编码读不出来。请用 Excel 打开后另存为 .xlsx。"), "file")


def _solid(cells: Iterator[str]) -> tuple[str, ...]:
    """Return the cells without the blank ones at the end; an empty tuple for a blank line."""
    found = list(cells)
    while found and not found[-1]:
        found.pop()
    return tuple(found)
