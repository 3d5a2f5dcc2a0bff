"""What addresses are found by: numbers whole and in their order, and pairs of the other characters.

The database computes the keys of an address (``home_keys``, an index at every write); this is the other half, the keys
of what somebody typed.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Func

from linli.kernel.text import DOTS, tidy

KEYS = Func("address", "county_id", "town_id", "community_id", "grid_id", function="home_keys")
MOST_WORDS, LONGEST_WORD, LONGEST_CHAIN = 5, 40, 5
PART = re.compile("[0-9]+|[a-z]+")
SEVERAL = re.compile(r"(?=.*[0-9])[0-9a-z]+([^0-9a-z\s]{1,2}[0-9a-z]+)+")  # 3-2-502, 3/2/502, 3栋2单元502, b-101


@dataclass(frozen=True)
class Asked:
    """Keys that an address must have, and regular expressions that its folded line must meet."""

    keys: tuple[str, ...]
    patterns: tuple[str, ...]


def asked(text: str) -> Asked:
    """Return what an address must hold to be found by what was typed; without any key nothing is looked for.

    Numbers are taken whole (2 is not 12), several together in their order: 3-2-502 is 3栋2单元502. Other words are met
    anywhere in the address.
    """
    line = unicodedata.normalize("NFKC", tidy(text).translate(DOTS)).lower()
    words = [word[:LONGEST_WORD] for word in line.split()[:MOST_WORDS]] if len(line.strip()) > 1 else []
    keys = sorted({key for word in words for key in _keys(word)})
    return Asked(tuple(keys), tuple(_pattern(word) for word in words if not _told_by_its_keys(word)) if keys else ())


def _keys(word: str) -> list[str]:
    parts = PART.findall(word)
    chains = ["-".join(parts[at : at + LONGEST_CHAIN]) for at in range(0, len(parts), LONGEST_CHAIN)]
    if SEVERAL.fullmatch(word):
        return chains
    pairs = [run[at : at + 2] for run in re.findall("[^0-9a-z]{2,}", word) for at in range(len(run) - 1)]
    return chains + pairs


def _told_by_its_keys(word: str) -> bool:
    return bool(SEVERAL.fullmatch(word)) or word.isdigit() or (len(word) == 2 and not PART.search(word))


def _pattern(word: str) -> str:
    """Return the regular expression that the folded line of an address must meet for one word."""
    head = "(^|[^0-9])" if word[0] in "0123456789" else ""
    tail = "([^0-9]|$)" if word[-1] in "0123456789" else ""
    return head + re.escape(word) + tail
