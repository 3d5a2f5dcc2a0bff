"""A report leaves as Word from the county's template, as PDF, and as Excel in the county's own columns."""

import re
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.insights import actions, exports
from linli.insights.models import ColumnMapping, Report, WordTemplate
from linli.kernel.period import Period
from linli.kernel.policy import Refused
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
CODE = b"/Alt<FEFF%s>" % "二维码".encode("utf-16-be").hex().upper().encode()
ADDRESS = "https://linli.example/m/reports/1/"
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def report(county: County, lead: Standing) -> Report:
    record(lead.actor, county.communities[0], minutes=90)
    made = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    return actions.remark(made, "=1+1 看一看\n㛃䶮两户要再去", by=lead.actor)


def texts(content: bytes) -> str:
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


@pytest.mark.parametrize("role", [Role.STATION_LEAD, Role.STREET_OFFICER, Role.EVALUATOR])
def test_only_the_county_officer_arranges_columns_and_template(
    county: County, post: Post, sign_in: SignIn, role: str
) -> None:
    someone = post(role, county.division if role == Role.EVALUATOR else county.towns[0])
    with pytest.raises(Refused, match="由区县经办人来定"):
        actions.map_columns(county.division, "表", [("place", "地方")], by=someone.actor)
    with pytest.raises(Refused, match="由区县经办人来定"):
        actions.replace_template(county.division, "a.docx", b"", by=someone.actor)
    client = sign_in(someone)
    for address in ("columns", "template", "template/file"):
        assert client.get(f"/m/reports/{address}/").status_code == 404


def test_word_carries_the_numbers_the_remark_and_the_named_fonts(report: Report) -> None:
    content = exports.as_word(report, ADDRESS)
    written = texts(content)
    assert "示范镇社会工作服务季报" in written
    assert "2024年第二季度（2024-04-01 至 2024-06-30）" in written
    assert "㛃䶮两户要再去" in written
    assert "{{" not in written
    assert "1.5" in written
    fonts = {run.font.name for one in Document(BytesIO(content)).paragraphs for run in one.runs}
    assert {"方正小标宋简体", "仿宋_GB2312"} <= fonts


def test_pdf_is_a_pdf_with_the_numbers(report: Report) -> None:
    assert exports.as_pdf(report, ADDRESS).startswith(b"%PDF")


def codes(content: bytes) -> list[set[tuple[int, int]]]:
    """Return the dark modules (row, column; without the quiet zone) of every code to scan that a PDF draws."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            page = zlib.decompress(packed)
        except zlib.error:
            continue
        for drawn in page.split(CODE)[1:]:
            lines = re.findall(rb"(\d+) (\d+)\.5 m (\d+) \2\.5 l", drawn.split(b"EMC")[0])
            found.append({(int(y) - 4, x - 4) for first, y, last in lines for x in range(int(first), int(last))})
    return found


def dark(address: str) -> set[tuple[int, int]]:
    """Return the dark modules of the code of an address."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return {(y, x) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_the_pdf_carries_a_code_that_leads_to_the_reports_page(
    county: County, officer: Standing, report: Report, lead: Standing, sign_in: SignIn
) -> None:
    actions.confirm(report, by=lead.actor)
    whole = actions.generate(county.division, QUARTER, by=officer.actor)
    client = sign_in(officer)
    for one in (report, whole):
        page = f"/m/reports/{one.pk}/"
        (drawn,) = codes(client.get(f"{page}file/pdf/", headers={"host": "localhost"}).content)
        assert drawn == dark(f"http://localhost{page}")
        assert drawn != dark(f"http://localhost/m/reports/{lead.user.pk}/")
        assert client.get(page).status_code == 200


def test_word_names_the_reports_page(report: Report, lead: Standing, sign_in: SignIn) -> None:
    answer = sign_in(lead).get(f"/m/reports/{report.pk}/file/word/", headers={"host": "localhost"})
    assert f"http://localhost/m/reports/{report.pk}/" in texts(answer.content)


def test_the_countys_pdf_carries_its_towns(county: County, officer: Standing, report: Report, lead: Standing) -> None:
    actions.confirm(report, by=lead.actor)
    whole = actions.generate(county.division, QUARTER, by=officer.actor)
    assert [(town["name"], len(town["values"])) for town in exports.data_of(whole, ADDRESS)["towns"]] == [("示范镇", 9)]
    assert exports.as_pdf(whole, ADDRESS).startswith(b"%PDF")


