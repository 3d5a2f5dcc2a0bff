"""Tables for tests, as openpyxl, a text editor or a careless hand would make them."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl


def xlsx(
    *rows: Sequence[Any], sheets: dict[str, Iterable[Sequence[Any]]] | None = None, text: bool = False
) -> io.BytesIO:
    """Return a workbook of these rows (or of these sheets)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in (sheets or {"表1": rows}).items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
            for cell in sheet[sheet.max_row] if line else ():
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def rewritten(file: io.BytesIO, part: str, change: Any) -> io.BytesIO:
    """Return a workbook with the XML of one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == part else content)
    out.seek(0)
    return out


def csv(text: str, encoding: str = "utf-8") -> io.BytesIO:
    """Return a text file."""
    return io.BytesIO(text.encode(encoding))


def read(content: bytes) -> list[list[Any]]:
    """Return the values of the first sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[0].rows]
