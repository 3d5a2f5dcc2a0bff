"""Tables as they really come are read; traps are refused before anything of them is parsed."""

import io
import zipfile
from datetime import date, datetime

import pytest

from linli.kernel.policy import Refused
from linli.papers import bombs, cells
from linli.papers.heading import body, find, match, survey
from linli.papers.reading import Line, opened
from linli.papers.registry import Column
from tests.papers.tables import csv, rewritten, xlsx

COLUMNS = (
    Column("name", "姓名", cells.name, ("名字",), required=True),
    Column("number", "身份证号", cells.long_number, ("身份证号码",)),
    Column("phone", "手机", cells.long_number, ("手机号", "联系电话")),
    Column("landline", "座机", cells.long_number),
    Column("day", "日期", cells.day, ("走访日期",)),
)


def lines(file: io.BytesIO) -> list[Line]:
    with opened(file) as table:
        return [line for sheet in table.sheets for line in table.lines(sheet)]


def refusal(file: io.BytesIO) -> str:
    with pytest.raises(Refused) as refused:
        lines(file)
    return refused.value.sentence


# What is refused.


def test_a_zip_bomb_is_refused_by_its_directory_without_being_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * bombs.MEGABYTE))
    assert "大得不正常" in refusal(file)


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(bombs.ENTRIES + 1):
            packed.writestr(f"xl/{number}.bin", b"")
    assert "大得不正常" in refusal(file)


def test_many_parts_that_share_one_packed_body_are_counted_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bombs, "TOTAL", 3 * bombs.MEGABYTE)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(4):
            packed.writestr(f"xl/{number}.bin", bytes(range(256)) * 4096)
    assert "大得不正常" in refusal(file)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declaration_of_entities_is_refused_in_every_part_and_encoding(part: str, encoding: str) -> None:
    def plant(content: bytes) -> bytes:
        text = (BOMB + content.split(b"?>")[-1]).decode()
        return text.replace("?>", f' encoding="{encoding}"?>', 1).encode(encoding)

    assert "恶意" in refusal(rewritten(xlsx(["姓名"], ["王示范"]), part, plant))


def test_an_outside_entity_is_never_fetched() -> None:
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    file = rewritten(xlsx(["姓名"], ["王"]), "xl/worksheets/sheet1.xml", lambda old: outside + old)
    assert "恶意" in refusal(file)


def test_an_old_excel_or_locked_file_is_told_how_to_be_saved() -> None:
    assert ".xlsx" in refusal(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))


def test_a_web_page_called_xls_is_told_how_to_be_saved() -> None:
    assert "网页" in refusal(io.BytesIO("<html><table><tr><td>姓名</td></tr></table>".encode()))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n" + b"\0\x01" * 400, b"\x80\x81\xff" * 9, b'a,"' + b"x" * 200_000],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    assert refusal(io.BytesIO(content)).endswith("。")