def test_excel_has_the_nine_totals_until_the_county_says_otherwise(report: Report) -> None:
    book = load_workbook(BytesIO(exports.as_excel(report)))
    header, row = book.worksheets[0].iter_rows(values_only=True)
    assert header[:4] == ("地方", "开始日期", "结束日期", "个案（个）")
    assert (len(header), row[0]) == (12, "示范镇")
    assert [line[0] for line in book["口径"].iter_rows(min_row=2, values_only=True)][:2] == ["个案", "跟进"]


def test_the_countys_own_columns_are_remembered_in_its_order(
    county: County, officer: Standing, report: Report, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    sent = {"name": "组织部月报表", "n-visit_count": 1, "t-visit_count": "走访次数", "n-place": 2, "t-place": "单位",
            "n-remark": 3, "t-remark": "备注"}  # fmt: skip
    assert client.post("/m/reports/columns/", sent).status_code == 302
    assert ColumnMapping.objects.get().columns == [["visit_count", "走访次数"], ["place", "单位"], ["remark", "备注"]]
    book = load_workbook(BytesIO(client.get(f"/m/reports/{report.pk}/file/excel/").content))
    header, row = book["组织部月报表"].iter_rows(values_only=True)
    assert header == ("走访次数", "单位", "备注")
    assert row == (1, "示范镇", "=1+1 看一看\n㛃䶮两户要再去")
    assert book["组织部月报表"]["C2"].data_type == "s"
    assert 'value="走访次数"' in client.get("/m/reports/columns/").content.decode()


def test_a_table_without_columns_is_refused(county: County, officer: Standing, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="至少要留一列"):
        actions.map_columns(county.division, "表", [], by=officer.actor)
    assert sign_in(officer).post("/m/reports/columns/", {"name": "表"}).status_code == 422


def template(text: str) -> SimpleUploadedFile:
    paper, out = Document(), BytesIO()
    paper.add_paragraph(text)
    paper.save(out)
    return SimpleUploadedFile("我县模板.docx", out.getvalue())


def test_a_template_with_an_unknown_tag_is_refused_and_the_tag_named(
    county: County, officer: Standing, sign_in: SignIn
) -> None:
    answer = sign_in(officer).post("/m/reports/template/", {"file": template("{{ palce }}季报")})
    assert answer.status_code == 422
    assert "palce" in answer.content.decode()
    assert not WordTemplate.objects.exists()


def test_a_file_that_is_no_word_file_is_refused(county: County, officer: Standing, sign_in: SignIn) -> None:
    answer = sign_in(officer).post("/m/reports/template/", {"file": SimpleUploadedFile("a.docx", b"not a zip")})
    assert answer.status_code == 422
    answer = sign_in(officer).post("/m/reports/template/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert "请传 .docx 文件" in answer.content.decode()


def test_the_countys_own_template_is_used_from_then_on(
    county: County, officer: Standing, report: Report, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    assert (
        client.post("/m/reports/template/", {"file": template("我县专用 {{ place }} {{ period }}")}).status_code == 302
    )
    answer = client.get(f"/m/reports/{report.pk}/file/word/")
    assert texts(answer.content) == "我县专用 示范镇 2024年第二季度"
    assert client.get("/m/reports/template/file/").content == bytes(WordTemplate.objects.get().content)
    assert Event.objects.filter(verb="report.exported", facts__form="word").count() == 1


def test_our_template_passes_our_own_check() -> None:
    assert exports.check(exports.default_template()) == []


def test_other_forms_and_other_towns_get_nothing(
    county: County, post: Post, lead: Standing, report: Report, sign_in: SignIn
) -> None:
    assert sign_in(lead).get(f"/m/reports/{report.pk}/file/csv/").status_code == 404
    other = sign_in(post(Role.STATION_LEAD, county.towns[1]))
    for form in ("word", "pdf", "excel"):
        assert other.get(f"/m/reports/{report.pk}/file/{form}/").status_code == 404
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.take_out(report, "pdf", by=post(Role.STATION_LEAD, county.towns[1]).actor)
