"""Cells as they really come: what a spreadsheet holds becomes a text, and a text becomes a value or a sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.kernel.text import tidy, tidy_name

Value = str | int | date | None

EXACT_DIGITS = 15
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
ZEROS = re.compile(r"^0{2,}$")
SCIENTIFIC = re.compile(r"^[+-]?\d(?:\.\d+)?[eE]\+?\d{2}$")
DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]+\d{1,2}[:：].*)?$")
MONTH = re.compile(r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*月?$")
HOURS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:个)?(?:小时|h|时)\s*(?:([0-9]+)\s*分钟?)?", re.IGNORECASE)
SERIAL = re.compile(r"^\d{4,5}(?:\.\d+)?$")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"})
EPOCH = date(1899, 12, 30)  # day 0 of the 1900 system, its false 29 February counted


def text_of(value: Any, shape: str = "General") -> str:
    """Return what a cell holds as the text its writer saw; ``shape`` is the cell's number format.

    A number of more digits than a spreadsheet keeps comes out in scientific notation, so that a parser can say that
    its last digits are lost.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds()) // 3600:02d}:{int(value.total_seconds()) // 60 % 60:02d}"
    return _number(value, shape)


def _number(value: int | float, shape: str) -> str:
    if value != value or abs(value) == float("inf"):
        return "#NUM!"
    if abs(value) >= 10**EXACT_DIGITS and (isinstance(value, float) or value % 1000 == 0):
        return f"{Decimal(value):.{EXACT_DIGITS - 1}E}"
    if value == int(value):
        digits = str(int(value))
        return digits.zfill(len(shape)) if ZEROS.match(shape) and value >= 0 else digits
    return f"{value:.10g}"


def narrow(text: str) -> str:
    """Return ``text`` with full-width digits, letters and signs made narrow (１２ is 12), blanks at the ends gone."""
    return text.translate(WIDE).strip()


def lost_digits(text: str) -> bool:
    """Tell whether a long number was turned into scientific notation on its way (110101199001011234 → 1.1E+17)."""
    return SCIENTIFIC.match(narrow(text)) is not None


def refuse_errors(text: str) -> None:
    """Raise :class:`Refused` for a cell in which the spreadsheet itself shows an error."""
    if text.upper() in ERRORS:
        raise Refused(_("这一格是表格的出错提示，请改成真正的内容。"))


def long_number(text: str) -> str:
    """Return a long number written as text (ID, telephone, card): narrow, without blanks, dashes and marks."""
    refuse_errors(text)
    if lost_digits(text):
        raise Refused(_("号码变成了科学计数，后几位已经丢了。请把这一列设成“文本”，重新填写。"))
    found = re.sub(r"[\s\-—–'’`_]", "", narrow(text)).upper()
    return found[:-2] if re.fullmatch(r"\d+\.0", found) else found


def line(longest: int) -> Callable[[str], str]:
    """Return a parser of one-line texts of at most ``longest`` characters."""

    def parse(text: str) -> str:
        refuse_errors(text)
        found = re.sub(r"\s+", " ", text).strip()
        if len(found) > longest:
            raise Refused(
                _("太长了：最多 %(most)s 个字，这里有 %(count)s 个。") % {"most": longest, "count": len(found)}
            )
        return found

    return parse


def paragraph(longest: int) -> Callable[[str], str]:
    """Return a parser of texts of several lines, at most ``longest`` characters."""

    def parse(text: str) -> str:
        refuse_errors(text)
        if len(text) > longest:
            raise Refused(
                _("太长了：最多 %(most)s 个字，这里有 %(count)s 个。") % {"most": longest, "count": len(text)}
            )
        return text

    return parse


def name(text: str) -> str:
    """Return a person's name as stored."""
    found = tidy_name(line(100)(text))
    if found and not re.search(r"[^\W\d_]", found):
        raise Refused(_("这不像一个姓名。"))
    return found


def day(text: str) -> date:
    """Return the date meant by 2024-3-5, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日 or a spreadsheet's day number."""
    refuse_errors(text)
    found = narrow(text)
    if parts := DAY.match(found):
        return _checked(*(int(part) for part in parts.groups()))
    if re.fullmatch(r"\d{8}(?:\.0)?", found):
        return _checked(int(found[:4]), int(found[4:6]), int(found[6:8]))
    if SERIAL.match(found) and float(found) >= 3_000:
        return EPOCH + timedelta(days=int(float(found)))
    if MONTH.match(found):
        raise Refused(_("日期只写到了月，请写到日，例如 2024-03-05。"))
    raise Refused(_("日期看不懂，请写成 2024-03-05 这样。"))


def _checked(year: int, month: int, number: int) -> date:
    try:
        found = date(year, month, number)
    except ValueError as error:
        raise Refused(_("没有这一天，请查一下年月日。")) from error
    if not 1900 <= year <= 2100:
        raise Refused(_("年份不对，请写 1900 到 2100 之间的年份。"))
    return found


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers between ``least`` and ``most``; 1,000 and １２ and 12人 are numbers too."""

    def parse(text: str) -> int:
        refuse_errors(text)
        found = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", narrow(text))
        parts = re.fullmatch(r"([+-]?\d{1,12})(?:\.0+)?\s*(?:人次|人|个|次|分钟|分|名)?", found, re.ASCII)
        if parts is None:
            raise Refused(_("这里要写一个整数，例如 12。"))
        if not least <= int(parts[1]) <= most:
            raise Refused(_("要在 %(least)s 和 %(most)s 之间。") % {"least": least, "most": most})
        return int(parts[1])

    return parse


def minutes(text: str) -> int:
    """Return minutes (1 to 1440) from 90, 90分钟, 1.5小时, 1小时30分 or a duration cell 01:30."""
    refuse_errors(text)
    found = narrow(text)
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", found, re.ASCII):
        return whole(1, 1440)(str(int(clock[1]) * 60 + int(clock[2])))
    parts = re.fullmatch(
        r"(\d+(?:\.\d+)?)\s*(?:个)?(?:小时|h|时)\s*(?:(\d+)\s*分钟?)?", found, re.ASCII | re.IGNORECASE
    )
    if parts is None:
        return whole(1, 1440)(found)
    try:
        return whole(1, 1440)(str(int(Decimal(parts[1]) * 60) + int(parts[2] or 0)))
    except InvalidOperation as error:
        raise Refused(_("时长看不懂，请写分钟数，例如 90。")) from error


def one_of(options: Mapping[str, Iterable[str]]) -> Callable[[str], str]:
    """Return a parser of one word out of a list: ``options`` maps each value to the words that mean it."""
    meant = {key(word): value for value, words in options.items() for word in (value, *words)}

    def parse(text: str) -> str:
        refuse_errors(text)
        if (found := meant.get(key(text))) is not None:
            return found
        offered = "、".join(dict.fromkeys(next(iter(words), value) for value, words in options.items()))
        raise Refused(_("只能填其中之一：%(options)s。") % {"options": offered[:120]})

    return parse


def key(text: str) -> str:
    """Return what two labels are compared by: narrow, lower, without blanks, marks and remarks in brackets."""
    bare = re.sub(r"[(\[【][^)\]】]*[)\]】]?", "", narrow(text))
    return re.sub(r"[\s*＊:：,，.。、/·_\-]", "", bare or narrow(text)).lower()
