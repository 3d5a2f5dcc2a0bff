"""Telephone numbers: read as people write them, kept in E.164, shown masked."""

import re
import unicodedata

import phonenumbers

HOME = "CN"
MOBILE = re.compile(r"\+861\d{10}")


def e164(text: str) -> str | None:
    """Return a number in E.164 form (``+8613800138000``), or None when no message can reach it.

    Full-width digits, blanks and dashes are read; a number without a country is one of this country and must be a
    mobile one (eleven digits from 1: the ranges of operators change faster than any list of them). Numbers of other
    countries are taken when their length is possible.
    """
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), HOME)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 86:
        return written if MOBILE.fullmatch(written) else None
    return written if phonenumbers.is_possible_number(number) else None


def masked(phone: str) -> str:
    """Return a number fit for the screen: ``138****8000``."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) >= 8 else "****"
