"""The report on paper and in tables: Word from the county's template, PDF, Excel in the county's own columns."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from linli.insights import contracts, highlights, pieces, showing
from linli.insights.models import ColumnMapping, Report, WordTemplate
from linli.papers import pdf, word
from linli.papers.writing import Cell, Sheet, workbook
from linli.places.models import Division, Level
from linli.records import definitions
from linli.records.counting import shown

# The names a Word template may use, each with what it stands for.
KNOWN = {
    "place": "地方",
    "period": "哪段时间，如 2026年第三季度",
    "start": "开始日期",
    "end": "结束日期",
    "rows": "全部数字；每行有 part、label、value、unit、records、earlier、last_year",
    "towns": "各镇街（全县季报才有）；每行有 name 和 values",
    "heads": "各镇街那张表的表头",
    "uncounted": "按合同核对：算数的、还不算的和为什么，一条一行（县里有合同数据才有）",
    "highlights": "亮点，一条一行（本人同意才有）",
    "remark": "问题与打算，一段一行",
    "state": "进度",
    "counted_at": "统计到什么时候",
    "definitions": "口径版本",
    "digest": "封存校验值（封存以后才有）",
    "printed": "打印日期",
    "address": "这份季报的网址（PDF 上是二维码）",
}
PAPER = """
#show: paper.with(title: data.title, note: data.note, qr: data.qr)
#align(center)[#text(size: 18pt, weight: "bold")[#data.title]]
#text(size: 11pt)[#data.place · #data.period（#data.start 至 #data.end）]

#table(
  columns: (auto, 1fr, auto, auto, auto, auto),
  align: (left, left, right, left, right, right),
  inset: 6pt, stroke: 0.5pt,
  table.header([*部分*], [*指标*], [*数字*], [*单位*], [*上期*], [*去年同期*]),
  ..data.rows.map(row => (row.part, row.label, row.value, row.unit, row.earlier, row.last_year)).flatten()
)

#if data.towns.len() > 0 [
  *各镇街上报*
  #text(size: 8pt)[#table(
    columns: (auto,) * (data.heads.len() + 1),
    inset: 4pt, stroke: 0.5pt,
    table.header([*镇街*], ..data.heads.map(head => [*#head*])),
    ..data.towns.map(town => (town.name, ..town.values)).flatten()
  )]
]

#if data.uncounted.len() > 0 [*按合同核对*]
#for line in data.uncounted [#par[#line]]

#if data.highlights.len() > 0 [*亮点*]
#for line in data.highlights [#par[#line]]

#if data.remark.len() > 0 [*问题与打算*]
#for line in data.remark [#par[#line]]

#text(size: 9pt)[#data.source]
#if data.digest != "" [#linebreak() #text(size: 8pt)[封存校验值（SHA-256）#data.digest]]

#v(24pt)
#align(right)[（盖章）#h(6em) 日期：#h(6em)]
"""


def data_of(report: Report, address: str) -> dict[str, Any]:
    """Return what a paper is filled with: texts and numbers only, no names of persons.

    ``address`` is where the report's page is, so that the paper leads back to it.
    """
    numbers = showing.numbers_of(report)
    sealed = report.snapshots.order_by("-version").first()
    counted = numbers.as_of or numbers.behind_since or timezone.now()
    rows = [
        {
            "part": line.cell.definition.part, "label": line.cell.label, "value": line.number, "unit": line.cell.unit,
            "records": line.cell.records, "earlier": line.earlier, "last_year": line.last_year,
        }
        for part in showing.parts(showing.lines(numbers)) for line in part["lines"]
    ]  # fmt: skip
    towns = showing.towns(report, numbers)["rows"] if report.is_county else []
    contract = contracts.of_report(report)
    return {
        "place": report.place.name,
        "period": showing.period_name(report.period),
        "start": str(report.start),
        "end": str(report.end),
        "rows": rows,
        "towns": [
            {"name": row["report"].place.name, "values": [value for _one, value in row["values"]]} for row in towns
        ],
        "heads": [cell.label for cell in numbers.headline],
        "uncounted": contract.lines if contract else [],
        "highlights": highlights.highlights(report),
        "remark": [line for line in report.remark.split("\n") if line],
        "state": report.progress,
        "counted_at": timezone.localtime(counted).strftime("%Y-%m-%d %H:%M"),
        "definitions": numbers.definitions.key,
        "digest": sealed.digest if sealed else "",
        "printed": str(timezone.localdate()),
        "address": address,
    }


def as_pdf(report: Report, address: str) -> bytes:
    """Return the report as PDF (A4) with a code to scan that leads to its page."""
    data = data_of(report, address)
    title = _("%(place)s社会工作服务季报") % {"place": data["place"]}
    note = _("%(state)s · 统计到 %(at)s") % {"state": data["state"], "at": data["counted_at"]}
    source = _("口径 %(key)s。数字由服务记录数出，没有手填；人次不是人数。") % {"key": data["definitions"]}
    if report.is_county and data["digest"]:
        source += _("每个镇街算到封存件里写明的那一刻。")
    told = {"title": title, "note": note, "source": source, "qr": pdf.qr(address)}
    return pdf.render(PAPER, data | told)


def as_word(report: Report, address: str) -> bytes:
    """Return the report as Word, from the county's newest template or ours. Raises ``Refused``."""
    own = WordTemplate.objects.filter(county=report.county_id).order_by("-uploaded_at").first()
    return word.render(bytes(own.content) if own else default_template(), data_of(report, address))


