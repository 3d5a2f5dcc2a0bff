"""Money is whole 分 (hundredths of a yuan): read as people write it, shown with its thousands."""

import re
import unicodedata

FEN = 100
MOST = 10**13  # 分: a hundred thousand million yuan, more than any county spends
WRITTEN = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?")


def fen(text: str) -> int | None:
    """Return an amount written in yuan (``150,000.50``) as 分; None when it cannot be read."""
    tidy = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").lstrip("¥").removesuffix("元")
    found = WRITTEN.fullmatch(tidy)
    if found is None:
        return None
    return int(found[1]) * FEN + int((found[2] or "").ljust(2, "0"))


def yuan(amount: int) -> str:
    """Return 分 as yuan: ``150,000`` or ``150,000.50``."""
    sign, whole, rest = "-" if amount < 0 else "", *divmod(abs(amount), FEN)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"


def share(amount: int, percent: int) -> int:
    """Return so many percent of an amount, rounded down to 分."""
    return amount * percent // 100
