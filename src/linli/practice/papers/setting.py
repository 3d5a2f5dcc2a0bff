"""Sheets set on paper: PDF with code, seal boxes and watermark; Word from the county's template or ours."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt

from linli.papers import pdf, streaming, word
from linli.papers.binding import Binding
from linli.practice.definitions import Form
from linli.practice.papers.laying import Sheet
from linli.practice.papers.words import batched

DOSSIER = "dossier"
SECTION = 10  # sheets that are set at once
Tell = Callable[[int], None]
# The names a Word template may use, each with what it stands for.
KNOWN = {
    "title": "表名；整卷是“个案整卷”",
    "number": "个案编号；小组和活动是名称",
    "printed": "打印时间",
    "printed_by": "谁打印的",
    "code": "纸上的编号（拍照传回时填它）",
    "address": "这张纸的网址（PDF 上是二维码）",
    "sheets": "每张表；有 title、parts、signatures、seal",
    "f": "这张表里的每一栏，按代号取，如 f.name（整卷没有）",
}
USED = re.compile(r"\bf\.(\w+)")
PAPER = (Path(__file__).parent / "sheet.typ").read_text(encoding="utf-8")


def nobody(_done: int) -> None:
    """Tell nobody how far a file is."""


@dataclass(frozen=True)
class Head:
    """What stands around the sheets: the case's number, the paper's code and address, who printed it, and when."""

    title: str
    number: str
    code: str = ""
    address: str = ""
    by: str = ""
    at: datetime | None = None


def as_pdf(head: Head, sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as PDF (A4). The same head and sheets are the same file, byte by byte, when the head says when."""
    return pdf.render(PAPER, _data(head, sheets), at=head.at or timezone.now())


def packed(sheets: Iterable[Sheet]) -> list[str]:
    """Return sheets packed in sections, as they are read: a long file is kept as text until it is set."""
    return [json.dumps(some, ensure_ascii=False) for some in batched(sheets, SECTION)]


def bound(head: Head, sections: Sequence[str], tell: Tell = nobody) -> bytes:
    """Return packed sheets as one PDF, set section by section so that a long file takes no more memory than a short.

    Page x of y runs through the whole: y is printed over the pages when the last is set. ``tell`` hears after each
    section how many sheets are done.
    """
    if len(sections) < 2:
        return as_pdf(head, json.loads(sections[0]) if sections else [])
    at, made, done = head.at or timezone.now(), Binding(), 0
    for number, one in enumerate(sections):
        told = json.loads(one)
        top = replace(head, at=at) if number == 0 else replace(head, at=at, address="", code="")
        made.add(pdf.render(PAPER, _data(top, told), at=at, first=made.pages + 1))
        done += len(told)
        tell(done)
    made.print_over(pdf.total(made.pages, at=at))
    return made.content()


def unpacked(sections: Sequence[str], tell: Tell = nobody) -> Iterator[Sheet]:
    """Tell packed sheets one by one; ``tell`` hears after each section how many are done."""
    done = 0
    for one in sections:
        told = json.loads(one)
        yield from told
        done += len(told)
        tell(done)


def _data(head: Head, sheets: Sequence[Sheet]) -> dict[str, Any]:
    mark = f"{head.by}  {timezone.localtime(head.at or timezone.now()):%Y-%m-%d %H:%M}" if head.by else ""
    return {
        "title": head.title, "note": head.number, "code": head.code, "mark": mark, "sheets": list(sheets),
        "qr": pdf.qr(head.address) if head.address else "",
    }  # fmt: skip


def as_word(template: bytes | None, head: Head, sheets: Iterable[Sheet], values: dict[str, str] | None = None) -> bytes:
    """Return sheets as Word, from a county's template or ours, written as they are read. Raises ``Refused``."""
    at = head.at or timezone.now()
    told = {
        "title": head.title, "number": head.number, "printed": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        "printed_by": head.by, "code": head.code, "address": head.address, "f": values or {},
    }  # fmt: skip
    paper = template or default_template()
    if streaming.fits(paper, "sheets"):
        return streaming.render(paper, told, "sheets", sheets)
    return word.render(paper, {**told, "sheets": list(sheets)})


def faults(template: bytes, form: Form | None) -> list[str]:
    """Return a sentence for everything wrong in an uploaded template of a form (None: of the whole file)."""
    found = word.check(template, KNOWN)
    if not found:
        codes = {field.code for field in form.fields} if form else set()
        text = "\n".join(_texts(Document(BytesIO(template))))
        unknown = [code for code in dict.fromkeys(USED.findall(text)) if code not in codes]
        found = [_("这张表里没有代号是“%(code)s”的栏。") % {"code": code} for code in unknown]
    return found


def _texts(paper: Any) -> list[str]:
    parts = [paper.element.body]
    for section in paper.sections:
        parts += [section.header._element, section.footer._element]
    return ["".join(node.text or "" for node in part.iter(qn("w:t"))) for part in parts]


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """Return the Word template we ship, for one form and for a whole file: titles in 小标宋, body in 仿宋."""
    paper = Document()
    _line(paper, "{%p for sheet in sheets %}")
    _line(paper, "{{ sheet.title }}", "方正小标宋简体", 22, centred=True)
    _line(paper, "{{ number }}　{{ code }}", "楷体_GB2312", 12, centred=True)
    _line(paper, "{%p for part in sheet.parts %}")
    _line(paper, "{{ part.title }}", "黑体", 14)
    table = paper.add_table(rows=3, cols=2, style="Table Grid")
    _put(table.cell(0, 0), "{%tr for one in part.facts %}")
    _put(table.cell(1, 0), "{{ one.label }}", "黑体")
    _put(table.cell(1, 1), "{{ one.value }}")
    _put(table.cell(2, 0), "{%tr endfor %}")
    _line(paper, "{%p for row in part.rows %}")
    _line(paper, "{% for cell in row %}{{ part.heads[loop.index0] }}：{{ cell }}　{% endfor %}")
    _line(paper, "{%p endfor %}")
    _line(paper, "{{ part.none }}")
    _line(paper, "{%p endfor %}")
    _line(paper, "{%p for who in sheet.signatures %}")
    _line(paper, "{{ who }}：____________　日期：____________")
    _line(paper, "{%p endfor %}")
    _line(paper, "{% if sheet.seal %}（盖章处）{% endif %}")
    _line(paper, "{%p if not loop.last %}")
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(paper, "{%p endif %}")
    _line(paper, "{%p endfor %}")
    _line(paper, "{{ printed_by }}　{{ printed }}　{{ address }}", "仿宋_GB2312", 9)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _line(paper: Any, text: str, font: str = "仿宋_GB2312", size: int = 12, *, centred: bool = False) -> None:
    paragraph = paper.add_paragraph()
    _run(paragraph, text, font, size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _put(cell: Any, text: str, font: str = "仿宋_GB2312") -> None:
    _run(cell.paragraphs[0], text, font, 12)


def _run(paragraph: Any, text: str, font: str, size: int) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
