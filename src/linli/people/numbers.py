"""Numbers people carry: identity documents and telephones; read, checked, explained and masked (domain §10)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import phonenumbers
from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as Unreadable

from linli.kernel.policy import Refused
from linli.people.models import DocumentKind, Sex

OLDEST = date(1890, 1, 1)
# GB 11643: the third digit of the serial is odd for men. HMT permits and the new card of permanent residents follow it.
HMT_AREAS = ("81", "82", "83")
PATTERNS = {
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
    DocumentKind.OFFICER: re.compile(r"[\u4e00-\u9fffA-Z0-9]{4,20}"),
}
LANDLINE = re.compile(r"[0-9]{7,8}")
MOBILE = re.compile(r"(?:\+86)?1[3-9][0-9]{9}")
SEPARATORS = re.compile(r"[\s\-–—_·.()]")


@dataclass(frozen=True)
class Document:
    """A checked document number, with what can be derived from it."""

    kind: str
    number: str
    birth_date: date | None = None
    sex: str = Sex.UNKNOWN


def plain(text: str) -> str:
    """Return a number as typed by anybody in one form: half width, upper case, no blanks or dashes."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def document(kind: str, number: str, *, today: date) -> Document:
    """Check a document number of a kind; raise :class:`Refused` with a sentence naming what is wrong.

    The area code is not judged: codes change yearly, people keep the number of an area that is gone, and 999999 is
    the area of synthetic people.
    """
    typed = plain(number)
    if kind == DocumentKind.NONE:
        if typed:
            raise Refused(_("选了“暂无证件”，号码请留空。"), "number")
        return Document(kind, "")
    if not typed:
        raise Refused(_("请填写证件号码，或选“暂无证件”。"), "number")
    if kind == DocumentKind.ID_CARD:
        return _card(kind, typed, today)
    if kind == DocumentKind.OLD_ID:
        return _old(typed, today)
    if kind == DocumentKind.HMT_PERMIT:
        if not typed.startswith(HMT_AREAS):
            raise Refused(_("港澳台居民居住证号码以81、82或83开头，请再核对。"), "number")
        return _card(kind, typed, today)
    if kind == DocumentKind.FOREIGN_PR:
        return _foreign(typed, today)
    if kind not in PATTERNS:
        raise Refused(_("没有这种证件，请重新选择。"), "kind")
    if not PATTERNS[DocumentKind(kind)].fullmatch(typed):
        raise Refused(_("这个号码不像%(kind)s号码，请再核对。") % {"kind": DocumentKind(kind).label}, "number")
    return Document(kind, typed)


def _card(kind: str, typed: str, today: date) -> Document:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", typed):
        raise Refused(_("身份证号应是18位，现在是%(count)d位；最后一位可以是X。") % {"count": len(typed)}, "number")
    if typed[-1] != ric.calc_check_digit(typed):
        raise Refused(_("身份证号最后一位对不上，多半有一位抄错了，请再核对。"), "number")
    try:
        born = ric.get_birth_date(typed)
    except Unreadable:
        born = None
    return Document(kind, typed, _likely(born, today), _sex(typed[16]))


def _old(typed: str, today: date) -> Document:
    if not re.fullmatch(r"[0-9]{15}", typed):
        raise Refused(_("旧身份证号应是15位数字，现在是%(count)d位。") % {"count": len(typed)}, "number")
    try:
        born = date(1900 + int(typed[6:8]), int(typed[8:10]), int(typed[10:12]))
    except ValueError:
        born = None
    return Document(DocumentKind.OLD_ID, typed, _likely(born, today), _sex(typed[14]))


def _foreign(typed: str, today: date) -> Document:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", typed):
        return Document(DocumentKind.FOREIGN_PR, typed)
    if not typed.startswith("9"):
        raise Refused(_("外国人永久居留身份证是9开头的18位，或3个字母加12位数字。"), "number")
    return _card(DocumentKind.FOREIGN_PR, typed, today)


def _likely(born: date | None, today: date) -> date:
    if born is None or not OLDEST <= born <= today:
        raise Refused(_("号码里的出生日期不是一个真实的日子，请再核对。"), "number")
    return born


def _sex(digit: str) -> str:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


def telephone(number: str, *, area: str = "") -> str:
    """Return a telephone number in E.164 (``+8613812345521``); raise :class:`Refused` with a sentence.

    Mobiles, landlines with their area code, foreign numbers with ``+``. ``area`` (``0916``) is put before a bare
    landline of 7 or 8 digits.
    """
    typed = SEPARATORS.sub("", unicodedata.normalize("NFKC", number))
    if area and LANDLINE.fullmatch(typed):
        typed = area + typed
    elif LANDLINE.fullmatch(typed):
        raise Refused(_("座机请加上区号，比如0916-1234567。"), "phone")
    if MOBILE.fullmatch(typed):
        return "+86" + typed[-11:]
    try:
        parsed = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException as error:
        raise Refused(_("看不出这是电话号码，请只填数字。"), "phone") from error
    if not phonenumbers.is_possible_number(parsed) or len(typed) > 20:
        raise Refused(_("电话号码的位数不对，请再核对。手机是11位。"), "phone")
    if parsed.country_code == 86 and not phonenumbers.is_valid_number(parsed):
        raise Refused(_("没有这样的电话号码，请再核对。"), "phone")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def spoken(number: str) -> str:
    """Return an E.164 number as people here write it: ``13812345521``, ``09161234567``, ``+85221234567``."""
    if not number.startswith("+86"):
        return number
    rest = number[3:]
    return rest if re.fullmatch(r"1[0-9]{10}|[48]00[0-9]{7}", rest) else "0" + rest


def mask_document(number: str) -> str:
    """Mask a document number: ``610***********1234``; short ones keep their two ends."""
    if len(number) >= 15:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return number[:1] + "*" * max(len(number) - 2, 1) + number[-1:] if number else ""


def mask_telephone(number: str) -> str:
    """Mask a telephone (E.164): ``138****5521``, ``0916***4567``."""
    typed = spoken(number)
    if len(typed) == 11 and typed.startswith("1"):
        return f"{typed[:3]}****{typed[-4:]}"
    return typed[: max(len(typed) - 7, 1)] + "***" + typed[-4:] if len(typed) > 5 else "*" * len(typed)


def years_before(day: date, years: int) -> date:
    """Return the day somebody who turns ``years`` on ``day`` was born (29 February counts as the 28th)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def age(born: date, day: date) -> int:
    """Return whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
