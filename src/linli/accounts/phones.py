"""Telephone numbers: read as people write them, kept in E.164, shown masked."""

import unicodedata

import phonenumbers

HOME = "CN"


def e164(text: str) -> str | None:
    """Return a number in E.164 form (``+8613800138000``), or None when it cannot be a telephone number.

    Full-width digits, blanks and dashes are read; a number without a country is a number of this country. Numbers
    that are possible by length are accepted (the ranges of operators change faster than any list of them).
    """
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """Return a number fit for the screen: ``138****8000``."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) >= 8 else "****"
