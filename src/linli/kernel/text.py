"""Chinese text as it really comes: declared normalisation, and the keys names are sorted and found by."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Dots that stand for the interpunct of names; the state's form is U+00B7.
DOTS = dict.fromkeys(map(ord, "•‧・･∙⋅●．"), "·")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u115f\u1160\u3164\uffa0]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "朴": "piao", "任": "ren", "区": "ou",
    "盖": "ge", "翟": "zhai", "尉": "wei", "华": "hua", "覃": "qin", "员": "yun", "黑": "he", "种": "chong",
    "缪": "miao", "召": "shao", "秘": "bi", "冼": "xian", "乐": "yue", "折": "she", "繁": "po", "洗": "xian",
}  # fmt: skip


def tidy(text: str) -> str:
    """Return text as Linli stores it: NFC, no control or invisible characters, no blank ends.

    This is the declared normalisation of every text field; nothing else is changed.
    """
    cleaned = CONTROL.sub("", UNSEEN.sub("", text.replace("\r\n", "\n"))).replace("\r", "\n")
    return unicodedata.normalize("NFC", cleaned).strip()


def tidy_name(name: str) -> str:
    """Return a person's name as stored: :func:`tidy`, one line, look-alike dots become U+00B7."""
    return re.sub(r"\s+", " ", tidy(name).translate(DOTS))


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def pinyin(name: str) -> list[str]:
    """Return the syllables of a name, the surname read as a surname (单 is shan)."""
    if not name:
        return []
    return [SURNAMES.get(name[0], _syllable(name[0])), *(_syllable(character) for character in name[1:])]


def initials(name: str) -> str:
    """Return the pinyin initials of a name: 尼玛·扎西 is ``nmzx``."""
    return "".join(syllable[0].lower() for syllable in pinyin(name) if syllable[:1].isalnum())


def sort_key(name: str) -> str:
    """Return the key names are listed by: pinyin, then the characters themselves."""
    return (" ".join(pinyin(name)).lower() + "\x1f" + name)[:200]


def bigrams(text: str) -> list[str]:
    """Return the overlapping pairs of characters of a text, blanks left out; one character stands alone."""
    solid = re.sub(r"\s+", "", text).lower()
    return [solid] if len(solid) == 1 else [solid[i : i + 2] for i in range(len(solid) - 1)]