def check(template: bytes) -> list[str]:
    """Return a sentence for everything wrong in an uploaded template."""
    return word.check(template, KNOWN)


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """Return the Word template we ship: title in 小标宋, body in 仿宋, one table, a place for the seal."""
    paper = Document()
    _text(paper.add_paragraph(), "{{ place }}社会工作服务季报", "方正小标宋简体", 22, centred=True)
    _text(paper.add_paragraph(), "{{ period }}（{{ start }} 至 {{ end }}）", "楷体_GB2312", 14, centred=True)
    _text(paper.add_paragraph(), "一、数字", "黑体", 16)
    table = paper.add_table(rows=4, cols=6, style="Table Grid")
    heads = ("部分", "指标", "数字", "单位", "上期", "去年同期")
    fields = ("part", "label", "value", "unit", "earlier", "last_year")
    for number, (head, field) in enumerate(zip(heads, fields, strict=True)):
        _text(table.cell(0, number).paragraphs[0], head, "黑体", 12)
        _text(table.cell(2, number).paragraphs[0], f"{{{{ row.{field} }}}}", "仿宋_GB2312", 12)
    _text(table.cell(1, 0).paragraphs[0], "{%tr for row in rows %}", "仿宋_GB2312", 12)
    _text(table.cell(3, 0).paragraphs[0], "{%tr endfor %}", "仿宋_GB2312", 12)
    for line in ("{%p for line in uncounted %}", "{{ line }}", "{%p endfor %}"):
        _text(paper.add_paragraph(), line, "仿宋_GB2312", 12)
    for number, (title, lines) in enumerate((("亮点", "highlights"), ("问题与打算", "remark"))):
        _text(paper.add_paragraph(), f"{'二三'[number]}、{title}", "黑体", 16)
        for line in (f"{{%p for line in {lines} %}}", "{{ line }}", "{%p endfor %}"):
            _text(paper.add_paragraph(), line, "仿宋_GB2312", 16)
    note = "统计到 {{ counted_at }}，口径 {{ definitions }}。数字由服务记录数出，没有手填；人次不是人数。"
    _text(paper.add_paragraph(), note, "仿宋_GB2312", 12)
    _text(paper.add_paragraph(), "{% if digest %}封存校验值 {{ digest }}{% endif %}", "仿宋_GB2312", 9)
    _text(paper.add_paragraph(), "网页：{{ address }}", "仿宋_GB2312", 9)
    _text(paper.add_paragraph(), "（盖章）　　　　　　{{ printed }}", "仿宋_GB2312", 16)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _text(paragraph: Any, text: str, font: str, size: int, *, centred: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def columns_of(county: Division) -> tuple[str, list[list[str]]]:
    """Return a county's table: its name and columns as remembered, else the nine totals under their own names."""
    kept = ColumnMapping.objects.filter(county=county).first()
    if kept is not None:
        return kept.name, kept.columns
    told = definitions.of(county)
    titles = [[one.code, f"{one.label}（{one.unit}）"] for one in told.headline]
    return _("县民政局季报表"), [["place", _("地方")], ["from", _("开始日期")], ["to", _("结束日期")], *titles]


def as_excel(report: Report) -> bytes:
    """Return the report as a workbook in the county's columns, towns first, the county last; then the definitions,
    every case, group and project that was counted, and what does not count yet under the contract."""
    county = report.place if report.place.level == Level.COUNTY else report.place.county
    assert county is not None
    name, columns = columns_of(county)
    reports = [report]
    if report.is_county:
        towns = Report.objects.filter(
            county_id=report.county_id, town_id__isnull=False, start=report.start, end=report.end
        )
        reports = [*towns.select_related("place", "place__county").order_by("place__code"), report]
    rows = [_row(one, columns) for one in reports]
    told = showing.numbers_of(report).definitions
    meaning = [[one.label, one.unit, one.source] for one in told.indicators]
    return workbook(
        [
            Sheet(title=name, header=[title for _what, title in columns], rows=rows),
            Sheet(title=_("口径"), header=[_("指标"), _("单位"), _("怎么数")], rows=meaning, widths=(16, 8, 80)),
            *pieces.sheets(report),
        ]
    )


def _row(report: Report, columns: list[list[str]]) -> list[Cell]:
    numbers = showing.numbers_of(report)
    values: dict[str, Cell] = {cell.code: shown(cell.definition, cell.amount) for cell in numbers.cells}
    values |= {"place": report.place.name, "from": report.start, "to": report.end, "remark": report.remark}
    return [values.get(what) for what, _title in columns]
