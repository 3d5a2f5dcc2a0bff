"""Three tables as three offices really keep them: nothing in them is tidy. All people are synthetic."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import openpyxl
from openpyxl.styles import Font

from linli.places.models import Division

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", ("示范", "样例", "小例", "一试", "大样", "例")


def phone(number: int) -> str:
    """Return a synthetic mobile number of a range that is in use nowhere."""
    return f"1980000{number:04d}"


def identity(number: int) -> str:
    """Return a valid identity number of the area 999999, which is assigned to nobody."""
    body = f"999999{1935 + number % 60}{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 900 + 100:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def name(number: int) -> str:
    """Return a synthetic name."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]


def _saved(book: openpyxl.Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def staff(towns: Sequence[Division]) -> io.BytesIO:
    """Return the county's list of station staff: title rows, a two-row header with merged cells, numbers as numbers,
    full-width digits, three ways to write a day, one wrong number, a signature line."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "社工站人员"
    sheet.append(["青禾县(示范)乡镇(街道)社工站人员信息汇总表"])
    sheet.merge_cells("A1:H1")
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.append(["填报单位:青禾县民政局", None, None, None, None, None, "2023年12月"])
    sheet.append(["序号", "姓 名", "联系方式", None, "任职信息", None, None, "备注"])
    sheet.append([None, None, "手机号码", "办公电话", "所在镇街", "职务", "入职时间", None])
    for cells in ("A3:A4", "B3:B4", "C3:D3", "E3:G3", "H3:H4"):
        sheet.merge_cells(cells)
    days: list[Any] = [date(2022, 5, 1), "2022.5.1", "2022年5月1日", 44682, "20220501"]
    line = 0
    for index, town in enumerate(towns):
        for role in ("站长", "专职社工"):
            line += 1
            number: Any = int(phone(line)) if line % 3 == 0 else phone(line)
            if line % 5 == 0:
                number = "".join(chr(ord(digit) + 0xFEE0) for digit in phone(line))
            called = name(line)[0] + "　" + name(line)[1:] if len(name(line)) == 2 else f" {name(line)} "
            sheet.append([line, called, number, None, town.name, role, days[line % 5], None if index else "总站兼"])
    sheet.append([line + 1, "错一位", "1980000", None, towns[0].name, "专职社工", "2022.5.1"])
    sheet.append([None] * 8)
    sheet.append(["合计", f"{line}人"])
    sheet.append(["填表人:示范", None, None, "审核:", None, "单位(盖章)"])
    return _saved(book)


def ledgers(communities: Sequence[Division], people: int = 40) -> io.BytesIO:
    """Return a station's ledger of visits: one sheet a month with a title row each, hours as decimals under a header
    that says so, totals at the foot, an explanation sheet."""
    dice = Random(7)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for month in range(1, 13):
        sheet = book.create_sheet(f"{month}月")
        sheet.append([f"2023年{month}月走访台账"])
        sheet.merge_cells("A1:G1")
        sheet.append(
            ["序号", "走访日期", "服务形式", "村(社区)", "服务时长(小时)", "服务人次", "走访情况", "身份证号码"]
        )
        for line in range(1, 11):
            place = communities[dice.randrange(len(communities))]
            day = date(2023, month, dice.randint(1, 28))
            written: Any = (day, f"2023.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日")[line % 3]
            who = identity(dice.randrange(people)) if line % 4 == 0 else None
            told = f"上门看望，聊了家常，第{line}户。"
            sheet.append([line, written, "入户走访", place.name, dice.choice([0.5, 1, 1.5]), "1人", told, who])
        sheet.append(["合计", None, None, None, None, 10])
    book.create_sheet("填写说明").append(["请按月填写，不要改格式。"])
    return _saved(book)


def activities(communities: Sequence[Division]) -> io.BytesIO:
    """Return a street's list of activities as a GB18030 CSV out of a spreadsheet: other words, a column too many,
    quoted texts with line breaks, trailing commas."""
    lines = ["2023年社区活动统计表,,,,,,,", "编号,活动时间,活动名称,类型,社区名称,参与人数,工作人员数,用时,情况说明,"]
    for number in range(1, 61):
        day = date(2023, 1, 3) + timedelta(days=5 * number)
        place = communities[number % len(communities)]
        told = '"居民反映""很热闹"",\n下次再来"' if number % 7 == 0 else "顺利"
        people = f"{number % 50 + 5}人" if number % 2 else str(number % 50 + 5)
        lines.append(
            f"HD{number:03d},{day.year}/{day.month}/{day.day},邻里节第{number}场,社区活动,{place.name},{people},3,2小时,{told},"
        )
    lines.append("HD061,2023-02-30,没有这一天,社区活动,,10,3,120,,")
    return io.BytesIO("\r\n".join(lines).encode("gb18030"))


def roster(communities: Sequence[Division], people: int = 40) -> io.BytesIO:
    """Return a community's roster of people."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "公民身份号码", "联系电话", "所在社区", "家庭住址"])
    for number in range(people):
        place = communities[number % len(communities)]
        sheet.append([name(number), identity(number), phone(5000 + number), place.name, f"示范家苑{number}号"])
    return _saved(book)
