"""Duplicates: how likely two files are of one person, by Fellegi and Sunter's weights (1969).

Each comparison falls on one level. A level weighs ``log2(m / u)``: how often it is met among files of one person over
how often among files of two. The weights add up. What is not known weighs nothing.

The figures are **our reading**, fitted to no register: ``m`` from the slips that counters and tables make (a wrong
character of the same sound or shape, day and month turned round, one digit, two neighbours changed places), ``u`` from
plain counting (some 20,000 birthdays are alive in a county, two sexes, names as common as the 100 surnames that four
in five people bear make them). A county that has decided a few hundred pairs may set its own.

People of one home are alike without being one person: they share surname, telephone and door, and twins the birthday.
Therefore telephone and door weigh fully only beside the same name (read or heard); a name that differs by one character
weighs *against* where the home is shared, and there only a telephone of her own weighs for it; two sound document
numbers that differ weigh against (a number is given once; re-issued ones are rare).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2

from linli.kernel.text import DOTS, pinyin

# level: (m, u). Our reading, see above.
NAME = {"same": (0.80, 0.0008), "sounds": (0.08, 0.004), "one_off": (0.09, 0.03), "other": (0.03, 0.96)}
BORN = {"same": (0.88, 0.00005), "turned": (0.02, 0.00005), "digit": (0.05, 0.0008), "year": (0.02, 0.003),
        "month": (0.025, 0.001), "other": (0.005, 0.995)}  # fmt: skip
SEX = {"same": (0.99, 0.5), "other": (0.01, 0.5)}
DOCUMENT = {"same": (0.75, 1e-9), "slip": (0.17, 1e-6), "other": (0.07, 1.0), "two": (0.01, 1.0)}
TELEPHONE = {"same": (0.55, 0.0001), "family": (0.55, 0.002), "other": (0.45, 1.0)}
HOME = {"same": (0.70, 0.0005), "other": (0.30, 1.0)}
AT_HOME = {"one_off": (0.09, 0.45), "other": (0.01, 0.9)}  # names inside one home: brothers, sisters, twins
OWN_AT_HOME = {"same": (0.55, 0.03), "family": (1.0, 1.0), "other": (0.45, 0.97)}  # a telephone nobody else answers

# A county has some 2^37 pairs of files and a few thousand true ones: chance alone must lose that many bits.
LIKELY, CERTAIN = 16.0, 30.0  # worth a look of a person; as sure as papers alone can make it
CHECK = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class File:
    """What one file says of a person. ``telephones`` and ``home`` are compared for equality only (any token will do).

    ``family`` are those telephones that belong to somebody else of the family. ``document`` is the number, '' for none.
    """

    name: str
    born: date | None = None
    sex: str = ""
    document: str = ""
    telephones: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    home: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The weight of two files being of one person, in bits, and the level each comparison fell on ('' for unknown)."""

    weight: float
    levels: dict[str, str]

    @property
    def is_likely(self) -> bool:
        """True when a person should look at the two."""
        return self.weight >= LIKELY

    @property
    def is_certain(self) -> bool:
        """True when the papers leave nothing open; still nobody is merged unasked."""
        return self.weight >= CERTAIN


def likeness(one: File, other: File) -> Likeness:
    """Return how alike two files are; the order of the two does not matter."""
    levels = {
        "name": name_level(one.name, other.name),
        "born": born_level(one.born, other.born),
        "sex": "" if "" in (one.sex, other.sex) else "same" if one.sex == other.sex else "other",
        "document": document_level(one.document, other.document),
        "telephone": _telephone_level(one, other),
        "home": "" if not (one.home and other.home) else "same" if one.home == other.home else "other",
    }
    return Likeness(_weight(levels), levels)


def _weight(levels: dict[str, str]) -> float:
    named = levels["name"] in ("same", "sounds")
    shared = levels["home"] == "same" or levels["telephone"] in ("same", "family")
    tables = {"name": NAME, "born": BORN, "sex": SEX, "document": DOCUMENT}
    if not named and shared and levels["document"] not in ("same", "slip"):
        tables |= {"name": NAME | AT_HOME, "telephone": OWN_AT_HOME}
    elif named or levels["document"] in ("same", "slip"):
        tables |= {"telephone": TELEPHONE, "home": HOME}
    return sum(bits(*table[levels[what]]) for what, table in tables.items() if levels[what])


@lru_cache(maxsize=100)
def bits(m: float, u: float) -> float:
    """Return the weight of a level."""
    return log2(m / u)


def name_level(one: str, other: str) -> str:
    """Compare two names: look-alike dots and blanks aside, by sound, by one character."""
    one, other = folded(one), folded(other)
    if not one or not other:
        return ""
    if one == other:
        return "same"
    if sound(one) == sound(other):
        return "sounds"
    if min(len(one), len(other)) > 1 and one[0] == other[0] and edits(one, other) == 1:
        return "one_off"
    return "one_off" if min(len(one), len(other)) > 2 and edits(one, other) == 1 else "other"


@lru_cache(maxsize=200_000)
def folded(name: str) -> str:
    """Return a name without what eyes pass over: dots, blanks, case."""
    return "".join(part for part in name.translate(DOTS).lower() if part != "·" and not part.isspace())


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """Return how a folded name is read, without tones."""
    return " ".join(pinyin(name))


def born_level(one: date | None, other: date | None) -> str:
    """Compare two birthdays: day and month turned round, one digit, another day of the month, of another year."""
    if one is None or other is None:
        return ""
    if one == other:
        return "same"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "turned"
    if differing(one.strftime("%Y%m%d"), other.strftime("%Y%m%d")) == 1:
        return "digit"
    if (one.year, one.month) == (other.year, other.month):
        return "month"
    return "year" if (one.month, one.day) == (other.month, other.day) and abs(one.year - other.year) <= 10 else "other"


def document_level(one: str, other: str) -> str:
    """Compare two document numbers: the same (15 digits inside 18 too), a slip of the hand, or two numbers.

    Two numbers whose check digits are both right are no slip: they were given to two people, or to one twice.
    """
    if not one or not other:
        return ""
    if one == other or shortened(one) == shortened(other):
        return "same"
    if is_sound(one) and is_sound(other):
        return "two"
    return "slip" if len(one) == len(other) and (differing(one, other) == 1 or turned(one, other)) else "other"


def shortened(number: str) -> str:
    """Return the 15 digits inside a citizen's number of 18; anything else as it is."""
    return number[:6] + number[8:17] if len(number) == 18 and number[6:8] == "19" else number


def is_sound(number: str) -> bool:
    """Tell whether a citizen's number of 18 has its right check digit."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    return "10X98765432"[sum(int(digit) * by for digit, by in zip(number, CHECK, strict=False)) % 11] == number[17]


def _telephone_level(one: File, other: File) -> str:
    if not one.telephones or not other.telephones:
        return ""
    shared = one.telephones & other.telephones
    if not shared:
        return "other"
    return "same" if shared - one.family - other.family else "family"


def differing(one: str, other: str) -> int:
    """Return in how many places two texts of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else max(len(one), len(other))


def turned(one: str, other: str) -> bool:
    """Tell whether two neighbours have changed places."""
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 2 or places[1] - places[0] != 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def edits(one: str, other: str) -> int:
    """Return 1 when one character changed, came or went; 0 when nothing did; 2 for anything more."""
    if len(one) == len(other):
        return min(differing(one, other), 2)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return 2
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return 1 if short[at:] == long[at + 1 :] else 2
