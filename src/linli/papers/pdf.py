"""PDF papers: typst with the fonts of the product and no others, the same paper on every machine."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise

from linli.papers.glyphs import drawable

LAYOUT = Path(__file__).parent / "typst" / "paper.typ"
FONTS = settings.ROOT / "vendor" / "fonts"


class CannotPrint(RuntimeError):
    """A paper could not be set: its template is wrong."""


def render(template: str, data: Mapping[str, Any], *, at: datetime | None = None, first: int | None = None) -> bytes:
    """Set a paper and return the PDF (A4; PDF/A-2u, the form for archives, in which a missing glyph is an error).

    ``template`` is typst source that may use ``data`` (the mapping, as JSON gives it) and ``paper`` (the layout:
    ``#show: paper.with(title: "…", note: "…", qr: data.qr)`` for header, footer with page x/y and print time).
    Texts in ``data`` are set as they are; nothing in them is taken for markup, and a character that no font of ours
    has stands as ``〔U+…〕``. The same data ``at`` one moment is the same file, byte by byte; without it the moment is
    now. Of a section of a longer paper ``first`` is the number of its first page; how many there are in all is left
    open, for :func:`total`. Raises :class:`CannotPrint`.
    """
    return _compiled(template, data, at, {} if first is None else {"first": str(first)})


def total(pages: int, *, at: datetime | None = None) -> bytes:
    """Return a page with nothing on it but the number of all pages, where the sections have left it open."""
    return _compiled("#show: paper\n#hide[　]", {}, at, {"total": str(pages)})


def _compiled(template: str, data: Mapping[str, Any], at: datetime | None, more: dict[str, str]) -> bytes:
    printed = timezone.localtime(at).replace(microsecond=0)
    source, inputs = _told(template, data, printed)
    try:
        return typst.compile(
            source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs | more, format="pdf",
            pdf_standards="a-2u", timestamp=printed.astimezone(UTC), pdf_tags=not more,
        )  # fmt: skip
    except typst.TypstError as error:
        raise CannotPrint(str(error)) from error


def _told(template: str, data: Mapping[str, Any], printed: datetime) -> tuple[bytes, dict[str, str]]:
    head = "\n#let data = json(bytes(sys.inputs.data))\n#set text(font: fonts)\n"
    inputs = {
        "data": json.dumps(_plain(data), ensure_ascii=False),
        "printed": printed.strftime("%Y-%m-%d %H:%M"),
    }
    return (LAYOUT.read_text() + head + template).encode(), inputs


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def qr(text: str, scale: int = 8) -> str:
    """Return a QR code (level M, as SVG text) for a paper: give it as ``qr`` to the layout."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=scale, border=4, xmldecl=False)
    return out.getvalue().decode()


def _plain(value: Any) -> Any:
    """Return data as JSON knows it, its texts drawable."""
    if isinstance(value, str | Promise):
        return drawable(str(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"{type(value).__name__} cannot stand on a paper")
