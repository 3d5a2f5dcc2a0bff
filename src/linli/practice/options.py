"""Chips of the packs ``intake`` and ``assessment``: a code, its words, whom it is asked of; and a child's own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from linli.kernel import packs


@dataclass(frozen=True)
class Option:
    """One answer. ``child``: of somebody under 18 alone; ``adult``: of a grown-up alone; neither: of everybody.

    ``system`` is the panel it stands in (assessment), ``category`` the tag of a person that says the same.
    """

    code: str
    name: str
    child: bool = False
    adult: bool = False
    system: str = ""
    category: str = ""

    def fits(self, child: bool) -> bool:
        """Tell whether it is asked of a child, or of a grown-up."""
        return not (self.adult if child else self.child)


@dataclass(frozen=True)
class ChildWords:
    """What is said to a child, and the words she ticks."""

    version: int
    tick: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The words, one thought a line."""
        return [line for line in self.text.splitlines() if line.strip()]

    @property
    def statement(self) -> str:
        """Everything she was told and ticked."""
        return f"{self.text.strip()}\n{self.tick}"

    @property
    def digest(self) -> str:
        """SHA-256 of it, in hexadecimal."""
        return sha256(self.statement.encode()).hexdigest()


@lru_cache(maxsize=64)
def _options(pack: str, kind: str, region: str) -> dict[str, Option]:
    return {row["code"]: Option(**row) for row in packs.load(pack, region)[kind]}


def options(pack: str, kind: str, region: str = "") -> dict[str, Option]:
    """Return the answers of one kind by code, in the pack's order."""
    return _options(pack, kind, region or settings.REGION)


def asked(pack: str, kind: str, *, child: bool) -> list[tuple[str, str]]:
    """Return what a form offers of one kind."""
    return [(one.code, one.name) for one in options(pack, kind).values() if one.fits(child)]


def names(pack: str, kind: str, codes: Iterable[str]) -> list[str]:
    """Return the words for codes; one that left the pack stands as itself."""
    known = options(pack, kind)
    return [known[code].name if code in known else code for code in codes if code]


def child_words(region: str = "") -> ChildWords:
    """Return a region's words for a child."""
    return ChildWords(**packs.load("intake", region or settings.REGION)["child"])