def test_a_workbook_that_breaks_off_is_refused() -> None:
    whole = xlsx(["姓名"], ["王示范"])
    cut = rewritten(whole, "xl/worksheets/sheet1.xml", lambda old: old[: len(old) // 2])
    assert "坏了" in refusal(cut)
    assert "打不开" in refusal(io.BytesIO(whole.getvalue()[: len(whole.getvalue()) // 2]))


# What is read.


def test_a_wrong_dimension_loses_no_rows() -> None:
    file = xlsx(["姓名"], ["甲"], ["乙"])
    lying = rewritten(file, "xl/worksheets/sheet1.xml", lambda old: old.replace(b'ref="A1:A3"', b'ref="A1:A1"'))
    assert [line.cells for line in lines(lying)] == [("姓名",), ("甲",), ("乙",)]


def test_blank_rows_and_trailing_blanks_are_left_out_and_numbers_stay_those_of_the_sheet() -> None:
    file = xlsx(["姓名", "手机"], [None, " "], ["甲", None, None, "  "], [], ["乙", "1"])
    assert [(line.number, line.cells) for line in lines(file)] == [
        (1, ("姓名", "手机")),
        (3, ("甲",)),
        (5, ("乙", "1")),
    ]


def test_a_row_number_beyond_the_sheet_ends_the_reading() -> None:
    file = rewritten(
        xlsx(["姓名"], ["甲"]), "xl/worksheets/sheet1.xml", lambda old: old.replace(b'r="2"', b'r="99999999999"')
    )
    assert [line.cells for line in lines(file)] == [("姓名",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_is_read_in_its_encoding_with_its_separator(encoding: str, mark: str) -> None:
    found = lines(csv(f'姓名{mark}住址\r\n王𠅤{mark}"示范{mark}家苑"\r\n', encoding))
    assert [line.cells for line in found] == [("姓名", "住址"), ("王𠅤", f"示范{mark}家苑")]


def test_a_title_line_without_separators_does_not_hide_the_separator() -> None:
    found = lines(csv("台账\n姓名\t住址\n王示范\t示范家苑,3栋\n"))
    assert [line.cells for line in found] == [("台账",), ("姓名", "住址"), ("王示范", "示范家苑,3栋")]


def test_hidden_sheets_are_not_read() -> None:
    file = xlsx(sheets={"名单": [["姓名"], ["甲"]], "选项": [["乙"]]})
    visible = 'name="选项" sheetId="2" state="visible"'.encode()
    hidden = rewritten(file, "xl/workbook.xml", lambda old: old.replace(visible, visible[:-8] + b'hidden"'))
    assert [line.sheet for line in lines(hidden)] == ["名单", "名单"]


# Numbers, days and times.


@pytest.mark.parametrize(
    ("held", "shape", "text"),
    [
        (13800000000, "General", "13800000000"),
        (13800000000.0, "General", "13800000000"),
        (7, "000", "007"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (True, "General", "是"),
        (datetime.fromisoformat("2024-03-05"), "General", "2024-03-05"),
        (datetime.fromisoformat("2024-03-05 14:30"), "General", "2024-03-05 14:30"),
        (1.10101199001011e17, "General", "1.10101199001011E+17"),
        (110101199001011000, "General", "1.10101199001011E+17"),
        ("a_x0041_b", "General", "aAb"),
        ("  甲\x00\u200b ", "General", "甲"),
    ],
)
def test_a_cell_becomes_the_text_its_writer_saw(held: object, shape: str, text: str) -> None:
    assert cells.text_of(held, shape) == text


def test_an_identity_number_that_lost_its_last_digits_is_refused_and_says_so() -> None:
    for lost in ("1.10101199001011E+17", "1.10101E+17", "１.１E+17"):
        with pytest.raises(Refused, match="后几位已经丢了"):
            cells.long_number(lost)
    assert cells.long_number("９９９９９９ 1949-1001 002x") == "99999919491001002X"


@pytest.mark.parametrize(
    "text",
    [
     "2024-03-05", "2024-3-5", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日", "２０２４．３．５", "2024 . 3 . 5",
     "45356", "45356.5", "2024-03-05 14:30", "2024年3月5号"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert cells.day(text) == date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "0000-01-01", "10000-01-01", "2025-13-01", "民国十四年", "闰二月初三", "1900-02-29",
     "2024年3月", "3.5", "12", "昨天", "#REF!", "1700-01-01"],
)  # fmt: skip
def test_a_day_that_is_none_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        cells.day(text)
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "found"),
    [("90", 90), ("９０分钟", 90), ("1.5小时", 90), ("1小时30分", 90), ("01:30", 90), ("1:30:00", 90), ("2 h", 120)],
)
def test_a_length_of_time_is_read_as_minutes(text: str, found: int) -> None:
    assert cells.minutes(text) == found


@pytest.mark.parametrize("text", ["0", "-5", "1441", "25小时", "半天", "1e2", "٣", "²", "壹佰", "NaN", "1e309", "0x10"])
def test_a_length_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        cells.minutes(text)


# Headers.


def rows(*found: tuple[str, ...]) -> list[Line]:
    return [Line("表1", number, tuple(cells)) for number, cells in enumerate(found, 1) if any(cells)]


def test_title_rows_above_the_header_are_passed_over() -> None:
    heading = find(
        rows(("2023年走访台账",), ("填报单位:示范镇", "", "2023-12-31"), ("序号", "姓名", "走访日期")), COLUMNS
    )
    assert heading is not None
    assert (heading.first, heading.labels) == (3, ("序号", "姓名", "走访日期"))


def test_a_header_of_two_rows_with_merged_cells_is_joined() -> None:
    heading = find(
        rows(("姓名", "身份证号", "联系方式", ""), ("", "", "手机", "座机"), ("王示范", "1", "2", "3")), COLUMNS
    )
    assert heading is not None
    assert heading.last == 2
    assert match(heading.labels, COLUMNS) == {"name": 0, "number": 1, "phone": 2, "landline": 3}


def test_a_first_row_of_data_is_not_taken_for_a_second_header_row() -> None:
    heading = find(rows(("姓名", "手机"), ("王示范", "13800000000", "多一格")), COLUMNS)
    assert heading is not None
    assert heading.last == 1


def test_labels_are_matched_with_marks_brackets_and_blanks_in_them() -> None:
    assert match(("*姓 名", "身份证号码(18位)", "联系电话【必填】", "2023年走访日期"), COLUMNS) == {
        "name": 0, "number": 1, "phone": 2, "day": 3,
    }  # fmt: skip


def test_sheets_with_the_same_header_are_read_together_and_the_others_named() -> None:
    first, second = [["姓名", "日期"], ["甲", "2024.1.1"]], [["台账"], ["姓名", "日期"], ["乙", "2024.2.1"]]
    file = xlsx(sheets={"1月": first, "2月": second, "说明": [["请如实填写"], ["不要改格式"]]})
    with opened(file) as table:
        found = survey(table, COLUMNS)
        assert found is not None
        kept = [line.cells[0] for heading in found.sheets.values() for line, counts in body(table, heading) if counts]
    assert (kept, list(found.sheets), found.others) == (["甲", "乙"], ["1月", "2月"], ["说明"])


def test_totals_signatures_and_repeated_headers_are_no_rows() -> None:
    file = xlsx(
        ["姓名", "日期"], ["甲", "2024.1.1"], ["姓名", "日期"], ["乙", "2024.1.2"], ["合计", "2"], ["填表人:李某"]
    )
    with opened(file) as table:
        found = survey(table, COLUMNS)
        assert found is not None
        told = [(line.cells[0], counts) for line, counts in body(table, found.heading)]
    assert [name for name, counts in told if counts] == ["甲", "乙"]
    assert [name for name, counts in told if not counts] == ["姓名", "合计", "填表人:李某"]
