"""What leaves as Excel is what was stored: texts stay texts, and no cell runs anything."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from linli.kernel.text import tidy
from linli.papers.cells import text_of
from linli.papers.reading import opened
from linli.papers.writing import LONGEST, UNHOLDABLE, Choice, Sheet, dangerous, holdable, workbook
from tests.papers.tables import read
from tests.support.hostile import payloads, strings

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", " =1", "\x00=1", "\ufeff=1", "\u3000=1",
            "'=1", '"=1', "＝1+1", "|calc", '=HYPERLINK("http://127.0.0.1/","x")', "=cmd|' /C calc'!A0"]  # fmt: skip


def written(*rows: list[Any], **facts: Any) -> Any:
    content = workbook([Sheet("表", ["甲", "乙"], rows, **facts)])
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def hostile() -> list[str]:
    """Return the hostile strings and the payloads."""
    return [*strings(), *payloads()]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_a_marked_text(text: str) -> None:
    cell = written([text])["A2"]
    assert (cell.data_type, cell.quotePrefix, dangerous(text)) == ("s", True, True)


def test_ordinary_texts_carry_no_mark() -> None:
    sheet = written(["王示范", "示范家苑3栋"])
    assert [cell.quotePrefix for cell in sheet[2]] == [False, False]


def test_hostile_strings_go_out_and_come_in_unchanged_after_the_declared_normalisation() -> None:
    told = [text for text in dict.fromkeys(tidy(text) for text in hostile()) if text]
    assert len(told) > 3
    content = workbook([Sheet("表", ["甲"], ([text] for text in told))])
    with opened(io.BytesIO(content)) as table:
        back = [line.cells[0] for line in table.lines("表")][1:]
    assert back == [holdable(text) for text in told]
    # What XLSX cannot hold are the noncharacters U+FFFE and U+FFFF and halves of pairs: each leaves a visible mark.
    changed = [before for before, after in zip(told, back, strict=True) if before != after]
    assert all(UNHOLDABLE.search(text) for text in changed)


def test_half_characters_and_control_characters_cannot_enter_and_break_nothing() -> None:
    assert written(["a\ud800b", "a\x07b\x00c\uffff"])["A2"].value == "a\ufffdb"


def test_a_text_longer_than_a_cell_is_cut_where_everybody_sees_it() -> None:
    value = written(["𠅤" * LONGEST])["A2"].value
    assert value.endswith("𠅤…")
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST


def test_long_numbers_go_out_as_texts_and_short_ones_as_numbers() -> None:
    sheet = written([999999194910010029, 12], [float("nan"), Decimal("3.50")])
    assert [cell.value for row in sheet.iter_rows(min_row=2) for cell in row] == ["999999194910010029", 12, "nan", 3.5]


def test_days_are_days_and_moments_are_local() -> None:
    moment = datetime(2024, 3, 5, 16, 30, tzinfo=UTC)
    values = [cell.value for cell in written([date(2024, 3, 5), moment])[2]]
    assert values == [datetime.fromisoformat("2024-03-05"), datetime.fromisoformat("2024-03-06 00:30")]


def test_a_long_drop_down_points_at_a_hidden_sheet() -> None:
    short, long = ("男", "女"), tuple(f"示范第{number}社区" for number in range(272))
    content = workbook([Sheet("表", ["甲", "乙"], [], choices=(Choice(0, short), Choice(1, long)))])
    book = openpyxl.load_workbook(io.BytesIO(content))
    formulas = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert formulas == ['"男,女"', "'选项'!$A$1:$A$272"]
    assert book["选项"].sheet_state == "hidden"
    assert [row[0].value for row in book["选项"].rows] == list(long)


def test_sheets_of_the_same_or_an_illegal_name_get_legal_ones() -> None:
    content = workbook([Sheet(name, ["甲"], []) for name in ("a/b", "a/b", "", "很长" * 40)])
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert len(set(names)) == 4
    assert all(len(name) <= 31 for name in names)


def test_what_a_cell_escapes_is_read_back() -> None:
    assert read(workbook([Sheet("表", ["甲"], [["_x0041_"]])]))[1] == ["_x005F_x0041_"]
    assert text_of("_x005F_x0041_") == "_x0041_"
