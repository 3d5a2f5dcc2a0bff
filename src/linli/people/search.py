"""How people are found: postings of name, pinyin and address pairs, the same for one row and for a million.

A person's ``search`` column holds plain lexemes, no positions: ``n:`` pairs and single characters of names, ``s:`` the
first character of the name, ``i:`` pinyin initials, ``p:`` whole pinyin, ``a:`` pairs of characters of addresses.
Numbers never enter it: they are found by their blind indexes.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField, Value

from linli.kernel.text import DOTS, bigrams, initials, pinyin
from linli.people.models import Person

LATIN = re.compile(r"[a-z]+")


def folded(text: str) -> str:
    """Return text in the form it is compared in: look-alike dots, compatibility forms and case folded away."""
    return unicodedata.normalize("NFKC", text.translate(DOTS)).lower()


def terms(name: str, preferred_name: str = "", *addresses: str) -> list[str]:
    """Return the sorted lexemes of a person."""
    found: set[str] = {f"s:{folded(name)[:1]}"} if name else set()
    for called in filter(None, (folded(name), folded(preferred_name))):
        found.update(f"n:{pair}" for pair in bigrams(called))
        found.update(f"n:{character}" for character in called if not character.isspace())
        if letters := initials(called):
            found.add(f"i:{letters[:40]}")
            found.add(f"p:{''.join(part for part in map(str.lower, pinyin(called)) if part.isalnum())[:100]}")
    for address in filter(None, map(folded, addresses)):
        found.update(f"a:{pair}" for pair in bigrams(address))
    return sorted(found)


def postings(person: Person) -> list[str]:
    """Return the lexemes of a registered person, with those of the files that were merged into hers."""
    found: set[str] = set()
    for row in (person, *person.aliases.defer("search")):
        found.update(terms(row.name, row.preferred_name, row.registered_address, row.actual_address))
    return sorted(found)


def vector_sql() -> str:
    """Return the SQL that makes the ``search`` column from one ``text[]`` parameter of :func:`terms`."""
    return "array_to_tsvector(%s::text[])"


def literal(found: Iterable[str]) -> str:
    """Return terms as the text form of a ``tsvector``, for COPY (no duplicates, so a cast keeps it as it is)."""
    return " ".join(_quoted(term) for term in found)


def vector(found: list[str]) -> Func:
    """Return the expression for the ``search`` column of one row."""
    return Func(
        Value(found, output_field=ArrayField(TextField())),
        function="array_to_tsvector",
        output_field=SearchVectorField(),
    )


def query(text: str) -> str:
    """Return the ``tsquery`` of what somebody typed: every word must be met, in the names or in the addresses."""
    if len(text) == 1 and not LATIN.fullmatch(folded(text)):
        return _quoted(f"s:{folded(text)[:1]}")
    words = [_word(word) for word in folded(text).split()[:8]]
    return " & ".join(word for word in words if word)


def start(text: str) -> str:
    """Return the sort key a list may start at: one character or letter is looked for at the head of names only."""
    return pinyin(folded(text))[0] if len(text) == 1 else ""


def rechecked(text: str) -> list[str]:
    """Return the words whose pairs alone do not prove them: they must stand in the row as typed."""
    return [word for word in folded(text).split()[:8] if len(word) > 2 and not LATIN.fullmatch(word)]


def _word(word: str) -> str:
    word = word[:60]
    pairs = bigrams(word)
    ways = [" & ".join(_quoted(f"n:{pair}") for pair in pairs)]
    if len(word) > 1:
        ways.append(" & ".join(_quoted(f"a:{pair}") for pair in _telling(pairs)))
    if LATIN.fullmatch(word):
        ways += [f"{_quoted(f'i:{word}')}:*", f"{_quoted(f'p:{word}')}:*"]
    return "(" + " | ".join(f"({way})" for way in ways) + ")"


def _telling(pairs: list[str]) -> list[str]:
    """Return the pairs of an address worth looking for: two digits stand in too many, and words are rechecked."""
    told = [pair for pair in pairs if not pair.isdigit()]
    return told if len(told) > 1 else pairs


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
