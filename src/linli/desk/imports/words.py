"""The words tables use, from the data pack ``imports``."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from linli.kernel import packs
from linli.papers.registry import Column


def columns(kind: str) -> Callable[..., Column]:
    """Return a maker of the columns of one kind of table, each with the words other tables have for it."""
    said = packs.load("imports", settings.REGION)[kind]

    def make(code: str, label: Any, parse: Any, **facts: Any) -> Column:
        return Column(code, label, parse, synonyms=tuple(said.get(code, ())), **facts)

    return make


def meant(name: str) -> dict[str, tuple[str, ...]]:
    """Return value → the words that mean it; the first is the one our template offers."""
    return {value: tuple(words) for value, words in packs.load("imports", settings.REGION)[name].items()}


def offered(name: str) -> tuple[str, ...]:
    """Return the words our template offers for a choice."""
    return tuple(words[0] for words in meant(name).values())
