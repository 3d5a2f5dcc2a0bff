"""What is kept of free text, and how telling a word is: pure functions, no rows.

De-identifying turns the usual way round. Names, places and numbers cannot all be listed, so nothing is taken out of a
text: of it only pairs of characters are taken that stand in words printed in our packs (:func:`vocabulary`), after the
names that are known were cut. What is in no pack never comes in; the pairs come in no order.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log

from django.conf import settings

from linli.kernel import packs
from linli.kernel.text import bigrams
from linli.practice.library import library
from linli.practice.options import options

PACK = "similar"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
OPTIONS = ("needs", "strengths", "circles", "ties", "benefits")
# What a kind of term weighs beside another of the same rarity: goals, needs, natures, methods; band, risk; words,
# of which a single one makes several pairs.
WEIGHT = {"g": 3.0, "n": 2.0, "k": 2.0, "m": 1.5, "b": 0.5, "r": 0.5, "w": 0.35}
CLOSELY = 4_000  # extracts that are looked at closely, at most
MOST_TERMS = 120  # of a case that asks


@lru_cache(maxsize=8)
def figures(region: str = "") -> dict[str, object]:
    """Return the figures of the pack ``similar``."""
    return packs.load(PACK, region or settings.REGION)


@lru_cache(maxsize=8)
def vocabulary(region: str = "") -> frozenset[str]:
    """Return the pairs of characters of every word that is printed in the packs."""
    here = region or settings.REGION
    told = list(packs.load(PACK, here)["words"])
    for goal in library(here).values():
        told += [goal.text, goal.measure, goal.area, *goal.methods]
    for kind in OPTIONS:
        told += [one.name for one in options("assessment", kind, here).values()]
    told += [row["name"] for row in packs.load("themes", here)["themes"]]
    return frozenset(pair for word in told for run in HAN.findall(word) for pair in bigrams(run) if len(pair) == 2)


def words(texts: Iterable[str], names: Iterable[str], known: frozenset[str]) -> set[str]:
    """Return what is kept of texts: pairs of ``known``, none of them across or inside one of ``names``."""
    cut = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    found: set[str] = set()
    for text in texts:
        for name in cut:
            text = text.replace(name, "\n")
        found.update(pair for run in HAN.findall(text) for pair in bigrams(run) if pair in known)
    return found


def band(count: int) -> int:
    """Return where the band of a number of sessions begins."""
    starts: list[int] = packs.load(PACK, settings.REGION)["sessions"]
    return max(start for start in starts if start <= count)


def weighed(terms: Iterable[str], docs: Mapping[str, int], total: int) -> dict[str, int]:
    """Return the weight of each term in thousandths: how rare it is among ``total`` extracts (BM25), times its kind."""
    return {
        term: round(1000 * WEIGHT[term[0]] * log(1 + (total - docs.get(term, 0) + 0.5) / (docs.get(term, 0) + 0.5)))
        for term in terms
    }


def telling(terms: Iterable[str], docs: Mapping[str, int]) -> list[str]:
    """Return the rarest terms, as many as stand in :data:`CLOSELY` extracts together; of common ones the rarest."""
    met = sorted((term for term in terms if docs.get(term, 0)), key=lambda term: (docs[term], term))
    found, left = met[:1], CLOSELY - (docs[met[0]] if met else 0)
    for term in met[1:]:
        left -= docs[term]
        if left < 0:
            break
        found.append(term)
    return found
